import { iso } from "../time/iso.js";
import { convert } from "../time/scales.js";
import { utc } from "../time/time.js";
import { type Account, attachmentLines, JsonService, jsonForm } from "./json-service.js";
import type { FilledEntry, Level } from "./neutral.js";
import type { RemoteLogbook } from "./remote.js";

/** Levels of Python's logging. */
const LEVELS: Readonly<Record<Level, number>> = { info: 20, warning: 30, error: 40 };

/** A message as it is given, as far as we read it. */
interface Message {
  readonly id: string;
  readonly message_text: string;
}

/** Rubin's narrativelog. It takes no files: the message has their names and hashes. */
export class Narrativelog implements RemoteLogbook {
  readonly #service: JsonService;

  /** @param url of the service, such as https://example.org/narrativelog */
  constructor(url: string, account?: Account) {
    this.#service = new JsonService("narrativelog", url, account);
  }

  async find(key: string, signal: AbortSignal): Promise<readonly string[]> {
    const search = new URLSearchParams([
      ["message_text", identityOf(key)],
      ["order_by", "date_added"],
      ["limit", "1000"],
    ]);
    const found = await this.#service.json(`messages?${search}`, { signal });
    if (!Array.isArray(found)) {
      throw this.#service.refusal("answered a search without a list; is its URL right?");
    }
    // It finds what contains the text: other runs' ids may begin with this one.
    const whole = (found as Message[]).filter(({ message_text: text }) => text.split("\n").includes(identityOf(key)));
    return whole.map(({ id }) => id);
  }

  async post(entry: FilledEntry, signal: AbortSignal): Promise<string> {
    const message = {
      message_text: textOf(entry),
      level: LEVELS[entry.level],
      tags: entry.tags.map(tagOf).filter((tag) => tag.length > 1),
      urls: entry.links,
      date_begin: iso(convert(utc(entry.time), "TAI"), 3),
      user_id: entry.author,
      user_agent: "lisalab",
      is_human: entry.isHuman,
    };
    const form = jsonForm(message);
    const posted = (await this.#service.json("messages", { method: "POST", form, signal })) as Partial<Message>;
    if (posted.id === undefined) {
      throw this.#service.refusal("answered a post without an id; is its URL right?", true);
    }
    return posted.id;
  }

  async verify(id: string, entry: FilledEntry, signal: AbortSignal): Promise<string> {
    const found = (await this.#service.json(`messages/${encodeURIComponent(id)}`, { signal })) as Message;
    if (found.message_text !== textOf(entry)) {
      throw this.#service.refusal(`has message ${id} with another text than was posted`);
    }
    return "";
  }
}

function identityOf(key: string): string {
  return `Run ID: ${key}`;
}

function textOf({ subject, text, attachments, key }: FilledEntry): string {
  return [subject, "", text, "", ...attachmentLines(attachments), identityOf(key)].join("\n");
}

/** Two or more of a-z, digits and _, with a letter in front. */
function tagOf(tag: string): string {
  return tag
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "_")
    .replace(/^[^a-z]+/, "");
}
