import { BadFileError, EnvironmentError, isLisalabError, type LisalabError } from "../core/errors.js";

const FULL = "there is no room left on the disk (or in the quota); make room and post again";
const READ_ONLY = "it can't be written; check the owner and the mode of the folder, or set LISALAB_HOME elsewhere";
const DAMAGED = "the file is damaged; put back a copy, and compare it by `lisalab logbook verify`";

/** What people are told about each code of SQLite and of the file system. */
const ADVICE: readonly (readonly [RegExp, typeof BadFileError | typeof EnvironmentError, string])[] = [
  [/^SQLITE_NOTADB/, BadFileError, "the file is not an SQLite database; move it away"],
  [/^SQLITE_CORRUPT/, BadFileError, DAMAGED],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/, EnvironmentError, FULL],
  [/^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/, EnvironmentError, READ_ONLY],
  [/^(SQLITE_CANTOPEN|ENOTDIR|EISDIR|EEXIST)/, EnvironmentError, "it can't be opened; check the path and its rights"],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, EnvironmentError, "another process keeps it locked; end that process or try again"],
  [/^(SQLITE_IOERR|EIO)/, EnvironmentError, "the disk refuses to read or write; check its room and its health"],
];

/** `error`, which came up in the logbook at `path`, as lisalab's own; errors of another origin come back as they are. */
export function logbookFailure(error: unknown, path: string): unknown {
  if (isLisalabError(error)) {
    return error;
  }
  const code = codeOf(error);
  const known = ADVICE.find(([pattern]) => pattern.test(code));
  return known === undefined ? error : made(known[1], path, known[2], code, error);
}

function made(
  Kind: typeof BadFileError | typeof EnvironmentError,
  path: string,
  advice: string,
  code: string,
  cause: unknown,
): LisalabError {
  return new Kind(`logbook ${path}: ${advice} (${code})`, { path, code }, cause);
}

/** libsql gives SQLite's code as a field, except when a file can't be opened at all: then it ends the message. */
function codeOf(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  if (typeof code === "string" && code !== "") {
    return code;
  }
  return /ConnectionFailed\(.*: 14"\)/.test(String(message)) ? "SQLITE_CANTOPEN" : "";
}
