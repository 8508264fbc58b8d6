import { existsSync } from "node:fs";
import { VERDICTS } from "../core/verdict.js";
import { sqliteSql } from "../sql/sqlite.js";
import { statusOf } from "./status.js";
import { RUNS } from "./tables.js";

/** Ids of the runs that came to a verdict, in the record of runs that an SQLite file is; none without the file. */
export async function endedRuns(path: string): Promise<ReadonlySet<string>> {
  if (!existsSync(path)) return new Set();
  const sql = sqliteSql(path, RUNS);
  try {
    const places = VERDICTS.map((_, index) => `$${index + 1}`).join(", ");
    const rows = await sql.all(`SELECT id FROM run WHERE status IN (${places})`, VERDICTS.map(statusOf));
    return new Set(rows.map(({ id }) => String(id)));
  } finally {
    await sql.close();
  }
}
