/** A signal that Ctrl-C and SIGTERM abort, and the way back to what they usually do. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** Takes over Ctrl-C and SIGTERM: the first one stops the work in order, the second one ends the process at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    release();
    controller.abort(new Error(`interrupted by operator (${name})`));
  };
  const release = (): void => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  return { signal: controller.signal, release };
}
