import { bareEtag, decodedKey } from "../objects/listing.js";

/** An object that a store says has been made. What it says is a hint: the object itself is asked for before it counts. */
export interface ObjectEvent {
  readonly bucket: string;
  /** As it came, and decoded where that is another one: stores differ in whether they encode keys. */
  readonly keys: readonly string[];
  /** "" when it does not say. */
  readonly etag: string;
  /** Grows with every change of one key; "" when it does not say. */
  readonly sequencer: string;
}

/** What came as JSON from a store. */
export interface Notice {
  readonly events: readonly ObjectEvent[];
  /** What somebody has to do by hand; "" when nothing. */
  readonly todo: string;
}

/** Envelopes in envelopes that are opened. */
const DEEPEST = 4;

/**
 * Reads what MinIO, AWS S3 and VersityGW send to a webhook, by itself or in the envelopes of SNS, SQS and EventBridge;
 * of other events than the making of objects nothing remains. null for what is none of these.
 */
export function noticeOf(content: unknown, depth = 0): Notice | null {
  if (depth > DEEPEST || !isObject(content)) return null;
  if (content["Event"] === "s3:TestEvent") return { events: [], todo: "" };
  if (content["Type"] === "SubscriptionConfirmation") return { events: [], todo: confirmation(content) };
  if (content["Type"] === "Notification") return letterOf(content["Message"], depth);
  if (content["detail-type"] === "Object Created") return bridged(content["detail"]);
  const records = content["Records"];
  if (!Array.isArray(records)) return null;
  const notices = records.map((record: unknown) => recorded(record, depth));
  if (notices.includes(null)) return null;
  return { events: distinct(notices.flatMap((notice) => notice!.events)), todo: "" };
}

function recorded(record: unknown, depth: number): Notice | null {
  if (!isObject(record)) return null;
  // SQS and SNS have the notice as text in a record of their own.
  if (typeof record["body"] === "string") return letterOf(record["body"], depth);
  if (isObject(record["Sns"])) return letterOf(record["Sns"]["Message"], depth);
  const s3 = record["s3"];
  if (typeof record["eventName"] !== "string" || !isObject(s3)) return null;
  if (!/^(s3:)?ObjectCreated:/.test(record["eventName"])) return { events: [], todo: "" };
  return made(s3["bucket"], s3["object"], true);
}

/** EventBridge's own words, in which keys are as they are. */
function bridged(detail: unknown): Notice | null {
  return isObject(detail) ? made(detail["bucket"], detail["object"], false) : null;
}

function made(bucket: unknown, object: unknown, mayBeEncoded: boolean): Notice | null {
  if (!isObject(bucket) || !isObject(object)) return null;
  const [name, key] = [bucket["name"], object["key"]];
  if (typeof name !== "string" || typeof key !== "string" || key === "") return null;
  const keys = mayBeEncoded ? [...new Set([decodedKey(key), key])] : [key];
  const etag = bareEtag(textOf(object["eTag"] ?? object["etag"]));
  return { events: [{ bucket: name, keys, etag, sequencer: textOf(object["sequencer"]) }], todo: "" };
}

function letterOf(text: unknown, depth: number): Notice | null {
  if (typeof text !== "string") return null;
  try {
    return noticeOf(JSON.parse(text), depth + 1);
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

/** Nothing that comes in makes lisalab ask an address that it names. */
function confirmation({ TopicArn: topic }: Readonly<Record<string, unknown>>): string {
  return `${textOf(topic)} asks to be confirmed: do it in AWS's console, lisalab follows no link that it is sent`;
}

/** Each event once: of what is told twice in one letter, the first. */
function distinct(events: readonly ObjectEvent[]): readonly ObjectEvent[] {
  const name = ({ bucket, keys, etag, sequencer }: ObjectEvent): string =>
    JSON.stringify([bucket, keys[0], etag, sequencer]);
  return [...new Map([...events].reverse().map((event) => [name(event), event])).values()].reverse();
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
