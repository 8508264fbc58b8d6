import { BadFileError, EnvironmentError, isLisalabError, type LisalabError } from "../core/errors.js";

const FULL = "there is no room left on the disk (or in the quota); make room and try again";
const READ_ONLY = "it can't be written; check the owner and the mode of the folder, or set LISALAB_HOME elsewhere";
const DAMAGED = "the file is damaged; put back a copy";

/** What people are told about each code of SQLite and of the file system. */
const ADVICE: readonly (readonly [RegExp, typeof BadFileError | typeof EnvironmentError, string])[] = [
  [/^SQLITE_NOTADB/, BadFileError, "the file is not an SQLite database; move it away"],
  // An SQL error of statements that never change: the tables are not those that lisalab makes.
  [/^SQLITE_(CORRUPT|ERROR|MISMATCH)/, BadFileError, DAMAGED],
  [/^(SQLITE_FULL|ENOSPC|EDQUOT|EFBIG)/, EnvironmentError, FULL],
  [/^(SQLITE_READONLY|SQLITE_PERM|EROFS|EACCES|EPERM)/, EnvironmentError, READ_ONLY],
  [/^(SQLITE_CANTOPEN|ENOTDIR|EISDIR|EEXIST)/, EnvironmentError, "it can't be opened; check the path and its rights"],
  [/^(SQLITE_BUSY|SQLITE_LOCKED)/, EnvironmentError, "another process keeps it locked; end that process or try again"],
  [/^(SQLITE_IOERR|EIO)/, EnvironmentError, "the disk refuses to read or write; check its room and its health"],
];

/**
 * `error`, which came up in `what` (such as "logbook /path"), as lisalab's own; errors of another origin come back as they are.
 */
export function storageFailure(error: unknown, what: string, path: string): unknown {
  if (isLisalabError(error)) {
    return error;
  }
  const code = codeOf(error);
  const known = ADVICE.find(([pattern]) => pattern.test(code));
  return known === undefined ? error : made(known[1], `${what}: ${known[2]} (${code})`, path, code, error);
}

function made(
  Kind: typeof BadFileError | typeof EnvironmentError,
  message: string,
  path: string,
  code: string,
  cause: unknown,
): LisalabError {
  return new Kind(message, { path, code }, cause);
}

/** SQLite's primary result codes that matter here. */
const PRIMARY: Readonly<Record<number, string>> = {
  1: "SQLITE_ERROR",
  3: "SQLITE_PERM",
  5: "SQLITE_BUSY",
  6: "SQLITE_LOCKED",
  8: "SQLITE_READONLY",
  10: "SQLITE_IOERR",
  11: "SQLITE_CORRUPT",
  13: "SQLITE_FULL",
  14: "SQLITE_CANTOPEN",
  20: "SQLITE_MISMATCH",
  26: "SQLITE_NOTADB",
};

/**
 * The code of an error of SQLite or of the file system; "" for others. libsql does not know the names of all extended
 * codes, whose low byte is the primary one, and ends the message with the code when a file can't be opened at all.
 */
export function codeOf(error: unknown): string {
  const { code, rawCode, message } = error as { code?: unknown; rawCode?: unknown; message?: unknown };
  if (typeof rawCode === "number") {
    return PRIMARY[rawCode & 0xff] ?? String(code);
  }
  if (typeof code === "string" && code !== "") {
    return code;
  }
  return /ConnectionFailed\(.*: 14"\)/.test(String(message)) ? "SQLITE_CANTOPEN" : "";
}
