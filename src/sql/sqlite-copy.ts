import { existsSync, rmSync, statSync } from "node:fs";
import Database from "libsql";
import { EnvironmentError } from "../core/errors.js";
import { storageFailure } from "./failure.js";
import { inTransaction } from "./sqlite-file.js";

/** How long a reader waits for a writer, in ms. */
const PATIENCE = 20_000;

/**
 * Copies an SQLite file as it is at one moment, while others write to it. The copy is one file that opens as the original does.
 * @param change statements that the copy gets, in one transaction
 */
export function copySqlite(path: string, target: string, change = ""): void {
  try {
    using(path, (database) => {
      database.exec(`PRAGMA busy_timeout = ${PATIENCE}`);
      database.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
    });
    using(target, (copy) => {
      if (change !== "") inTransaction(copy, () => copy.exec(change));
      copy.exec("PRAGMA journal_mode = WAL; PRAGMA wal_checkpoint(TRUNCATE)");
    });
  } catch (error) {
    throw storageFailure(error, path, path);
  }
  settle(target);
}

/** Rows of each table of an SQLite file. */
export function rowCounts(path: string): Readonly<Record<string, number>> {
  try {
    return using(path, (database) => {
      const names = database
        .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
        .all() as { name: string }[];
      const counts = names.map(({ name }) => {
        const quoted = name.replaceAll('"', '""');
        const { rows } = database.prepare(`SELECT count(*) AS rows FROM "${quoted}"`).get() as { rows: number };
        return [name, rows] as const;
      });
      return Object.fromEntries(counts);
    });
  } catch (error) {
    throw storageFailure(error, path, path);
  }
}

/** Takes away what SQLite leaves beside a file that was opened here, and that nobody else knows. @throws EnvironmentError when there is something in it */
export function settle(path: string): void {
  const log = `${path}-wal`;
  if (existsSync(log) && statSync(log).size > 0) {
    throw new EnvironmentError(`${log} still has what belongs into ${path}; another process has it open: end that`, {
      path,
    });
  }
  for (const suffix of ["-wal", "-shm"]) rmSync(`${path}${suffix}`, { force: true });
}

function using<T>(path: string, work: (database: Database.Database) => T): T {
  const database = new Database(path);
  try {
    return work(database);
  } finally {
    database.close();
  }
}
