import type { IopubMessage } from "../jupyter/session.js";
import type { Redaction } from "./redaction.js";

type Content = Readonly<Record<string, unknown>>;

/** Types of data that are base64, perhaps in lines. */
const BASE64 = /^(image\/(?!svg)|audio\/|video\/|application\/(pdf|octet-stream)$)/;

/** Takes secrets out of the messages of one cell, also where a stream brings one in pieces. */
export class MessageRedaction {
  readonly #redaction: Redaction;
  /** The last message of each stream, and the end of its text, which waits for what follows. */
  readonly #streams = new Map<string, { readonly message: IopubMessage; readonly waiting: string }>();

  constructor(redaction: Redaction) {
    this.#redaction = redaction;
  }

  /** The message without secrets; undefined when all of its text has to wait. */
  take(message: IopubMessage): IopubMessage | undefined {
    if (this.#redaction.isIdle) return message;
    const { msg_type: type } = message.header;
    const content = message.content as Content;
    if (type === "stream") return this.#stream(message, String(content["name"]), String(content["text"]));
    if (type === "clear_output" && content["wait"] !== true) this.#streams.clear();
    return withContent(message, this.#redaction.value(withWholeBase64(content)));
  }

  /** What waited for more, when none comes. */
  end(): readonly IopubMessage[] {
    const left = [...this.#streams.values()].filter(({ waiting }) => waiting !== "");
    this.#streams.clear();
    return left.map(({ message, waiting }) => withText(message, this.#redaction.ending(waiting)));
  }

  #stream(message: IopubMessage, name: string, text: string): IopubMessage | undefined {
    const before = this.#streams.get(name)?.waiting ?? "";
    const { shown, waiting } = this.#redaction.beginning(before + text);
    this.#streams.set(name, { message, waiting });
    return shown === "" ? undefined : withText(message, shown);
  }
}

function withText(message: IopubMessage, text: string): IopubMessage {
  return withContent(message, { ...(message.content as Content), text });
}

function withContent(message: IopubMessage, content: Content): IopubMessage {
  return { ...message, content } as IopubMessage;
}

/** Data in base64 without the line breaks that could go through a secret. */
function withWholeBase64(content: Content): Content {
  const { data } = content;
  if (typeof data !== "object" || data === null) return content;
  const whole = Object.entries(data).map(([mime, value]) => [
    mime,
    typeof value === "string" && BASE64.test(mime) ? value.replace(/\s+/g, "") : value,
  ]);
  return { ...content, data: Object.fromEntries(whole) as Content };
}
