import type { Client } from "pg";
import { EnvironmentError } from "../core/errors.js";
import { postgresSql } from "./postgres.js";
import type { Sql, SqlRow, SqlValue } from "./sql.js";
import { sqliteSql } from "./sqlite.js";
import { rowCounts, settle } from "./sqlite-copy.js";
import type { SqliteKind } from "./sqlite-file.js";

/** Rows that are in memory at a time. */
const PAGE = 2000;

type Rows = (statement: string, values?: readonly SqlValue[]) => Promise<readonly SqlRow[]>;

/** Copies the tables of a PostgreSQL database, as they are at one moment, into a new SQLite file of the same kind. */
export async function postgresToFile(url: string, kind: SqliteKind, path: string): Promise<void> {
  const target = sqliteSql(path, kind);
  try {
    await reading(url, kind, (all) => copyTables(all, target, kind, path));
    await target.all("PRAGMA wal_checkpoint(TRUNCATE)");
  } finally {
    await target.close();
  }
  settle(path);
}

/**
 * Copies the tables of an SQLite file into a PostgreSQL database, all or nothing.
 * @throws EnvironmentError when there are rows already
 */
export async function fileToPostgres(path: string, kind: SqliteKind, url: string): Promise<void> {
  const source = sqliteSql(path, kind);
  const target = await postgresSql(url, kind);
  try {
    await copyTables((statement, values) => source.all(statement, values), target, kind, path);
  } finally {
    await Promise.all([source.close(), target.close()]);
  }
  settle(path);
}

/** Tables in the order in which they are made, so that a row comes behind those that it refers to. */
async function copyTables(from: Rows, to: Sql, kind: SqliteKind, path: string): Promise<void> {
  const tables = tablesOf(kind, path);
  await to.transaction(kind.name, async (sql) => {
    for (const table of tables) {
      const [found] = await sql.all(`SELECT 1 AS there FROM ${table} LIMIT 1`);
      if (found !== undefined) {
        throw new EnvironmentError(
          `The database that should get the ${kind.name} has rows in ${table} already; name one that is empty.`,
          { table },
        );
      }
    }
    for (const table of tables) await copyTable(from, (statement, values) => sql.all(statement, values), table, kind);
  });
}

async function copyTable(from: Rows, to: Rows, table: string, kind: SqliteKind): Promise<void> {
  const order = keyOf(kind, table);
  for (let offset = 0; ; offset += PAGE) {
    const rows = await from(`SELECT * FROM ${table} ORDER BY ${order} LIMIT ${PAGE} OFFSET ${offset}`);
    for (const row of rows) {
      const columns = Object.keys(row);
      const places = columns.map((_, index) => `$${index + 1}`).join(", ");
      await to(`INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})`, Object.values(row));
    }
    if (rows.length < PAGE) return;
  }
}

function tablesOf(kind: SqliteKind, path: string): readonly string[] {
  const made = [...kind.tables.matchAll(/CREATE TABLE (\w+)/g)].map((match) => match[1]!);
  const there = Object.keys(rowCounts(path));
  return made.filter((name) => there.includes(name));
}

/** The columns of a table's primary key, which give its rows an order. */
function keyOf({ tables }: SqliteKind, table: string): string {
  const body = tables.slice(tables.indexOf(`CREATE TABLE ${table} (`)).split(/\n\)/)[0]!;
  return /PRIMARY KEY \(([^)]+)\)/.exec(body)?.[1] ?? /(\w+) \w+ PRIMARY KEY/.exec(body)![1]!;
}

/** Lets `work` read as of one moment. */
async function reading(url: string, kind: SqliteKind, work: (all: Rows) => Promise<void>): Promise<void> {
  // Makes the tables when there are none, and refuses those of another layout.
  await (await postgresSql(url, kind)).close();
  const { default: pg } = await import("pg");
  const client: Client = new pg.Client({ connectionString: url, options: "-c search_path=lisalab" });
  try {
    await client.connect();
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    await work(async (statement, values = []) => {
      const { rows } = await client.query<Record<string, SqlValue>>(statement, [...values]);
      return rows;
    });
  } finally {
    await client.end();
  }
}
