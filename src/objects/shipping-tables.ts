import type { SqlRow } from "../sql/sql.js";
import type { SqliteKind } from "../sql/sqlite-file.js";
import type { ObjectAddress } from "./address.js";

const TABLES = `
CREATE TABLE shipment (
  id INTEGER PRIMARY KEY,
  bucket TEXT NOT NULL,
  key TEXT NOT NULL,
  file TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  type TEXT NOT NULL,
  added_at REAL NOT NULL,
  delivered_at REAL,
  attempts INTEGER NOT NULL,
  due_at REAL NOT NULL,
  owner TEXT,
  lease_until REAL NOT NULL,
  problem TEXT NOT NULL,
  UNIQUE (bucket, key)
) STRICT;
CREATE INDEX shipment_waiting ON shipment (id) WHERE delivered_at IS NULL;
`;

/** "LSHP" in ASCII. */
export const SHIPPING: SqliteKind = {
  name: "journal of evidence",
  applicationId: 0x4c_53_48_50,
  layout: 1,
  tables: TABLES,
};

/** A file on its way into a bucket. Times are ms since 1970 UTC. */
export interface Shipment {
  /** Its place in the order of adding. */
  readonly id: number;
  readonly to: ObjectAddress;
  /** Its content's name below `shipping/`. */
  readonly file: string;
  readonly sha256: string;
  readonly bytes: number;
  /** Media type. */
  readonly type: string;
  readonly addedAt: number;
  /** null while it waits. */
  readonly deliveredAt: number | null;
  readonly attempts: number;
  /** When it is tried again. */
  readonly dueAt: number;
  /** Why it still waits; "" before the first attempt, and when it is there. */
  readonly problem: string;
}

export function shipmentOf(row: SqlRow): Shipment {
  return {
    id: Number(row["id"]),
    to: { bucket: String(row["bucket"]), key: String(row["key"]) },
    file: String(row["file"]),
    sha256: String(row["sha256"]),
    bytes: Number(row["bytes"]),
    type: String(row["type"]),
    addedAt: Number(row["added_at"]),
    deliveredAt: row["delivered_at"] === null ? null : Number(row["delivered_at"]),
    attempts: Number(row["attempts"]),
    dueAt: Number(row["due_at"]),
    problem: String(row["problem"]),
  };
}
