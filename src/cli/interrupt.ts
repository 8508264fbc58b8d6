import { LisalabError } from "../core/errors.js";

/** The work was stopped from outside; the message is the reason that a record shows. */
export class InterruptedError extends LisalabError {
  constructor(reason: string) {
    super("Interrupted", reason);
  }
}

/** A signal that Ctrl-C, SIGTERM and errors out of nowhere abort, and the way back to what they usually do. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/**
 * Takes over Ctrl-C and SIGTERM: the first one stops the work in order, the second one ends the process at once.
 * An error that nobody caught stops the work in order, too.
 */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = (name: NodeJS.Signals): void => {
    release();
    controller.abort(new InterruptedError(`interrupted by operator (${name})`));
  };
  const fail = (error: unknown): void => {
    process.stderr.write(`lisalab: unexpected error\n${error instanceof Error ? error.stack : String(error)}\n`);
    controller.abort(
      new InterruptedError(`unexpected error: ${error instanceof Error ? error.message : String(error)}`),
    );
  };
  const release = (): void => {
    process.off("SIGINT", stop);
    process.off("SIGTERM", stop);
    process.off("uncaughtException", fail);
  };
  process.on("SIGINT", stop);
  process.on("SIGTERM", stop);
  process.on("uncaughtException", fail);
  return { signal: controller.signal, release };
}
