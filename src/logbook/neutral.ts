import type { Verdict } from "../core/verdict.js";
import type { Attachment, NewEntry } from "./logbook.js";
import { described } from "./rows.js";

/** An entry as every logbook can take it, whatever its own words for it are. */
export interface NeutralEntry {
  /** Identity of the entry across retries; what it is searched by before it is posted again. */
  readonly key: string;
  readonly runId: string | null;
  /** Name of the logbook it is for, as in `logbooks.yaml`. */
  readonly logbook: string;
  /** When it happened, ISO 8601 UTC. */
  readonly time: string;
  readonly author: string;
  /** Whether a person wrote it; what a run posts, nobody wrote. */
  readonly isHuman: boolean;
  readonly system: string;
  readonly subject: string;
  readonly verdict: Verdict | "Info";
  readonly level: Level;
  /** Markdown. */
  readonly text: string;
  readonly tags: readonly string[];
  readonly links: readonly string[];
  readonly attachments: readonly Attachment[];
  /** Key of the entry it answers, or null. */
  readonly answers: string | null;
  /** Message id, in that logbook, of the entry it answers; it is known when that one has arrived. */
  readonly replyTo: string | null;
}

/** How a link to another entry begins; the entry's key follows. An entry with such a link answers that one. */
export const ENTRY = "entry:";

/** How much attention an entry asks for. */
export type Level = "info" | "warning" | "error";

/** A neutral entry with what its attachments hold, in their order. */
export interface FilledEntry extends NeutralEntry {
  readonly contents: readonly Uint8Array[];
}

const LEVELS: Readonly<Record<NewEntry["status"], Level>> = {
  Info: "info",
  Pass: "info",
  Warn: "warning",
  Fail: "error",
  Error: "error",
};

/** What a run posted to the embedded logbook, for the logbook called `logbook`. */
export function neutralEntry(entry: NewEntry, logbook: string): NeutralEntry {
  const { key, runId, time, author, system, subject, text, links } = entry;
  return {
    key,
    runId,
    logbook,
    time,
    author,
    isHuman: false,
    system,
    subject,
    verdict: entry.status,
    level: LEVELS[entry.status],
    text,
    tags: [system, entry.status],
    links: links.filter((link) => !link.startsWith(ENTRY)),
    answers: links.find((link) => link.startsWith(ENTRY))?.slice(ENTRY.length) ?? null,
    attachments: entry.attachments.map(described),
    replyTo: null,
  };
}
