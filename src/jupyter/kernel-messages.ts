import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { BadDataError } from "../core/errors.js";

/** The version of the Jupyter messaging protocol that the kernel speaks. */
export const PROTOCOL_VERSION: string = "5.4";

/** The header of a message. */
export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly date: string;
  readonly version: string;
}

/** A request as it came in. */
export interface Request {
  /** ZeroMQ's routing prefix: whom to answer. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly content: Readonly<Record<string, unknown>>;
}

/** A message to be sent; the content is JSON already, so that it is what it was when it was given. */
export interface Outgoing {
  readonly identities: readonly (Uint8Array | string)[];
  readonly type: string;
  readonly parent: Header | undefined;
  readonly content: string;
}

const DELIMITER = Buffer.from("<IDS|MSG>");

/** Writes and reads the frames of messages, signed with the connection's key. */
export class MessageCodec {
  readonly #key: string;
  readonly #hash: string;
  readonly #session: string = randomUUID();
  #serial = 0;

  constructor(key: string, signatureScheme: string) {
    this.#key = key;
    this.#hash = signatureScheme.replace("hmac-", "");
  }

  #sign(parts: readonly (Uint8Array | string)[]): string {
    if (this.#key === "") return "";
    const hmac = createHmac(this.#hash, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  #header(type: string, parent: Header | undefined): Header {
    return {
      msg_id: `${this.#session}_${this.#serial++}`,
      msg_type: type,
      session: this.#session,
      username: parent?.username ?? "kernel",
      date: new Date().toISOString(),
      version: PROTOCOL_VERSION,
    };
  }

  /** The frames of a message. */
  encode(message: Outgoing): (Buffer | Uint8Array | string)[] {
    const header = JSON.stringify(this.#header(message.type, message.parent));
    const parts = [header, JSON.stringify(message.parent ?? {}), "{}", message.content];
    return [...message.identities, DELIMITER, this.#sign(parts), ...parts];
  }

  /** The request in `frames`; throws when its signature is wrong or it is no Jupyter message. */
  decode(frames: readonly Buffer[]): Request {
    const at = frames.findIndex((frame) => frame.equals(DELIMITER));
    const [signature, header, parent, metadata, content] = frames.slice(at + 1);
    if (at < 0 || content === undefined)
      throw new BadDataError("A message without delimiter or parts was dropped: it isn't of the Jupyter protocol.");
    const expected = Buffer.from(this.#sign([header, parent, metadata, content]));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected))
      throw new BadDataError("A message with a wrong signature was dropped: the client has another key.");
    const parsed = objectIn(header);
    if (typeof parsed.msg_type !== "string")
      throw new BadDataError("A message without msg_type was dropped: it isn't of the Jupyter protocol.");
    return {
      identities: frames.slice(0, at),
      header: parsed as unknown as Header,
      content: objectIn(content),
    };
  }
}

function objectIn(frame: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(frame.toString());
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw new BadDataError("A message whose header or content is no JSON object was dropped.");
}
