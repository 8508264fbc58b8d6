import { BadArgumentError } from "../core/errors.js";
import { VERDICTS } from "../core/verdict.js";
import type { Entry, EntryQuery, NewAttachment, NewEntry } from "./logbook.js";

/** What an entry's status can be. */
export const STATUSES: readonly Entry["status"][] = [...VERDICTS, "Info"];

/** Longest name of an attachment in bytes: file systems take 255, and people add to names. */
const LONGEST_NAME = 200;

/** Longest single-line field, in characters. */
const LONGEST_LINE = 1000;

// Control characters, the overrides of writing direction that make a name look like another, and halves of characters.
const UNPRINTABLE = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u202a-\u202e\u2066-\u2069]/u;

/** Throws unless every field of `entry` can be kept and read back as it is. */
export function checkDraft(entry: NewEntry): void {
  for (const field of ["key", "system", "subject", "author"] as const) {
    checkLine(entry[field], field);
  }
  if (entry.runId !== null) {
    checkLine(entry.runId, "runId");
  }
  for (const link of entry.links) {
    checkLine(link, "links");
  }
  checkTime(entry.time, "time");
  checkStatus(entry.status);
  if (typeof entry.text !== "string" || /[\0\p{Cs}]/u.test(entry.text)) {
    throw new BadArgumentError("text holds a NUL or half a character; text without these is expected", {
      field: "text",
    });
  }
  checkAttachments(entry.attachments);
}

/** Throws unless the limits of `query` make sense. */
export function checkQuery(query: EntryQuery): void {
  if (query.since !== undefined) {
    checkTime(query.since, "since");
  }
  if (query.status !== undefined) {
    checkStatus(query.status);
  }
  if (query.limit !== undefined && !(Number.isSafeInteger(query.limit) && query.limit > 0)) {
    throw new BadArgumentError(`limit is ${query.limit}; a whole number from 1 is expected`, { field: "limit" });
  }
}

/** Throws unless `value` is a time as ISO 8601 in UTC. */
function checkTime(value: string, field: string): void {
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value) ? Date.parse(value) : Number.NaN;
  // February 30 would be read as March 2.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(value.slice(0, 10))) {
    throw new BadArgumentError(`${field} is "${value}"; ISO 8601 in UTC is expected, as 2037-01-31T06:00:00Z`, {
      field,
      value,
    });
  }
}

/** Throws unless `name` is the plain name of a file, which can't lead out of the folder it is saved in. */
export function checkName(name: string): void {
  const isPlain = name !== "" && name !== "." && name !== ".." && !/[/\\]/.test(name) && !UNPRINTABLE.test(name);
  if (!isPlain || Buffer.byteLength(name) > LONGEST_NAME) {
    throw new BadArgumentError(
      `attachment name ${JSON.stringify(shortened(name))}: a plain file name is expected, without / and \\, ` +
        `without control characters, of at most ${LONGEST_NAME} bytes`,
      { field: "attachments", name },
    );
  }
}

function checkStatus(status: Entry["status"]): void {
  if (!STATUSES.includes(status)) {
    throw new BadArgumentError(`status is "${status}"; it can be ${STATUSES.join(", ")}`, { field: "status" });
  }
}

function checkAttachments(attachments: readonly NewAttachment[]): void {
  const names = new Set<string>();
  for (const { name, mediaType, content } of attachments) {
    checkName(name);
    checkLine(mediaType, "mediaType");
    if (!(content instanceof Uint8Array)) {
      throw new BadArgumentError(`attachment "${name}": its content must be a Uint8Array`, { field: "attachments" });
    }
    // Names that differ in case or composition only are one file on some disks.
    const folded = name.normalize("NFC").toLowerCase();
    if (names.has(folded)) {
      throw new BadArgumentError(`two attachments are called "${name}"; each needs a name of its own`, { name });
    }
    names.add(folded);
  }
}

function checkLine(value: string, field: string): void {
  const isLine = typeof value === "string" && value.trim() !== "" && !UNPRINTABLE.test(value);
  if (!isLine || value.length > LONGEST_LINE) {
    throw new BadArgumentError(
      `${field} is ${JSON.stringify(shortened(value))}; one line of 1 to ${LONGEST_LINE} printable characters is expected`,
      { field },
    );
  }
}

function shortened(value: unknown): string {
  const text = String(value);
  return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}
