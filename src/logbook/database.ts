import { randomUUID } from "node:crypto";
import { existsSync, linkSync, mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";
import { BadFileError, EnvironmentError } from "../core/errors.js";
import { syncPath } from "./durable.js";
import { codeOf } from "./failure.js";

/** The kind of SQLite file that a logbook is: "LISA" in ASCII. */
const APPLICATION_ID = 0x4c_49_53_41;

/** The layout of the tables; a newer one is refused. */
const LAYOUT = 1;

/** How long a writer waits for another one, in ms. */
const PATIENCE = 20_000;

// The insert trigger stands guard over INSERT OR REPLACE too, which deletes without asking the delete trigger.
const TABLES = `
CREATE TABLE entry (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  entered_at TEXT NOT NULL,
  time TEXT NOT NULL,
  system TEXT NOT NULL,
  subject TEXT NOT NULL,
  author TEXT NOT NULL,
  status TEXT NOT NULL,
  text TEXT NOT NULL,
  run_id TEXT,
  links TEXT NOT NULL,
  attachments TEXT NOT NULL,
  previous TEXT NOT NULL,
  hash TEXT NOT NULL
) STRICT;
CREATE INDEX entry_run ON entry (run_id);
CREATE TRIGGER entry_stays BEFORE UPDATE ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER entry_remains BEFORE DELETE ON entry BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
CREATE TRIGGER entry_follows BEFORE INSERT ON entry
  WHEN NEW.id <> (SELECT coalesce(max(id), 0) + 1 FROM entry) OR EXISTS (SELECT 1 FROM entry WHERE key = NEW.key)
  BEGIN SELECT RAISE(ABORT, 'the logbook is append-only'); END;
`;

/** The names of tables, indices and triggers that are not as lisalab makes them: missing, changed or added. */
export function foreignParts(database: Database.Database): readonly string[] {
  const model = new Database(":memory:");
  model.exec(TABLES);
  const [expected, found] = [partsOf(model), partsOf(database)];
  model.close();
  const names = new Set([...expected.keys(), ...found.keys()]);
  return [...names].filter((name) => expected.get(name) !== found.get(name));
}

/** The database of the logbook in `folder`, made when there is none. */
export function writableDatabase(folder: string): Database.Database {
  const path = databasePath(folder);
  if (!existsSync(path)) {
    create(folder, path);
  }
  return opened(path);
}

/** The database of the logbook in `folder` for reading, or undefined when there is none. */
export function readableDatabase(folder: string): Database.Database | undefined {
  const path = databasePath(folder);
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    return opened(path);
  } catch (error) {
    if (!isRefusal(error) || !isSettled(path)) {
      throw error;
    }
    return opened(`${pathToFileURL(path).href}?immutable=1`);
  }
}

/** Where the database of the logbook in `folder` lies. */
export function databasePath(folder: string): string {
  return join(folder, "logbook.sqlite");
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

/** Made aside and linked into place: nobody ever sees half a database, and of two makers one wins. */
function create(folder: string, path: string): void {
  mkdirSync(folder, { recursive: true });
  const aside = `${path}.${randomUUID()}.new`;
  try {
    const database = new Database(aside);
    database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; BEGIN; ${TABLES}
      PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${LAYOUT}; COMMIT;
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

function opened(path: string): Database.Database {
  const database = new Database(path);
  try {
    database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
    checkKind(database, path);
    database.exec("PRAGMA synchronous = FULL");
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function checkKind(database: Database.Database, path: string): void {
  const kind = pragma(database, "application_id");
  if (kind !== APPLICATION_ID) {
    throw new BadFileError(`${path} is an SQLite file but no logbook of lisalab; move it away`, { path, kind });
  }
  const layout = pragma(database, "user_version");
  if (layout !== LAYOUT) {
    const found = `${path} has layout ${layout}, this lisalab knows layout ${LAYOUT}`;
    throw new BadFileError(`${found}: use the version of lisalab that wrote it, or a newer one`, { path, layout });
  }
}

function pragma(database: Database.Database, name: string): unknown {
  const [row] = database.prepare(`PRAGMA ${name}`).all() as Record<string, unknown>[];
  return row?.[name];
}

function partsOf(database: Database.Database): ReadonlyMap<string, string | null> {
  const parts = database.prepare("SELECT name, sql FROM sqlite_master ORDER BY name").all();
  return new Map((parts as { name: string; sql: string | null }[]).map(({ name, sql }) => [name, sql]));
}

/** Whether SQLite failed since it could not write beside the database, as in a read-only folder. */
function isRefusal(error: unknown): boolean {
  return /^SQLITE_(READONLY|CANTOPEN)/.test(codeOf(error));
}

/** Whether all that was written is in the database file itself, with nothing left in its write-ahead log. */
function isSettled(path: string): boolean {
  const log = `${path}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new EnvironmentError(
      `${path} has entries in ${log} that can't be read from a read-only folder; open it once where it can be written`,
      { path },
    );
  }
  return true;
}
