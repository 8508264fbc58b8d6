import { createHash } from "node:crypto";

/** An entry as its row holds it: what the chain of hashes is made of. */
export interface Row {
  readonly id: number;
  readonly key: string;
  readonly entered_at: string;
  readonly time: string;
  readonly system: string;
  readonly subject: string;
  readonly author: string;
  readonly status: string;
  readonly text: string;
  readonly run_id: string | null;
  /** JSON: the links. */
  readonly links: string;
  /** JSON: name, mediaType, bytes and sha256 of each attachment. */
  readonly attachments: string;
  /** The hash of the entry before this one. */
  readonly previous: string;
  readonly hash: string;
}

/** The columns of a row in the order in which they are sealed. */
export const SEALED_COLUMNS: readonly (keyof Omit<Row, "hash">)[] = [
  "id",
  "key",
  "entered_at",
  "time",
  "system",
  "subject",
  "author",
  "status",
  "text",
  "run_id",
  "links",
  "attachments",
  "previous",
];

/** What the first entry has as `previous`. */
export const NO_PREVIOUS: string = "0".repeat(64);

/** SHA-256 as 64 lower-case hexadecimal digits. */
export function sha256(content: Uint8Array | string): string {
  return createHash("sha256").update(content).digest("hex");
}

/**
 * The hash that seals a row: SHA-256 over the UTF-8 of a JSON array of a format name and all columns in order.
 * JSON keeps the fields apart, so that no text can pass for a neighbour's.
 */
export function sealOf(row: Omit<Row, "hash">): string {
  return sha256(JSON.stringify(["lisalab logbook 1", ...SEALED_COLUMNS.map((column) => row[column])]));
}
