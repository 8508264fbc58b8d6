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

/** What to look for; all conditions hold together. */
export interface EntryQuery {
  readonly system?: string;
  readonly status?: Verdict | "Info";
  readonly runId?: string;
  /** Words in subject or text. */
  readonly text?: string;
  /** Newest first; at most this many. */
  readonly limit?: number;
}

/** Any logbook: the embedded one, and clients of others. */
export interface Logbook {
  /** Posts once: when the key is known already, gives the entry that is there. */
  post(entry: NewEntry): Promise<Entry>;
  get(id: number): Promise<Entry>;
  list(query?: EntryQuery): Promise<readonly Entry[]>;
  /** The content of an attachment by its hash, verified. */
  attachment(sha256: string): Promise<Uint8Array>;
  close(): Promise<void>;
}
