import type Database from "libsql";
import { BadFileError } from "../core/errors.js";
import { inTransaction, type SqliteKind } from "./sqlite-file.js";

/** The statements that make tables and indexes, by their names. */
export function partsOf({ tables }: SqliteKind): ReadonlyMap<string, string> {
  const statements = tables.split(";").map((text) => text.trim().replace(/\s+/g, " "));
  return new Map(statements.filter((text) => text !== "").map((text) => [/^CREATE \w+ (\w+)/.exec(text)![1]!, text]));
}

/**
 * Makes the tables and indexes that a file lacks since an earlier lisalab made it; what it has stays.
 * @throws BadFileError when a table that it has is another one
 */
export function completeSqlite(database: Database.Database, path: string, kind: SqliteKind): void {
  const lacking = lackingParts(database, path, kind);
  if (lacking.length === 0) return;
  inTransaction(database, () => {
    for (const statement of lackingParts(database, path, kind)) database.exec(statement);
  });
}

function lackingParts(database: Database.Database, path: string, kind: SqliteKind): readonly string[] {
  const rows = database.prepare("SELECT type, name, sql FROM sqlite_master").all() as {
    type: string;
    name: string;
    sql: string | null;
  }[];
  const there = new Map(rows.map((row) => [row.name, row]));
  const parts = [...partsOf(kind)];
  for (const [name, statement] of parts) {
    const found = there.get(name);
    if (found === undefined || found.type === "index" || found.sql?.replace(/\s+/g, " ") === statement) continue;
    throw new BadFileError(
      `${path} is a ${kind.name} of another version of lisalab: its table ${name} has other columns than this one expects. Use the version that wrote it, or move the file away, and a new one is made.`,
      { path, table: name },
    );
  }
  return parts.flatMap(([name, statement]) => (there.has(name) ? [] : [statement]));
}
