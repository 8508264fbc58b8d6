import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readSidecar, sidecarPathOf } from "../../src/runbook/sidecar.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { ServiceLog } from "../../src/service/log.js";
import { Scheduler } from "../../src/service/scheduler.js";
import { runbookIn } from "./runbook-sample.js";

let folder: string;
let ledger: RunLedger;
let time: number;
let lines: string[];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lisalab scheduler "));
  ledger = await openRuns(folder);
  lines = [];
});

afterEach(() => ledger.close());

const clock = { now: () => time, sleep: () => Promise.resolve() };

async function runbook(sidecar: Readonly<Record<string, unknown>>, name = "daily") {
  const path = runbookIn(folder, name, sidecar);
  return { path, sidecar: await readSidecar(sidecarPathOf(path)) };
}

async function scheduler(sidecar: Readonly<Record<string, unknown>>): Promise<Scheduler> {
  const log = new ServiceLog(clock, (line) => lines.push(line));
  const made = new Scheduler({ ledger, clock, log, operator: "ada" });
  made.set([await runbook(sidecar)]);
  return made;
}

/** Looks at the schedules at these times. */
async function lookAt(made: Scheduler, ...times: string[]): Promise<void> {
  for (const each of times) {
    time = Date.parse(`2026-03-01T${each}:00Z`);
    await made.look();
  }
}

/** The times of the day that have a run, as hh:mm. */
async function ran(): Promise<string[]> {
  const runs = await ledger.list();
  return runs.map(({ dueAt }) => new Date(dueAt).toISOString().slice(11, 16)).sort();
}

const HOURLY = { schedule: "0 * * * *" };

describe("a schedule", () => {
  it("begins when it is first seen, and has a run with its cause and time at each of its times", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const made = await scheduler(HOURLY);
    await lookAt(made, "06:30", "06:59", "07:00", "07:00", "07:01", "08:00");
    expect(await ran()).toEqual(["07:00", "08:00"]);
    expect(
      (await ledger.list()).map(({ cause, ask, operator, status }) => [cause, ask.asOf, operator, status]),
    ).toEqual(
      ["08", "07"].map((hour) => [
        `schedule:daily@2026-03-01T${hour}:00:00Z`,
        Date.parse(`2026-03-01T${hour}:00:00Z`),
        "ada",
        "queued",
      ]),
    );
  });

  it.each([
    [
      "skip",
      ["07:00", "12:00"],
      /daily: 4, 2026-03-01T08:00:00Z to 2026-03-01T11:00:00Z are left out \(missed: skip\)/,
    ],
    ["latest", ["07:00", "11:00", "12:00"], /daily: 3, 2026-03-01T08:00:00Z to 2026-03-01T10:00:00Z are left out/],
    ["all", ["07:00", "08:00", "09:00", "10:00", "11:00", "12:00"], /queued/],
    [
      { run: "all", within: 7200 },
      ["07:00", "10:00", "11:00", "12:00"],
      /missed {5}daily: times, and those more than 7200 s/,
    ],
  ])("deals with times at which the service was down: missed: %j", async (missed, times, told) => {
    time = Date.parse("2026-03-01T06:30:00Z");
    await lookAt(await scheduler({ ...HOURLY, missed }), "06:30", "07:00", "07:10");
    const again = await scheduler({ ...HOURLY, missed });
    await lookAt(again, "11:30", "12:00");
    expect(await ran()).toEqual(times);
    expect(lines.join("\n")).toMatch(told);
  });

  it("has no run twice when the clock goes back, and the right ones when it had gone ahead", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const made = await scheduler({ ...HOURLY, missed: "latest" });
    await lookAt(made, "06:30", "07:00", "09:30", "07:30", "08:00", "09:00", "10:00");
    // At 09:30 only the latest was caught up with; at 08:00 its own time came.
    expect(await ran()).toEqual(["07:00", "08:00", "09:00", "10:00"]);
    expect(lines.join("\n")).toMatch(/clock.*ahead of/);
    expect(lines.join("\n")).toMatch(/clock.*behind/);
    const again = await scheduler({ ...HOURLY, missed: "all" });
    await lookAt(again, "06:10", "07:00", "10:00");
    expect(await ran()).toEqual(["07:00", "08:00", "09:00", "10:00"]);
  });

  it("can be changed, taken away and put back while the service is up", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const made = await scheduler(HOURLY);
    await lookAt(made, "06:30", "07:00");
    made.set([await runbook({ schedule: "30 * * * *" })]);
    await lookAt(made, "07:10", "07:30", "08:00");
    made.set([]);
    await lookAt(made, "08:30");
    made.set([await runbook(HOURLY)]);
    await lookAt(made, "08:40", "09:00");
    // A schedule that is new, or another one than before, has no times that it missed.
    expect(await ran()).toEqual(["07:00", "07:30", "09:00"]);
  });

  it("that never comes is told", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    await scheduler({ schedule: "0 0 31 2 *" });
    expect(lines[0]).toMatch(/TROUBLE.*"0 0 31 2 \*" has no time to come: no run of it will begin/);
  });

  it("of a runbook that can't run any more has its runs all the same, which will tell why", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const made = await scheduler({ ...HOURLY, concurrency: 1 });
    rmSync(join(folder, "daily.ipynb"));
    await lookAt(made, "06:30", "07:00");
    expect(await ledger.list()).toMatchObject([{ cause: "schedule:daily@2026-03-01T07:00:00Z", status: "queued" }]);
    expect(lines.join("\n")).toMatch(/TROUBLE +daily at 2026-03-01T07:00:00Z: no runbook/);
  });

  it("goes on where it was when the record of runs could not be written", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const made = await scheduler({ ...HOURLY, missed: "skip" });
    await lookAt(made, "06:30");
    const enter = ledger.enter.bind(ledger);
    ledger.enter = () => Promise.reject(new Error("the disk is full"));
    await expect(lookAt(made, "07:00")).rejects.toThrow("the disk is full");
    ledger.enter = enter;
    await lookAt(made, "07:01");
    expect(await ran()).toEqual(["07:00"]);
  });

  it("with very many missed times is dealt with in parts", async () => {
    time = Date.parse("2026-03-01T06:30:00Z");
    const minutely = { schedule: "* * * * *", missed: "all" };
    await lookAt(await scheduler(minutely), "06:30");
    const again = await scheduler(minutely);
    await lookAt(again, "09:00");
    expect(await ran()).toHaveLength(100);
    await lookAt(again, "09:00");
    expect(await ran()).toHaveLength(150);
  });
});
