import { randomUUID } from "node:crypto";
import { type Account, JsonService } from "./json-service.js";
import { multipart } from "./multipart.js";
import type { FilledEntry, Level } from "./neutral.js";
import type { RemoteLogbook } from "./remote.js";
import { sha256 } from "./seal.js";

/** Where an Olog is, and how it is written to. */
export interface OlogPlace {
  /** URL of the service, such as https://olog.example.org/Olog. */
  readonly url: string;
  /** Its logbooks, which must be there. */
  readonly logbooks: readonly string[];
  readonly account?: Account;
}

/** The property that holds the identity of an entry; Olog needs no declaration of it. */
const PROPERTY = "lisalab";

/** Levels as Olog's own clients have them. */
const LEVELS: Readonly<Record<Level, string>> = { info: "Info", warning: "Problem", error: "Problem" };

/** An entry as Olog gives it, as far as we read it. */
interface Log {
  readonly id: number | string;
  readonly properties?: readonly { name: string; attributes?: readonly { name: string; value: string }[] }[];
}

/** Phoebus' Olog. */
export class Olog implements RemoteLogbook {
  readonly #service: JsonService;
  readonly #logbooks: readonly string[];

  constructor({ url, logbooks, account }: OlogPlace) {
    this.#service = new JsonService("Olog", url, account);
    this.#logbooks = logbooks;
  }

  async find(key: string, signal: AbortSignal): Promise<readonly string[]> {
    // What Olog takes for more than a letter becomes "any letter"; what it then finds too much falls out below.
    const pattern = `${PROPERTY}.key.${key.replace(/[|,;.*?\\]/g, "?")}`;
    const search = new URLSearchParams([
      ["properties", pattern],
      ["limit", "1000"],
    ]);
    const found = (await this.#service.json(`logs/search?${search}`, { signal })) as { logs?: readonly Log[] };
    if (!Array.isArray(found.logs)) {
      throw this.#service.refusal("answered a search without `logs`; is its URL right?");
    }
    const ids = (found.logs as Log[]).filter((log) => attributeOf(log, "key") === key).map(({ id }) => String(id));
    return ids.sort((a, b) => Number(a) - Number(b));
  }

  async post(entry: FilledEntry, signal: AbortSignal): Promise<string> {
    const form = multipart([
      { name: "logEntry", content: JSON.stringify(this.#logOf(entry)), mediaType: "application/json" },
      ...entry.attachments.map(({ name, mediaType }, n) => ({
        name: "files",
        fileName: name,
        mediaType,
        content: entry.contents[n]!,
      })),
    ]);
    const reply = entry.replyTo === null ? "" : `?inReplyTo=${encodeURIComponent(entry.replyTo)}`;
    const log = (await this.#service.json(`logs/multipart${reply}`, { method: "PUT", form, signal })) as Partial<Log>;
    if (log.id === undefined) {
      throw this.#service.refusal("answered a post without an id; is its URL right?", true);
    }
    return String(log.id);
  }

  async verify(id: string, entry: FilledEntry, signal: AbortSignal): Promise<string> {
    const log = (await this.#service.json(`logs/${id}`, { signal })) as Log;
    if (attributeOf(log, "key") !== entry.key) {
      throw this.#service.refusal(`has an entry ${id} that is not the one that was posted`);
    }
    for (const { name, sha256: hash } of entry.attachments) {
      const path = `logs/attachments/${id}/${encodeURIComponent(name)}`;
      const found = sha256((await this.#service.ask(path, { signal })).body);
      if (found !== hash) {
        throw this.#service.refusal(`has entry ${id} with another ${name}: SHA-256 ${found} for ${hash}`);
      }
    }
    return "";
  }

  #logOf(entry: FilledEntry): unknown {
    const attributes = { key: entry.key, runId: entry.runId ?? "", verdict: entry.verdict, time: entry.time };
    const told = { ...attributes, system: entry.system, author: entry.author };
    return {
      title: entry.subject,
      description: [entry.text, ...entry.links].join("\n\n"),
      level: LEVELS[entry.level],
      logbooks: this.#logbooks.map((name) => ({ name })),
      properties: [{ name: PROPERTY, attributes: Object.entries(told).map(([name, value]) => ({ name, value })) }],
      attachments: entry.attachments.map(({ name }) => ({ id: randomUUID(), filename: name })),
    };
  }
}

function attributeOf({ properties = [] }: Log, name: string): string | undefined {
  const ours = properties.find((property) => property.name === PROPERTY)?.attributes ?? [];
  return ours.find((attribute) => attribute.name === name)?.value;
}
