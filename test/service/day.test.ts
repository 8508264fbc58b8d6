import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { openRuns } from "../../src/runs/open.js";
import { scheduleOf } from "../../src/service/schedule.js";
import { runbookIn } from "./runbook-sample.js";

const HOUR = 3_600_000;
const DAY = Date.parse("2026-03-01T00:00:00Z");

/** A dozen schedules. */
const SCHEDULES: Readonly<Record<string, string>> = {
  fives: "*/5 * * * *",
  nights: "*/5 0-3,22,23 * * *",
  quarters: "DTSTART:20260101T000700Z RRULE:FREQ=MINUTELY;INTERVAL=45",
  hours: "17 * * * *",
  evens: "0 */2 * * *",
  thirds: "DTSTART:20260101T013000Z RRULE:FREQ=HOURLY;INTERVAL=3",
  daily: "0 6 * * *",
  weekly: "0 8 * * SUN",
  sundays: "DTSTART:20260301T091500Z RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=2",
  firsts: "30 5 1 * *",
  last: "59 23 * * *",
  never: "0 0 29 2 *",
};

/** Every time of the day at which a schedule is due, as the causes of runs. */
function causes(from: number, until: number): string[] {
  return Object.entries(SCHEDULES).flatMap(([name, text]) => {
    const schedule = scheduleOf(text);
    const times: number[] = [];
    for (let time = schedule.next(from); time !== null && time <= until; time = schedule.next(time)) times.push(time);
    return times.map((time) => `schedule:${name}@${new Date(time).toISOString().slice(0, 19)}Z`);
  });
}

/** A service from `from` on; `at` is what its clock said last. */
function service(home: string, folder: string, [from, until]: readonly number[], jumps: readonly number[][]) {
  const script = fileURLToPath(new URL("day.mjs", import.meta.url));
  const words = [script, home, folder, String(from), String(until), JSON.stringify(jumps)];
  const child: ChildProcess = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
  const told = { at: from!, log: "" };
  child.stdout!.setEncoding("utf8").on("data", (text: string) => {
    told.at = Number(text.trim().split("\n").at(-1));
  });
  child.stderr!.setEncoding("utf8").on("data", (text: string) => {
    told.log += text;
  });
  return { child, told, ended: once(child, "exit") };
}

/** What the record of runs and the logbook have. */
async function left(home: string) {
  const ledger = await openRuns(home);
  const logbook = openLogbook(join(home, "logbook"));
  const runs = await ledger.list();
  const entries = await logbook.list({ limit: 10_000 });
  await ledger.close();
  await logbook.close();
  return { runs, entries: entries.map(({ key }) => key).sort() };
}

function house(): { home: string; folder: string } {
  const folder = mkdtempSync(join(tmpdir(), "lisalab day "));
  for (const [name, schedule] of Object.entries(SCHEDULES)) runbookIn(folder, name, { schedule, missed: "all" });
  return { folder, home: join(folder, "home") };
}

describe("a day of schedules", () => {
  it("leaves a run and an entry for every time, once, with two services of which the clocks are set", async () => {
    const { home, folder } = house();
    const times = [DAY, DAY + 24 * HOUR];
    const jumps = [
      [DAY + 8 * HOUR, 2 * HOUR],
      [DAY + 14 * HOUR, -2 * HOUR],
    ];
    const both = [service(home, folder, times, jumps), service(home, folder, times, [])];
    const codes = await Promise.all(both.map(async ({ ended }) => (await ended)[0] as number));
    expect(codes, both.map(({ told }) => told.log).join("\n")).toEqual([0, 0]);
    const { runs, entries } = await left(home);
    expect(runs.map(({ cause }) => cause!).sort()).toEqual(causes(DAY, DAY + 24 * HOUR).sort());
    expect(runs.filter(({ status }) => status !== "passed")).toEqual([]);
    expect(entries).toEqual(runs.map(({ id }) => id).sort());
    expect(both[0]!.told.log).toMatch(/clock {6}it is 7\d\d\d s ahead of/);
    expect(both[0]!.told.log).toMatch(/clock {6}it is 7\d\d\d s behind/);
  }, 120_000);

  it("leaves them, too, when the service is killed again and again", async () => {
    const { home, folder } = house();
    const until = DAY + 24 * HOUR;
    let [from, kills] = [DAY, 0];
    for (;;) {
      const { child, told, ended } = service(home, folder, [from, until], []);
      const goal = from + (1 + kills) * HOUR;
      const watch = setInterval(() => told.at > goal && kills < 6 && child.kill("SIGKILL"), 5);
      const [code] = await ended;
      clearInterval(watch);
      if (code === 0) break;
      kills += 1;
      // It is down for seven minutes; until the first time is told it has not begun.
      from = Math.max(told.at, from) + 7 * 60_000;
    }
    expect(kills).toBe(6);
    const { runs, entries } = await left(home);
    expect(runs.map(({ cause }) => cause!).sort()).toEqual(causes(DAY, until).sort());
    const [passed, others] = [
      runs.filter(({ status }) => status === "passed"),
      runs.filter(({ status }) => status !== "passed"),
    ];
    // A run whose worker was killed with the service was at work then, and is told as such.
    expect(others.every(({ status }) => status === "abandoned")).toBe(true);
    expect(others.length).toBeLessThanOrEqual(2 * kills);
    const isPassed = passed.map(({ id }) => id);
    expect(entries.filter((key) => isPassed.includes(key!))).toEqual(isPassed.sort());
    expect(new Set(entries).size).toBe(entries.length);
  }, 120_000);
});

describe("the day's causes", () => {
  it("are as many as the schedules say, or this test looks at nothing", () => {
    expect(causes(DAY, DAY + 24 * HOUR)).toHaveLength(288 + 72 + 32 + 24 + 12 + 8 + 5);
  });
});
