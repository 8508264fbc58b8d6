import { join } from "node:path";
import { postgresSql } from "../sql/postgres.js";
import { sqliteSql } from "../sql/sqlite.js";
import { RunLedger } from "./ledger.js";
import { RUNS } from "./tables.js";

/**
 * The record of runs: `runs.sqlite` below LISALAB_HOME, or the PostgreSQL database of a URL, which several machines share;
 * made when there is none.
 */
export async function openRuns(home: string, url: string = process.env["LISALAB_RUNS"] ?? ""): Promise<RunLedger> {
  return new RunLedger(url === "" ? sqliteSql(join(home, "runs.sqlite"), RUNS) : await postgresSql(url, RUNS));
}
