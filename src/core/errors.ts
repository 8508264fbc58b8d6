/** The base of every error that lisalab throws on purpose: a message for people, a `tag` and fields for programs. */
export class LisalabError extends Error {
  /** What kind of error this is, stable across versions, e.g. "BadFile". */
  readonly tag: string;
  /** The values behind the message, by name. */
  readonly context: Readonly<Record<string, unknown>>;

  constructor(tag: string, message: string, options: { context?: Record<string, unknown>; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = `${tag}Error`;
    this.tag = tag;
    this.context = options.context ?? {};
  }
}

/** An argument outside its allowed range or of the wrong kind. */
export class BadArgumentError extends LisalabError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super("BadArgument", message, { context, cause });
  }
}

/** A file that is not what it should be: foreign, truncated, a dataset missing or of another shape. */
export class BadFileError extends LisalabError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super("BadFile", message, { context, cause });
  }
}

/** Data that is well-formed but can't be used together: other sampling, other times, NaN where numbers are needed. */
export class BadDataError extends LisalabError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super("BadData", message, { context, cause });
  }
}

/** The machine refused: a full disk, a read-only folder, a taken port, a program that is not installed. */
export class EnvironmentError extends LisalabError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super("Environment", message, { context, cause });
  }
}

/**
 * Something outside did not answer, or not as it should, and may well do so in a little while: a server, an archive. A
 * runbook's sidecar says how often what throws it is tried again.
 */
export class TransientError extends LisalabError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super("Transient", message, { context, cause });
  }
}

/** Whether `error` is one of lisalab's own, and, with `tag`, of that kind. */
export function isLisalabError(error: unknown, tag?: string): error is LisalabError {
  return error instanceof LisalabError && (tag === undefined || error.tag === tag);
}
