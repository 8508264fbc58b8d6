// @ts-check
// The record of runs: 1,000 that wait, listed, and 100,000 that have ended, searched by text. Nobody to compare with; elapsed time.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openRuns } from "../../dist/runs/open.js";
import { RUNS } from "../../dist/runs/tables.js";
import { sqliteSql } from "../../dist/sql/sqlite.js";

/** @typedef {import("./report.mjs").Alone} Alone */

const WAITING = 1000;
const ENDED = 100_000;
const TIMES = 9;

/** @returns {AsyncGenerator<Alone>} */
export async function* runs() {
  const home = mkdtempSync(join(tmpdir(), "lisalab-bench-"));
  const ledger = await openRuns(home, "");
  try {
    await fill(home, WAITING, "queued");
    const waiting = () => ledger.list({ status: ["queued"] });
    yield { work: `${WAITING} queued runs listed`, elapsed: await timed(waiting, WAITING), target: { seconds: 0.1 } };
    await fill(home, ENDED, "passed");
    const found = () => ledger.list({ text: "passed-run-00777" });
    yield { work: `${ENDED} runs searched by text`, elapsed: await timed(found, 1), target: { seconds: 0.2 } };
    const ofRunbook = () => ledger.list({ runbook: "book-3", limit: 20 });
    yield {
      work: `${ENDED} runs, the last 20 of a runbook`,
      elapsed: await timed(ofRunbook, 20),
      target: { seconds: 0.2 },
    };
  } finally {
    await ledger.close();
    rmSync(home, { recursive: true });
  }
}

/**
 * Seconds of each look, in order of size.
 * @param {() => Promise<readonly unknown[]>} look
 * @param {number} wanted how many it must find
 */
async function timed(look, wanted) {
  const times = [];
  for (let n = 0; n < TIMES; n++) {
    const begin = performance.now();
    const { length } = await look();
    times.push((performance.now() - begin) / 1000);
    if (length !== wanted) throw new Error(`${length} runs were found, and ${wanted} are there`);
  }
  return times.sort((a, b) => a - b);
}

/** @param {string} home @param {number} count @param {string} status */
async function fill(home, count, status) {
  const sql = sqliteSql(join(home, "runs.sqlite"), RUNS);
  const ask = JSON.stringify({ runbook: "/book.ipynb", folder: "/", parameters: { date: "2037-01-01" }, asOf: 0 });
  await sql.all(
    `INSERT INTO run (id, runbook, version, status, ask, operator, attempt, asked_at, due_at, reason)
      WITH RECURSIVE place (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM place WHERE n + 1 < $1)
      SELECT printf('%s-run-%05d', $2, n), 'book-' || (n % 20), '1.0.0', $2, $3, 'operator', 1, n, n, '' FROM place`,
    [count, status, ask],
  );
  await sql.close();
}
