import { storageFailure } from "../sql/failure.js";

/** `error`, which came up in the logbook at `path`, as lisalab's own; errors of another origin come back as they are. */
export function logbookFailure(error: unknown, path: string): unknown {
  return storageFailure(error, `logbook ${path}`, path);
}
