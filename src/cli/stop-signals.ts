/** Ctrl-C, a service manager's stop, a terminal that was closed. */
const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Waits for the signals that end a service: the first one stops it in order, the second one at once. */
export function stopSignals(): { readonly first: Promise<void>; readonly second: Promise<void> } {
  const tell: (() => void)[] = [];
  const [first, second] = [0, 1].map((place) => new Promise<void>((resolve) => void (tell[place] = resolve)));
  for (const name of ENDINGS) process.on(name, () => tell.shift()?.());
  return { first: first!, second: second! };
}
