import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { openLogbook } from "../../src/logbook/embedded.js";
import { openRuns } from "../../src/runs/open.js";
import { scheduleOf } from "../../src/service/schedule.js";
import { runbookIn } from "../service/runbook-sample.js";

const HOUR = 3_600_000;
const DAY = Date.parse("2026-03-01T00:00:00Z");

/** A dozen schedules, of as many runs as a quarter of an hour has room for. */
const SCHEDULES: Readonly<Record<string, string>> = {
  fives: "*/5 6 * * *",
  nights: "*/5 20 * * *",
  evens: "0 */6 * * *",
  thirds: "DTSTART:20260101T013000Z RRULE:FREQ=HOURLY;INTERVAL=8",
  daily: "0 6 * * *",
  noon: "0 12 * * *",
  weekly: "0 8 * * SUN",
  sundays: "DTSTART:20260301T091500Z RRULE:FREQ=WEEKLY;BYDAY=SU;COUNT=2",
  firsts: "30 5 1 * *",
  last: "59 23 * * *",
  never: "0 0 29 2 *",
  wednesdays: "0 0 * * WED",
};

function causes(until: number): string[] {
  return Object.entries(SCHEDULES).flatMap(([name, text]) => {
    const found: string[] = [];
    const schedule = scheduleOf(text);
    for (let time = schedule.next(DAY); time !== null && time <= until; time = schedule.next(time)) {
      found.push(`schedule:${name}@${new Date(time).toISOString().slice(0, 19)}Z`);
    }
    return found;
  });
}

it("a day of schedules at 1,000 times speed, with real runs, a clock that is set, and kill -9, leaves exactly the right entries", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lisalab serve day "));
  const home = join(folder, "home");
  for (const [name, schedule] of Object.entries(SCHEDULES)) runbookIn(folder, name, { schedule, missed: "all" });
  const until = DAY + 24 * HOUR;
  let [from, kills, log] = [DAY, 0, ""];
  const jumps = [
    [
      [DAY + 4 * HOUR, 2 * HOUR],
      [DAY + 10 * HOUR, -2 * HOUR],
    ],
    [],
    [],
  ];
  const killedAt = [DAY + 11 * HOUR, DAY + 21 * HOUR];
  for (;;) {
    const script = fileURLToPath(new URL("serve-day.mjs", import.meta.url));
    const words = [script, home, folder, String(from), String(until), JSON.stringify(jumps[kills])];
    const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "pipe"] });
    let at = from;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      at = Math.max(at, Number(text.trim().split("\n").at(-1)));
      if (at > (killedAt[kills] ?? Number.POSITIVE_INFINITY)) child.kill("SIGKILL");
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
    const [code] = await once(child, "exit");
    if (code === 0) break;
    expect(code, log).toBe(null);
    kills += 1;
    from = at + 15 * 60_000;
  }
  writeFileSync(join(folder, "serve.log"), log);
  spawnSync(process.execPath, [fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url)), "server", "stop"], {
    env: { ...process.env, LISALAB_HOME: home },
  });
  const ledger = await openRuns(home);
  const runs = await ledger.list();
  await ledger.close();
  const logbook = openLogbook(join(home, "logbook"));
  const entries = await logbook.list({ limit: 1000 });
  await logbook.close();
  expect(kills).toBe(2);
  expect(runs.map(({ cause }) => cause!).sort(), log).toEqual(causes(until).sort());
  // Workers live on when the service is killed.
  expect(runs.filter(({ status }) => status !== "passed").map(({ id, reason }) => `${id} ${reason}`)).toEqual([]);
  expect(entries.map(({ key }) => key).sort()).toEqual(runs.map(({ id }) => id).sort());
}, 1_800_000);
