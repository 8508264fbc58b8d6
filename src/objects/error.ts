import { LisalabError } from "../core/errors.js";

/** A store of objects did not do what was asked. */
export class ObjectError extends LisalabError {
  /** Of HTTP; null when there was no whole answer. */
  readonly status: number | null;

  constructor(message: string, status: number | null, context: Record<string, unknown> = {}, cause?: unknown) {
    super("Object", message, { context: { ...context, status }, cause });
    this.status = status;
  }

  /** Whether the same may go well later: nobody answered, or the store was busy or broken. */
  get isTransient(): boolean {
    return this.status === null || this.status >= 500 || this.status === 429 || this.status === 408;
  }
}
