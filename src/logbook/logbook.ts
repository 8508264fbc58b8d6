import type { Verdict } from "../core/verdict.js";

/** A file handed to a logbook with an entry. */
export interface NewAttachment {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Uint8Array;
}

/** A file that a logbook holds. */
export interface Attachment {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** What is posted. The same `key` twice is one entry. */
export interface NewEntry {
  /** Identity of the entry across retries: a run posts under its run id. */
  readonly key: string;
  /** When it happened, ISO 8601 UTC. */
  readonly time: string;
  /** Part of the ground segment it concerns, e.g. "daily-ops". */
  readonly system: string;
  readonly subject: string;
  readonly author: string;
  readonly status: Verdict | "Info";
  /** Markdown. */
  readonly text: string;
  readonly runId: string | null;
  readonly links: readonly string[];
  readonly attachments: readonly NewAttachment[];
}

/** An entry as the logbook holds it. */
export interface Entry extends Omit<NewEntry, "attachments"> {
  /** Message id, given by the logbook. */
  readonly id: number;
  /** When the logbook took it, ISO 8601 UTC. */
  readonly enteredAt: string;
  readonly attachments: readonly Attachment[];
}

/** What became of a posted entry. */
export interface Posted extends Entry {
  /**
   * "added": it is in the logbook now. "known": an entry with this key and this content was there already.
   * "conflict": an entry with this key but other content was there already; that one stays, and is what this is.
   */
  readonly outcome: "added" | "known" | "conflict";
}

/** What to look for; all conditions hold together. */
export interface EntryQuery {
  readonly system?: string;
  readonly status?: Verdict | "Info";
  readonly runId?: string;
  /** Only what happened at this time or later, ISO 8601 UTC. */
  readonly since?: string;
  /** Words that all occur in subject or text. */
  readonly text?: string;
  /** Newest first; at most this many. */
  readonly limit?: number;
}

/** Any logbook: the embedded one, and clients of others. */
export interface Logbook {
  /** Posts once: when the key is known already, gives the entry that is there and says so. */
  post(entry: NewEntry): Promise<Posted>;
  get(id: number): Promise<Entry>;
  list(query?: EntryQuery): Promise<readonly Entry[]>;
  /** The content of an attachment by its SHA-256, verified. */
  attachment(sha256: string): Promise<Uint8Array>;
  close(): Promise<void>;
}
