import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import Database from "libsql";
import { EnvironmentError } from "../core/errors.js";
import { codeOf } from "../sql/failure.js";
import { createSqlite, openSqlite, type SqliteKind } from "../sql/sqlite-file.js";

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

/** "LISA" in ASCII. */
const LOGBOOK: SqliteKind = { name: "logbook", applicationId: 0x4c_49_53_41, layout: 1, tables: TABLES };

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
    createSqlite(path, LOGBOOK);
  }
  return openSqlite(path, LOGBOOK);
}

/** The database of the logbook in `folder` for reading, or undefined when there is none. */
export function readableDatabase(folder: string): Database.Database | undefined {
  const path = databasePath(folder);
  if (!existsSync(path)) {
    return undefined;
  }
  try {
    return openSqlite(path, LOGBOOK);
  } catch (error) {
    if (!isRefusal(error) || !isSettled(path)) {
      throw error;
    }
    return openSqlite(`${pathToFileURL(path).href}?immutable=1`, LOGBOOK);
  }
}

/** Where the database of the logbook in `folder` lies. */
export function databasePath(folder: string): string {
  return join(folder, "logbook.sqlite");
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
