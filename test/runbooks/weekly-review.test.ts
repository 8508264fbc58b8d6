import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { Spool } from "../../src/logbook/spool.js";
import type { RunRecord } from "../../src/runbook/record.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import type { RunStatus } from "../../src/runs/status.js";
import { type Ended, House } from "../runbook/house.js";

/** Two runs on a new server, on a busy machine. */
const PATIENCE = 180_000;

const DAY = 86_400_000;
const HOUR = DAY / 24;
const END = Date.parse("2037-02-02T08:00:00Z");
const UNTIL = ["-p", "until=2037-02-02T08:00:00Z"];
const RUNBOOK = join(process.cwd(), "runbooks", "weekly-review");

type Outcome = Ended & { readonly record: RunRecord };

const notPassed = ({ record }: Outcome): readonly string[] =>
  record.checks.filter(({ verdict }) => verdict !== "Pass").map(({ verdict, name }) => `${verdict} ${name}`);
const valueOf = ({ record }: Outcome, name: string): unknown =>
  record.checks.find((check) => check.name === name)?.value;
const reasonOf = ({ record }: Outcome, name: string): string =>
  record.checks.find((check) => check.name === name)!.reason;

/** A run that ended so many days before the end of the week. */
async function past(ledger: RunLedger, runbook: string, days: number, status: RunStatus, reason = ""): Promise<string> {
  const endedAt = END - days * DAY;
  const stamp = new Date(endedAt).toISOString().replace(/[-:]|\.\d+/g, "");
  const id = `${stamp}-${runbook}-0000`;
  const ask = { runbook: `/${runbook}.ipynb`, folder: "/", parameters: {}, asOf: endedAt };
  const run = { id, runbook, version: "1.0.0", ask, operator: "ada", status, reason };
  await ledger.adopt({ ...run, startedAt: endedAt - HOUR / 4, endedAt });
  return id;
}

async function measured(ledger: RunLedger, runbook: string, days: number, value: number): Promise<void> {
  const run = await past(ledger, runbook, days, "passed");
  const versions = { version: "1.0.0", software: "0.1.0" };
  const checks = [{ name: "noise", value, unit: "dB", verdict: "Pass" as const }];
  await ledger.measures.keep([{ run, runbook, ...versions, at: END - days * DAY, verdict: "Pass", data: "", checks }]);
}

describe("weekly-review on a real server", () => {
  const house = new House();
  let ledger: RunLedger;
  beforeAll(async () => {
    ledger = await openRuns(house.home, "");
  });
  afterAll(async () => {
    await ledger.close();
    await house.close();
  });

  test("a week without runs fails, and says so", { timeout: PATIENCE }, async () => {
    const empty = await house.run(RUNBOOK, ...UNTIL);
    expect(empty).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(notPassed(empty)).toEqual(["Fail runs that ended"]);
    expect(empty.record.notes.join("\n")).toContain("No outage: there is no time to recover.");
  });

  test("a quiet week passes; what is damaged is named and left out", { timeout: PATIENCE }, async () => {
    const scatter = randomStream(3n, "week").normals(new Float64Array(30));
    for (let day = 0; day < 30; day++) await measured(ledger, "daily", 30 - day - 0.5, 4 + 0.2 * scatter[day]!);
    const quiet = await house.run(RUNBOOK, ...UNTIL);
    expect(notPassed(quiet)).toEqual([]);
    expect(quiet).toMatchObject({ status: 0, record: { verdict: "Pass" } });
    expect(valueOf(quiet, "runs that ended")).toBe(7);
    expect(valueOf(quiet, "checks that have changed, by control charts")).toBe(0);
    expect(JSON.stringify(house.notebook(quiet.record))).toContain("application/vnd.plotly.v1+json");
    const folder = join(house.home, "runs", "20370201T060000Z-daily-dddd");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "record.json"), "{ half");
    const damaged = await house.run(RUNBOOK, ...UNTIL);
    expect(damaged).toMatchObject({ status: 1, record: { verdict: "Warn" } });
    expect(notPassed(damaged)).toEqual(["Warn records of runs can be read"]);
    expect(reasonOf(damaged, "records of runs can be read")).toContain("20370201T060000Z-daily-dddd");
  });

  test("outages, what waits and what has changed are told, with times from their definitions", {
    timeout: PATIENCE,
  }, async () => {
    // Failed at noon, and over six hours later: seen at most a day after the run before.
    await past(ledger, "daily", 3.375, "failed", "a gap of 500 s");
    await past(ledger, "daily", 3.125, "passed");
    // Never went well, and fails to this day.
    const first = await past(ledger, "release", 5, "failed", "a number is missing");
    await past(ledger, "release", 1, "errored", "the kernel died");
    await past(ledger, "warning", 2, "warned", "near a limit");
    for (let day = 0; day < 6; day++) await measured(ledger, "daily", 0.4 - day / 20, 6);
    const ask = { runbook: "/held.ipynb", folder: "/", parameters: {}, asOf: 0 };
    await ledger.begin({ id: "held-1", runbook: "held", version: "1.0.0", ask, operator: "ada" }, "worker");
    const policy = { timeout: 1e6, otherwise: "reject", fourEyes: false, approvers: [], notify: [] } as const;
    const question = { cell: "c", place: 3, title: "Switch to the spare?", question: "", operator: "ada", policy };
    await ledger.holds.ask({ run: "held-1", ...question });
    await ledger.move("held-1", { to: "held", who: "ada" });
    const spool = new Spool(house.home);
    const time = "2037-02-01T00:00:00.000Z";
    const entry = { key: "k", time, system: "daily", subject: "s", author: "a", status: "Fail", text: "t" } as const;
    await spool.add({ ...entry, runId: "k", links: [], attachments: [] }, ["elog"]);
    await spool.close();
    const troubled = await house.run(
      RUNBOOK,
      ...UNTIL,
      "-p",
      "holdLimits=[1e-7,24]",
      "-p",
      "postLimits=[1e-7,24]",
      "-p",
      "changedLimits=[0,10]",
    );
    expect(troubled).toMatchObject({ status: 2, record: { verdict: "Fail" } });
    expect(notPassed(troubled)).toEqual([
      "Warn runs without a verdict",
      "Warn records of runs can be read",
      "Warn open failures",
      "Fail oldest open failure",
      "Fail time to recover, worst",
      "Warn longest wait of a hold",
      "Warn longest wait of a post",
      "Warn checks that have changed, by control charts",
    ]);
    expect(reasonOf(troubled, "open failures")).toContain(`release since ${first}: a number is missing`);
    expect(valueOf(troubled, "oldest open failure")).toBe(120);
    // Of the failure at 3.375 days the run before had ended at 3.5.
    expect(valueOf(troubled, "time to detect, worst")).toBe(3);
    // 6 h of daily's and the 120 h of release's so far.
    expect(reasonOf(troubled, "time to recover, worst")).toContain("The median is 63 h, of 2, 1 of them open");
    expect(reasonOf(troubled, "longest wait of a hold")).toContain("held-1, cell 4: Switch to the spare?");
    expect(reasonOf(troubled, "longest wait of a post")).toContain("k for elog");
    expect(reasonOf(troubled, "checks that have changed, by control charts")).toContain("daily, noise: since");
    const notes = troubled.record.notes.join("\n");
    expect(notes).toMatch(/Open warning of warning, since \S+-warning-0000: near a limit/);
    expect(notes).toContain("**What changed since the last good run**");
  });

  test("what makes no sense is refused before anything runs", { timeout: PATIENCE }, async () => {
    const wrong = await house.lisalab("run", RUNBOOK, "-p", "until=yesterday");
    expect([wrong.status, wrong.stderr]).toEqual([64, expect.stringContaining("until")]);
    expect((await house.lisalab("run", RUNBOOK, "-p", "openLimits=[2,1]")).status).toBe(64);
  });
});
