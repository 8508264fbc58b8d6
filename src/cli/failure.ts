import { isLisalabError, LisalabError } from "../core/errors.js";
import { exitStatusOf } from "../core/verdict.js";
import { printable } from "./table.js";

/** Exit status of a command that was called in a wrong way (EX_USAGE of sysexits.h). */
const WRONG_USAGE = 64;

/** Exit status after an error that lisalab did not foresee (EX_SOFTWARE of sysexits.h). */
const UNEXPECTED = 70;

/** A command line that makes no sense: unknown command or option, missing argument. */
export class UsageError extends LisalabError {
  /** `command` is what the person should ask help for, e.g. "lisalab run". */
  constructor(message: string, command: string) {
    super("Usage", `${message} (see: ${command} --help)`, { context: { command } });
  }
}

/**
 * Tells on standard error what went wrong and gives the exit status: 64 for wrong usage and arguments out of range,
 * 3 for other errors that lisalab foresaw, 70 with a stack for those it did not.
 */
export function reportFailure(error: unknown): number {
  if (!isLisalabError(error)) {
    process.stderr.write(`lisalab: unexpected error\n${stackOf(error)}\n`);
    return UNEXPECTED;
  }
  // What was found may come from a file of anybody's.
  process.stderr.write(`lisalab: ${printable(error.message)}\n`);
  return error.tag === "Usage" || error.tag === "BadArgument" ? WRONG_USAGE : exitStatusOf("Error");
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
