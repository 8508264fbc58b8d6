import { randomUUID } from "node:crypto";
import { linkSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Database from "libsql";
import { BadFileError } from "../core/errors.js";
import { syncPath } from "./durable.js";

/** What kind of SQLite file lisalab expects at a place. */
export interface SqliteKind {
  /** What it is, for messages. */
  readonly name: string;
  /** SQLite's application_id. */
  readonly applicationId: number;
  /** The layout of the tables; another one is refused. */
  readonly layout: number;
  /** Statements that make the tables. */
  readonly tables: string;
}

/** How long a writer waits for another one, in ms. */
const PATIENCE = 20_000;

/** Made aside and linked into place: nobody ever sees half a database, and of two makers one wins. */
export function createSqlite(path: string, { applicationId, layout, tables }: SqliteKind): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  const aside = `${path}.${randomUUID()}.new`;
  try {
    const database = new Database(aside);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN; ${tables}
      PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${layout}; COMMIT;
      PRAGMA wal_checkpoint(TRUNCATE)`);
    database.close();
    linkSync(aside, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
      throw error;
    }
  } finally {
    for (const suffix of ["", "-wal", "-shm"]) {
      rmSync(`${aside}${suffix}`, { force: true });
    }
  }
  syncPath(folder);
}

/** @throws BadFileError when it is an SQLite file of another kind or layout */
export function openSqlite(path: string, kind: SqliteKind): Database.Database {
  const database = new Database(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    checkKind(database, path, kind);
    database.exec("PRAGMA synchronous = FULL");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Runs `work` in one transaction that has the write lock from its first moment. */
export function inTransaction<T>(database: Database.Database, work: () => T): T {
  database.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    database.exec("COMMIT");
    return result;
  } catch (error) {
    // A full disk makes SQLite roll back by itself; doing it twice would hide that error behind another.
    if (database.inTransaction) {
      database.exec("ROLLBACK");
    }
    throw error;
  }
}

function checkKind(database: Database.Database, path: string, { name, applicationId, layout }: SqliteKind): void {
  const kind = pragma(database, "application_id");
  if (kind !== applicationId) {
    throw new BadFileError(`${path} is an SQLite file but no ${name} of lisalab; move it away`, { path, kind });
  }
  const found = pragma(database, "user_version");
  if (found !== layout) {
    throw new BadFileError(
      `${path} has layout ${found}, this lisalab knows layout ${layout}: use the version of lisalab that wrote it, or a newer one`,
      { path, layout: found },
    );
  }
}

function pragma(database: Database.Database, name: string): unknown {
  const [row] = database.prepare(`PRAGMA ${name}`).all() as Record<string, unknown>[];
  return row?.[name];
}
