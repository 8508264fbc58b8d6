import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { expect, it } from "vitest";
import { openRuns } from "../../src/runs/open.js";
import { postgresSql } from "../../src/sql/postgres.js";
import { sqliteSql } from "../../src/sql/sqlite.js";
import type { SqliteKind } from "../../src/sql/sqlite-file.js";

const OLD: SqliteKind = { name: "record", applicationId: 1, layout: 1, tables: "CREATE TABLE run (id TEXT);" };
const NEW: SqliteKind = {
  ...OLD,
  tables: `${OLD.tables}\nCREATE TABLE hold (run TEXT);\nCREATE INDEX held ON hold (run);`,
};

function newFile(): string {
  return join(mkdtempSync(join(tmpdir(), "lisalab-layout-")), "record.sqlite");
}

it("tables that an earlier lisalab did not know are made, of two that ask at once, too, and what is there stays", async () => {
  const path = newFile();
  const old = sqliteSql(path, OLD);
  await old.all("INSERT INTO run (id) VALUES ('a')");
  await old.close();
  for (const sql of [sqliteSql(path, NEW), sqliteSql(path, NEW)]) {
    expect(await sql.all("SELECT id FROM run")).toEqual([{ id: "a" }]);
    expect(await sql.all("SELECT run FROM hold")).toEqual([]);
    await sql.close();
  }
});

it("a table with other columns is no damage, but that of another version", async () => {
  const path = newFile();
  await sqliteSql(path, { ...OLD, tables: "CREATE TABLE run (name TEXT);" }).close();
  expect(() => sqliteSql(path, NEW)).toThrow(
    `${path} is a record of another version of lisalab: its table run has other columns than this one expects. Use the version that wrote it, or move the file away, and a new one is made.`,
  );
});

it("a record of runs without holds and measures gets them", async () => {
  const home = mkdtempSync(join(tmpdir(), "lisalab-layout-"));
  await (await openRuns(home, "")).close();
  const database = new Database(join(home, "runs.sqlite"));
  database.exec("DROP TABLE hold; DROP TABLE measured; DROP TABLE outcome; DROP TABLE schedule");
  database.close();
  const ledger = await openRuns(home, "");
  expect([await ledger.holds.list("x"), await ledger.measures.runbooks()]).toEqual([[], []]);
  await ledger.close();
});

it.each(["runs", "mysql://ada:secret@host/runs", "ada:secret@host"])(
  "%s is no PostgreSQL, and is not shown",
  async (url) => {
    const failure = await postgresSql(url, OLD).catch((error: unknown) => error as Error);
    expect((failure as Error).message).toMatch(/^LISALAB_RUNS is no URL of a PostgreSQL database; give postgresql:/);
    expect((failure as Error).message).not.toContain("secret");
  },
);
