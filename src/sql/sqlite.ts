import { existsSync } from "node:fs";
import type Database from "libsql";
import { storageFailure } from "./failure.js";
import { completeSqlite } from "./layout.js";
import type { Sql, SqlRow, SqlValue } from "./sql.js";
import { createSqlite, openSqlite, type SqliteKind } from "./sqlite-file.js";

/** An SQLite file as a database of the SQL that it shares with PostgreSQL; made when there is none. */
export function sqliteSql(path: string, kind: SqliteKind): Sql {
  try {
    if (!existsSync(path)) {
      createSqlite(path, kind);
    }
    return new SqliteSql(path, kind.name, opened(path, kind));
  } catch (error) {
    throw storageFailure(error, `${kind.name} ${path}`, path);
  }
}

function opened(path: string, kind: SqliteKind): Database.Database {
  const database = openSqlite(path, kind);
  try {
    completeSqlite(database, path, kind);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

class SqliteSql implements Sql {
  readonly now = "(unixepoch('subsec') * 1000.0)";
  readonly #path: string;
  readonly #name: string;
  readonly #database: Database.Database;
  /** The end of the last transaction of this process: they share one connection. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(path: string, name: string, database: Database.Database) {
    this.#path = path;
    this.#name = name;
    this.#database = database;
  }

  async all(statement: string, values: readonly SqlValue[] = []): Promise<readonly SqlRow[]> {
    await this.#last;
    return this.#run(statement, values);
  }

  async transaction<T>(_lock: string, work: (sql: Pick<Sql, "all" | "now">) => Promise<T>): Promise<T> {
    const before = this.#last;
    const mine = before.then(() => this.#transaction(work));
    this.#last = mine.catch(() => undefined);
    return mine;
  }

  async close(): Promise<void> {
    await this.#last;
    this.#database.close();
  }

  /** With the write lock from its first moment, whatever `lock` it is for. */
  async #transaction<T>(work: (sql: Pick<Sql, "all" | "now">) => Promise<T>): Promise<T> {
    this.#run("BEGIN IMMEDIATE", []);
    try {
      const result = await work({ now: this.now, all: async (statement, values = []) => this.#run(statement, values) });
      this.#run("COMMIT", []);
      return result;
    } catch (error) {
      // A full disk makes SQLite roll back by itself; doing it twice would hide that error behind another.
      if (this.#database.inTransaction) {
        this.#run("ROLLBACK", []);
      }
      throw error;
    }
  }

  #run(statement: string, values: readonly SqlValue[]): readonly SqlRow[] {
    try {
      const prepared = this.#database.prepare(statement.replace(/\$(\d+)/g, "?$1"));
      if (prepared.reader) {
        return prepared.all(...values) as SqlRow[];
      }
      prepared.run(...values);
      return [];
    } catch (error) {
      throw storageFailure(error, `${this.#name} ${this.#path}`, this.#path);
    }
  }
}
