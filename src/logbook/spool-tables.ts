import type { SqlRow } from "../sql/sql.js";
import type { SqliteKind } from "../sql/sqlite-file.js";
import type { NeutralEntry } from "./neutral.js";

const TABLES = `
CREATE TABLE post (
  id INTEGER PRIMARY KEY,
  logbook TEXT NOT NULL,
  key TEXT NOT NULL,
  entry TEXT NOT NULL,
  added_at REAL NOT NULL,
  delivered_at REAL,
  attempts INTEGER NOT NULL,
  due_at REAL NOT NULL,
  sent_at REAL,
  owner TEXT,
  lease_until REAL NOT NULL,
  message_id TEXT,
  problem TEXT NOT NULL,
  UNIQUE (logbook, key)
) STRICT;
CREATE INDEX post_waiting ON post (logbook, id) WHERE delivered_at IS NULL;
`;

/** For a copy that is used later: what waits may have arrived by then, so that whoever delivers it asks first. */
export const SPOOL_IN_COPY = `UPDATE post SET owner = NULL, lease_until = 0 WHERE owner IS NOT NULL;
  UPDATE post SET sent_at = added_at WHERE delivered_at IS NULL AND sent_at IS NULL;`;

/** "LISP" in ASCII. */
export const SPOOL: SqliteKind = { name: "spool of logbooks", applicationId: 0x4c_49_53_50, layout: 1, tables: TABLES };

/** An entry on its way to a logbook elsewhere. Times are ms since 1970 UTC. */
export interface SpooledPost {
  /** Its place in the order of posting. */
  readonly id: number;
  readonly entry: NeutralEntry;
  readonly addedAt: number;
  /** null while it waits. */
  readonly deliveredAt: number | null;
  readonly attempts: number;
  /** When it is tried again. */
  readonly dueAt: number;
  /** When it may have arrived without an answer; null when it certainly has not. */
  readonly sentAt: number | null;
  /** What the logbook called it. */
  readonly messageId: string | null;
  /** Why it still waits, or what is odd about it; "" of a post that all is well with. */
  readonly problem: string;
}

export function postOf(row: SqlRow): SpooledPost {
  const number = (column: string): number | null => (row[column] === null ? null : Number(row[column]));
  return {
    id: Number(row["id"]),
    entry: JSON.parse(String(row["entry"])) as NeutralEntry,
    addedAt: Number(row["added_at"]),
    deliveredAt: number("delivered_at"),
    attempts: Number(row["attempts"]),
    dueAt: Number(row["due_at"]),
    sentAt: number("sent_at"),
    messageId: row["message_id"] === null ? null : String(row["message_id"]),
    problem: String(row["problem"]),
  };
}
