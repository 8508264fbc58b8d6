import { BadDataError } from "../core/errors.js";
import type { Attachment, Entry, EntryQuery, NewAttachment, NewEntry } from "./logbook.js";
import { type Row, sha256 } from "./seal.js";

/** An entry of the embedded logbook, with its place in the chain. */
export interface SealedEntry extends Entry {
  /** Hash of the entry before this one; zeros before the first. */
  readonly previous: string;
  /** SHA-256 over all fields of this entry, its attachments' hashes and `previous`. */
  readonly hash: string;
}

/** The fields of a row that come from what was posted. */
export type Content = Omit<Row, "id" | "entered_at" | "previous" | "hash">;

/** What is posted, as columns. */
export function contentOf(entry: NewEntry): Content {
  return {
    key: entry.key,
    time: entry.time,
    system: entry.system,
    subject: entry.subject,
    author: entry.author,
    status: entry.status,
    text: entry.text,
    run_id: entry.runId,
    links: JSON.stringify(entry.links),
    attachments: JSON.stringify(entry.attachments.map(described)),
  };
}

/** Whether a row holds this content. */
export function holds(row: Row, content: Content): boolean {
  return (Object.keys(content) as (keyof Content)[]).every((column) => row[column] === content[column]);
}

/** A row as an entry. */
export function entryOf(row: Row): SealedEntry {
  return {
    id: row.id,
    enteredAt: row.entered_at,
    key: row.key,
    time: row.time,
    system: row.system,
    subject: row.subject,
    author: row.author,
    status: row.status as Entry["status"],
    text: row.text,
    runId: row.run_id,
    links: parsed(row, "links", isString),
    attachments: attachmentsOf(row),
    previous: row.previous,
    hash: row.hash,
  };
}

/** The attachments that a row names. */
export function attachmentsOf(row: Row): Attachment[] {
  return parsed(row, "attachments", isAttachment);
}

/** The conditions of a query as SQL with its values. */
export function conditionsOf(query: EntryQuery): { readonly where: string; readonly values: readonly string[] } {
  const words = (query.text ?? "").split(/\s+/).filter((word) => word !== "");
  const conditions: (readonly [string, string | undefined])[] = [
    ["system = ?", query.system],
    ["status = ?", query.status],
    ["run_id = ?", query.runId],
    // Without the Z, so that a fraction of a second sorts behind the whole one.
    ["rtrim(time, 'Z') >= rtrim(?, 'Z')", query.since],
    ...words.map((word) => ["subject || char(10) || text LIKE ? ESCAPE '\\'", `%${escaped(word)}%`] as const),
  ];
  const given = conditions.filter(([, value]) => value !== undefined);
  return {
    where: given.length === 0 ? "1" : given.map(([sql]) => sql).join(" AND "),
    values: given.map(([, value]) => value!),
  };
}

/** A file that is handed over, as what is kept of it. */
export function described({ name, mediaType, content }: NewAttachment): Attachment {
  return { name, mediaType, bytes: content.byteLength, sha256: sha256(content) };
}

function escaped(word: string): string {
  return word.replace(/[\\%_]/g, "\\$&");
}

function parsed<T>(row: Row, column: "links" | "attachments", isItem: (item: unknown) => item is T): T[] {
  try {
    const value: unknown = JSON.parse(row[column]);
    if (Array.isArray(value) && value.every(isItem)) {
      return value;
    }
  } catch (error) {
    throw damaged(row, column, error);
  }
  throw damaged(row, column);
}

function isString(item: unknown): item is string {
  return typeof item === "string";
}

function isAttachment(item: unknown): item is Attachment {
  const { name, mediaType, bytes, sha256: hash } = (item ?? {}) as Partial<Attachment>;
  return isString(name) && isString(mediaType) && typeof bytes === "number" && /^[0-9a-f]{64}$/.test(String(hash));
}

function damaged(row: Row, column: string, cause?: unknown): BadDataError {
  const advice = "it was changed after it was entered; see `lisalab logbook verify`";
  return new BadDataError(`entry ${row.id} of the logbook: its ${column} can't be read, ${advice}`, {}, cause);
}
