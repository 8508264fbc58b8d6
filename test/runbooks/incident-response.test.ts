import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunRecord } from "../../src/runbook/record.js";
import { openRuns } from "../../src/runs/open.js";
import { House, PASSING } from "../runbook/house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 90_000 });

const RUNBOOK = fileURLToPath(new URL("../../runbooks/incident-response", import.meta.url));

/** It began an hour before it was seen. */
const BEGAN = new Date(Date.now() - 3_600_000).toISOString();

let house: House;
beforeAll(() => {
  house = new House();
});
afterAll(() => house.close());

/** Starts the runbook. */
function incident(
  runbook: string,
  title: string,
  parameters: Readonly<Record<string, string>> = {},
): ReturnType<House["start"]> {
  const given = Object.entries({ title, startedAt: BEGAN, ...parameters });
  return house.start("run", runbook, ...given.flatMap(([name, value]) => ["-p", `${name}=${value}`]), "--json");
}

/** What a run of an incident asks now, in its cell of this id. */
function asked(title: string, cell: string): Promise<string> {
  return vi.waitFor(
    async () => {
      const ledger = await openRuns(house.home, "");
      try {
        const [run] = await ledger.list({ status: ["held"], text: title });
        expect((await ledger.holds.list(run!.id)).at(-1)).toMatchObject({ cell: cell, decision: null });
        return run!.id;
      } finally {
        await ledger.close();
      }
    },
    { timeout: 120_000, interval: 300 },
  );
}

/** Confirms a step, once it is asked for. */
async function confirmed(title: string, cell: string, who: string, comment: string): Promise<string> {
  const id = await asked(title, cell);
  const { status, stderr } = await house.as(who, "runs", "approve", id, "--comment", comment);
  expect([status, stderr]).toEqual([0, ""]);
  return id;
}

async function recordOf(run: ReturnType<House["start"]>): Promise<RunRecord> {
  const { stdout, stderr } = await run.ended;
  expect(stdout, stderr).toMatch(/^\{/);
  return JSON.parse(stdout) as RunRecord;
}

interface LogbookEntry {
  readonly key: string;
  readonly subject: string;
  readonly author: string;
  readonly text: string;
  readonly links: readonly string[];
}

async function entries(id: string): Promise<readonly LogbookEntry[]> {
  const { stdout } = await house.lisalab("logbook", "list", "--run", id, "--json");
  return (JSON.parse(stdout) as LogbookEntry[]).reverse();
}

/** A copy whose holds wait for a second. */
function hastyCopy(): string {
  const copy = join(house.runbooks, "incident-response");
  copyFileSync(`${RUNBOOK}.ipynb`, `${copy}.ipynb`);
  const sidecar = readFileSync(`${RUNBOOK}.yaml`, "utf8");
  expect(sidecar).toContain("timeout: 86400");
  writeFileSync(`${copy}.yaml`, sidecar.replace("timeout: 86400", "timeout: 1"));
  return copy;
}

describe("incident-response", () => {
  it("takes an incident from the run that showed it to the post-mortem", async () => {
    const failing =
      'import { runbook } from "lisalab";\nrunbook.expect("all is well", { value: false, equals: true });';
    const { record: bad } = await house.run(house.runbook("morning", [failing]));
    expect(bad.verdict).toBe("Fail");
    const run = incident(RUNBOOK, "the morning fails", { relatedRun: bad.id, severity: "critical" });
    const id = await confirmed("the morning fails", "acknowledge", "Grace", "I lead");
    await house.lisalab(
      "logbook",
      "post",
      "--subject",
      "laser 2 looks cold",
      "--text",
      "3 K less since noon",
      "--run",
      id,
    );
    const switched = new Date().toISOString();
    await confirmed("the morning fails", "mitigate", "Grace", `${switched}: switched to the spare`);
    await asked("the morning fails", "resolve");
    const { record: good } = await house.run(house.runbook("morning", [PASSING]));
    await confirmed("the morning fails", "resolve", "Grace", "heater mended");
    await confirmed("the morning fails", "findings", "Edith", "A relay stuck. We will test relays monthly.");
    const record = await recordOf(run);
    expect(record).toMatchObject({
      id,
      problems: [],
      holds: Array.from({ length: 4 }, () => ({ decision: "approved" })),
    });
    expect(record.checks.map(({ name, verdict }) => [name, verdict])).toEqual([
      ["morning is well again", "Pass"],
      ["time to detect", "Warn"],
      ["time to acknowledge", "Pass"],
      ["time to recover", "Pass"],
    ]);
    const detect = record.checks.find(({ name }) => name === "time to detect")!.value as number;
    // The record of runs has its end a little later, when the report is written.
    const untilEnd = (Date.parse(bad.endedAt!) - Date.parse(BEGAN)) / 1000;
    expect(detect).toBeGreaterThanOrEqual(untilEnd);
    expect(detect).toBeLessThan(untilEnd + 60);
    const mortem = (await entries(id)).find(({ key }) => key === `${id}/post-mortem`)!;
    expect(mortem).toMatchObject({
      subject: "Post-mortem: the morning fails",
      author: "Edith",
      links: [`entry:${bad.id}`],
    });
    const shown = [
      "it began",
      "it was seen",
      "acknowledged: I lead",
      "laser 2 looks cold",
      "mitigated:",
      "switched to the spare",
      good.id,
      "resolved: heater mended",
      "**Causes and actions:** A relay stuck.",
    ];
    const places = shown.map((text) => mortem.text.indexOf(text));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(mortem.text).toContain(`| ${switched.slice(0, 19).replace("T", " ")} | mitigated: `);
  });

  it("ends when a step is rejected or its runner is killed; resumed, it goes on and asks nothing twice", async () => {
    const startedAt = new Date(Date.now() - 60_000).toISOString();
    const first = incident(RUNBOOK, "twice interrupted", { startedAt });
    const id = await confirmed("twice interrupted", "acknowledge", "Grace", "I lead");
    await asked("twice interrupted", "mitigate");
    await house.as("Grace", "runs", "reject", id, "--comment", "it still leaks");
    const rejected = await recordOf(first);
    expect([rejected.verdict, rejected.reason]).toEqual([
      "Error",
      "2. Mitigate: does it do no more harm?: rejected by Grace: it still leaks",
    ]);
    const second = house.start("run", "--resume", id, "--json");
    await asked("twice interrupted", "mitigate");
    second.child.kill("SIGKILL");
    await second.ended;
    await house.lisalab("runs", "list");
    // Its sidecar has it resumed by the next worker.
    const third = house.start("run", "--next", "--json");
    await confirmed("twice interrupted", "mitigate", "Grace", "it leaks no more");
    await confirmed("twice interrupted", "resolve", "Grace", "sealed");
    await confirmed("twice interrupted", "findings", "Grace", "An old seal.");
    const record = await recordOf(third);
    expect(record.verdict).toBe("Pass");
    expect(record.holds.map(({ cell, attempt, decision }) => [cell, attempt, decision])).toEqual([
      ["acknowledge", 1, "approved"],
      ["mitigate", 1, "rejected"],
      ["mitigate", 2, "withdrawn"],
      ["mitigate", 3, "approved"],
      ["resolve", 3, "approved"],
      ["findings", 3, "approved"],
    ]);
    const keys = (await entries(id)).map(({ key }) => key);
    expect(keys.filter((key) => key.includes("/hold/"))).toHaveLength(12);
    expect(keys.filter((key) => key.endsWith("/post-mortem"))).toHaveLength(1);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it("ends as an Error when nobody confirms in time, or when it is cancelled", async () => {
    const late = incident(hastyCopy(), "nobody came");
    const stopped = incident(RUNBOOK, "no incident at all");
    const id = await asked("no incident at all", "acknowledge");
    await house.lisalab("runs", "cancel", id, "--reason", "it was a drill");
    const [lateRecord, stoppedRecord] = [await recordOf(late), await recordOf(stopped)];
    expect(lateRecord.reason).toMatch(/^1\. Acknowledge: .*: rejected by its policy, since nobody had decided by/);
    expect([lateRecord.verdict, stoppedRecord.verdict]).toEqual(["Error", "Error"]);
    expect(stoppedRecord.reason).toBe("stopped by Tester: it was a drill");
    expect(stoppedRecord.holds).toMatchObject([
      { decision: "withdrawn", comment: "stopped by Tester: it was a drill" },
    ]);
  });

  it("refuses what can't be", async () => {
    const given = [
      ["startedAt", "yesterday", 64, /startedAt="yesterday"/],
      ["relatedRun", "nothing", 3, /There is no run nothing/],
      ["detectedAt", "2000-01-01T00:00:00Z", 3, /detectedAt, 2000-01-01T00:00:00Z, is before startedAt/],
      ["detectedAt", "soon", 64, /detectedAt="soon": must match pattern/],
      ["detectedAt", "2037-13-01T00:00:00Z", 3, /detectedAt is "2037-13-01T00:00:00Z"; ISO 8601 in UTC is expected/],
      ["severity", "bad", 64, /severity="bad": must be equal to one of the allowed values: minor, major, critical/],
    ] as const;
    const ended = await Promise.all(
      given.map(([name, value]) => incident(RUNBOOK, "refused", { [name]: value }).ended),
    );
    for (const [n, { status, stderr }] of ended.entries()) {
      expect(stderr).toMatch(given[n]![3]);
      expect(status).toBe(given[n]![2]);
    }
  });
});
