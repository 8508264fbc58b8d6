import { type Addresses, mailOf, messageIdOf } from "./mail-message.js";
import type { FilledEntry } from "./neutral.js";
import type { RemoteLogbook } from "./remote.js";
import { type SmtpPlace, sendLetter, TooLongError } from "./smtp.js";

/** Where mails go. */
export interface MailPlace extends SmtpPlace, Addresses {}

/** What stands in the id of a mail between its Message-ID and those who were refused. */
const REFUSED = " not to ";

/** People, by mail. They can't be asked what they have; a mail that is sent again has the same Message-ID. */
export class Mail implements RemoteLogbook {
  readonly #place: MailPlace;

  constructor(place: MailPlace) {
    this.#place = place;
  }

  async find(): Promise<null> {
    return null;
  }

  async post(entry: FilledEntry, signal: AbortSignal, again: boolean): Promise<string> {
    const refused = await this.#sent(entry, signal, again);
    const id = messageIdOf(entry, this.#place.from);
    return refused.length === 0 ? id : `${id}${REFUSED}${refused.join(", ")}`;
  }

  /** Nothing is read back, but who was refused is told: the others have it, and would have it twice if it was tried again. */
  async verify(id: string): Promise<string> {
    const at = id.indexOf(REFUSED);
    return at < 0 ? "" : `the mail server did not take it for ${id.slice(at + REFUSED.length)}`;
  }

  /** What is too long goes without its attachments: people look into the logbook then. */
  async #sent(entry: FilledEntry, signal: AbortSignal, again: boolean): Promise<readonly string[]> {
    const letter = async (attach: boolean): Promise<readonly string[]> => {
      const content = await mailOf(entry, this.#place, { again, attach });
      return sendLetter(this.#place, { ...this.#place, content }, signal);
    };
    try {
      return await letter(true);
    } catch (error) {
      if (!(error instanceof TooLongError) || entry.attachments.length === 0) throw error;
      return letter(false);
    }
  }
}
