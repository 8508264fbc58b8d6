import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { ServiceLog } from "../../src/service/log.js";
import { recover } from "../../src/service/recovery.js";

let home: string;
let ledger: RunLedger;
let lines: string[];
let log: ServiceLog;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "lisalab recovery "));
  ledger = await openRuns(home, "");
  lines = [];
  log = new ServiceLog({ now: () => 0, sleep: async () => undefined }, (line) => lines.push(line.slice(22)));
});

afterEach(async () => {
  await ledger.close();
  rmSync(home, { recursive: true });
});

/** Runs of a process that is gone. */
async function killed(...ids: readonly string[]): Promise<void> {
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  for (const id of ids) {
    const ask = { runbook: "/daily.ipynb", folder: "/", parameters: {}, asOf: 0 };
    const run = { id, runbook: "daily", version: "1.0.0", ask, operator: "ada" };
    await ledger.begin(run, `${hostname()}:${pid}:1a2b3c4d`);
  }
}

function recordFile(id: string): string {
  return join(home, "runs", id, "record.json");
}

it("a killed run that can't be closed keeps no other from its end; it is told once, and closed when it can be", async () => {
  await killed("a", "b");
  // Nothing can be written in its place.
  mkdirSync(recordFile("a"), { recursive: true });
  await recover(ledger, home, log);
  await recover(ledger, home, log);
  expect(lines).toEqual([
    expect.stringMatching(/^abandoned {2}b: the process that ran it was killed/),
    expect.stringMatching(/^TROUBLE {4}closing a: can't write /),
  ]);
  expect((await ledger.get("a")).status).toBe("running");
  expect(Object.keys(log.open)).toEqual(["closing a"]);
  expect(JSON.parse(readFileSync(recordFile("b"), "utf8"))).toMatchObject({ verdict: "Error" });
  rmSync(recordFile("a"), { recursive: true });
  leaseRunsOut();
  await recover(ledger, home, log);
  expect(lines.slice(2)).toEqual([
    expect.stringMatching(/^abandoned {2}a: the process that ran it was killed/),
    "again      closing a: works again",
  ]);
  expect(existsSync(recordFile("a"))).toBe(true);
});

/** As ten seconds do. */
function leaseRunsOut(): void {
  const file = new Database(join(home, "runs.sqlite"));
  file.exec("UPDATE run SET lease_until = 0");
  file.close();
}
