import { LisalabError } from "../core/errors.js";
import type { FilledEntry } from "./neutral.js";

/** A logbook elsewhere, to which entries are copied. Nothing but `post` changes it. */
export interface RemoteLogbook {
  /**
   * Message ids of the entries with this key, oldest first. null: such a logbook can't be asked, so that nobody knows
   * whether a post whose answer was lost has arrived.
   */
  find(key: string, signal: AbortSignal): Promise<readonly string[] | null>;
  /** Posts once and gives the message id. @param again whether it may be there already, which readers should be told */
  post(entry: FilledEntry, signal: AbortSignal, again: boolean): Promise<string>;
  /**
   * Reads the entry back, and gives what is odd about it; "" when all is well.
   * @throws RemoteError when it, or the content of an attachment, is not what was posted
   */
  verify(id: string, entry: FilledEntry, signal: AbortSignal): Promise<string>;
}

/** A logbook elsewhere did not do what was asked. */
export class RemoteError extends LisalabError {
  /** Whether it was not reached, or broke off: nobody knows what it did. Otherwise it answered, and the answer is no. */
  readonly unreached: boolean;

  constructor(message: string, unreached: boolean, context: Record<string, unknown> = {}, cause?: unknown) {
    super("Remote", message, { context, cause });
    this.unreached = unreached;
  }
}

/** A logbook elsewhere was not reached, so that it certainly has nothing of what was to be posted. */
export class NotReachedError extends RemoteError {
  constructor(message: string, context: Record<string, unknown> = {}, cause?: unknown) {
    super(message, true, context, cause);
  }
}
