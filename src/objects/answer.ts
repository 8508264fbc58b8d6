import { type ObjectAddress, objectUrl } from "./address.js";
import { ObjectError } from "./error.js";
import { bareEtag, type ObjectEntry } from "./listing.js";
import { textOf } from "./xml.js";

/** What is known of an object without its content. */
export interface ObjectHead extends ObjectEntry {
  /** SHA-256 of the content in hexadecimal digits, when the store knows it; else "". */
  readonly sha256: string;
}

const ADVICE: Readonly<Record<number, string>> = {
  301: "the bucket is in another region; set AWS_REGION",
  400: "check AWS_REGION and AWS_ENDPOINT_URL",
  403: "these AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY may not do it",
  404: "there is no such object or bucket",
};

/** What the headers of an answer say of the object. */
export function headOf(key: string, headers: Headers): ObjectHead {
  const modified = Date.parse(headers.get("last-modified") ?? "");
  return {
    key,
    etag: bareEtag(headers.get("etag") ?? ""),
    bytes: Number(headers.get("content-length") ?? Number.NaN),
    modified: Number.isNaN(modified) ? "" : new Date(modified).toISOString(),
    sha256: checksumOf(headers),
  };
}

/** Of an object in parts the store has the checksum of its parts' checksums, with their number behind a hyphen: that is none. */
function checksumOf(headers: Headers): string {
  const sum = headers.get("x-amz-checksum-sha256") ?? "";
  return /^[A-Za-z0-9+/]{43}=$/.test(sum) ? Buffer.from(sum, "base64").toString("hex") : "";
}

/** The content of an answer as it comes. @throws ObjectError when it breaks off */
export async function* pieces(answer: Response, what: string): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const piece of (answer.body ?? []) as AsyncIterable<Uint8Array>) yield piece;
  } catch (error) {
    throw new ObjectError(`${what} broke off: ${reasonOf(error)}`, null, {}, error);
  }
}

/** All of an answer as text. */
export async function textOfAnswer(answer: Response, what: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const piece of pieces(answer, what)) parts.push(piece);
  return Buffer.concat(parts).toString();
}

/** What an answer of refusal says, with what to do. */
export async function refusal(answer: Response, at: ObjectAddress): Promise<ObjectError> {
  const said = await textOfAnswer(answer, objectUrl(at));
  const code = textOf(said, "Code");
  const reasons = [code, textOf(said, "Message").slice(0, 200), ADVICE[answer.status]].filter((text) => text);
  const why = reasons.length === 0 ? "" : `: ${reasons.join("; ")}`;
  return new ObjectError(`${objectUrl(at)} was refused with status ${answer.status}${why}`, answer.status, { code });
}

/** Why a connection broke, which Node tells in the cause of its error. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? cause.message || String((cause as NodeJS.ErrnoException).code) : message;
}
