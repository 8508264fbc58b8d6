import { attachmentLines, JsonService, jsonForm } from "./json-service.js";
import type { FilledEntry, Level } from "./neutral.js";
import type { RemoteLogbook } from "./remote.js";

/** Whose incoming webhooks. */
export type WebhookShape = "slack" | "mattermost";

const NAMES: Readonly<Record<WebhookShape, string>> = { slack: "Slack's webhook", mattermost: "Mattermost's webhook" };

const COLOURS: Readonly<Record<Level, string>> = { info: "#2e8540", warning: "#e0a100", error: "#c0392b" };

/** Longest text in a message, in characters: people read on in the logbook. */
const LONGEST_TEXT = 3000;

/** A channel that an incoming webhook writes to. It can't be asked what it has, has no ids and takes no files. */
export class Webhook implements RemoteLogbook {
  readonly #service: JsonService;
  readonly #shape: WebhookShape;

  /** @param url secret: who has it can post */
  constructor(shape: WebhookShape, url: string) {
    this.#shape = shape;
    this.#service = new JsonService(NAMES[shape], url);
  }

  async find(): Promise<null> {
    return null;
  }

  async post(entry: FilledEntry, signal: AbortSignal, again: boolean): Promise<string> {
    const form = jsonForm(messageOf(entry, this.#shape, again));
    const { body } = await this.#service.ask("", { method: "POST", form, signal });
    const said = body.toString().trim();
    if (said !== "ok") {
      throw this.#service.refusal(`answered ${JSON.stringify(said.slice(0, 80))} for "ok"; is its URL right?`);
    }
    return "ok";
  }

  async verify(): Promise<string> {
    return "";
  }
}

/** An entry as a message with one attachment, which both show with a bar of the level's colour. */
export function messageOf(entry: FilledEntry, shape: WebhookShape, again: boolean): unknown {
  const quoted = shape === "slack" ? forSlack : forMattermost;
  const bold = shape === "slack" ? "*" : "**";
  const subject = quoted(entry.subject);
  // The answer to the first one was lost: it may be there or not.
  const repeated = again ? " (sent again: the first one may not have arrived)" : "";
  const text = [shortened(entry.text), ...entry.links, ...attachmentLines(entry.attachments)].join("\n");
  return {
    text: `${bold}${entry.verdict}${bold} ${subject}${repeated}`,
    attachments: [
      {
        color: COLOURS[entry.level],
        fallback: `${entry.verdict} ${subject}`,
        text: quoted(text),
        fields: [
          { title: "System", value: quoted(entry.system), short: true },
          { title: "Author", value: quoted(entry.author), short: true },
          { title: "Time", value: entry.time, short: true },
          { title: "Run ID", value: quoted(entry.key), short: true },
        ],
      },
    ],
  };
}

function shortened(text: string): string {
  return text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}… (all of it is in the logbook)` : text;
}

/** Slack's three letters that are not text; `<!channel>` calls everybody. */
function forSlack(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** Mattermost takes Markdown; a word joiner behind the sign keeps @channel from calling everybody. */
function forMattermost(text: string): string {
  return text.replace(/@(?=\w)/g, "@\u2060");
}
