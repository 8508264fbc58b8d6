import { errorMessage } from "../core/error-message.js";
import { LisalabError } from "../core/errors.js";

/** The work was stopped from outside; the message is the reason that a record shows. */
export class InterruptedError extends LisalabError {
  constructor(reason: string) {
    super("Interrupted", reason);
  }
}

/** A signal that Ctrl-C, SIGTERM, SIGHUP and errors out of nowhere abort, and the way back to what they usually do. */
export interface Interrupt {
  readonly signal: AbortSignal;
  readonly release: () => void;
}

/** Ctrl-C, a service manager's stop, a terminal that was closed. */
const ENDINGS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Takes over Ctrl-C, SIGTERM and SIGHUP: the first one stops the work in order, the second one ends the process at once.
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
    controller.abort(new InterruptedError(`unexpected error: ${errorMessage(error)}`));
  };
  const release = (): void => {
    for (const name of ENDINGS) process.off(name, stop);
    process.off("uncaughtException", fail);
  };
  for (const name of ENDINGS) process.on(name, stop);
  process.on("uncaughtException", fail);
  return { signal: controller.signal, release };
}
