import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunRecord } from "../../src/runbook/record.js";
import type { RunEntry } from "../../src/runs/entry.js";
import { openRuns } from "../../src/runs/open.js";
import { House, type HouseCell, PASSING, printed } from "../runbook/house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

/** A policy that goes on after a second. */
const APPROVING = JSON.parse('{ "timeout": 1, "then": "approve" }') as Record<string, unknown>;

const CELLS: readonly HouseCell[] = [
  { source: `${PASSING}\nlet spare = false;` },
  { source: "## Switch to the spare?\n\nIs it **warm**?", type: "markdown" },
  { source: '// See page 12.\nspare = true; console.log("switched");', tags: ["hold"] },
  { source: 'runbook.expect("the spare works", { value: spare, equals: true });' },
];

interface LogbookEntry {
  readonly key: string;
  readonly subject: string;
  readonly author: string;
  readonly text: string;
  readonly links: readonly string[];
}

/** A run of those cells, once it waits. */
async function waiting(
  name: string,
  holds: Record<string, unknown> = {},
): Promise<{ id: string; pid: number; end: Promise<number | null> }> {
  const started = house.start("run", house.runbook(name, CELLS, { holds }));
  const id = await vi.waitFor(
    async () => {
      const ledger = await openRuns(house.home, "");
      try {
        return (await ledger.list({ status: ["held"], runbook: name }))[0]!.id;
      } finally {
        await ledger.close();
      }
    },
    { timeout: 90_000, interval: 300 },
  );
  return { id, pid: started.child.pid!, end: started.ended.then(({ status }) => status) };
}

async function entry(id: string): Promise<RunEntry> {
  return (JSON.parse((await house.lisalab("runs", "show", id, "--json")).stdout) as { run: RunEntry }).run;
}

/** The logbook's entries of a run, the first first. */
async function entries(id: string): Promise<readonly LogbookEntry[]> {
  const { stdout } = await house.lisalab("logbook", "list", "--run", id, "--json");
  return (JSON.parse(stdout) as LogbookEntry[]).reverse();
}

function record(id: string): RunRecord {
  return JSON.parse(readFileSync(house.file({ id }, "record.json"), "utf8")) as RunRecord;
}

describe("a run that waits for approval", () => {
  it("shows what it asks, goes on when it is approved, and all of it is kept", async () => {
    const { id, end } = await waiting("approved", { fourEyes: true });
    const watched = house.start("runs", "watch", id);
    const listed = await house.lisalab("runs", "list", "--status", "held");
    expect(listed.stdout).toContain("waits for approval: Switch to the spare?");
    const shown = await house.lisalab("runs", "show", id);
    for (const told of [
      "Is it **warm**?",
      "See page 12.",
      "Checks so far: 1 of 1 pass.",
      `lisalab runs approve ${id}`,
    ]) {
      expect(shown.stdout).toContain(told);
    }
    expect(printed(house.notebook({ id }), "cell-2")).toBe("");
    const own = await house.lisalab("runs", "approve", id, "--comment", "fine");
    expect([own.status, own.stderr]).toEqual([64, expect.stringContaining("needs four eyes: Tester runs it")]);
    const approved = await house.as("Grace", "runs", "approve", id, "--comment", "It is warm.");
    expect(approved.stdout).toBe(`${id} is approved by Grace: Switch to the spare?\n`);
    expect(await end).toBe(0);
    expect((await watched.ended).stdout).toMatch(/held[^]*Is it \*\*warm\*\*\?[^]*running {4}Grace: [^]*passed/);
    expect(printed(house.notebook({ id }), "cell-2")).toBe("switched\n");
    expect(record(id).holds).toMatchObject([
      { cell: "cell-2", decision: "approved", decidedBy: "person", who: "Grace", comment: "It is warm." },
    ]);
    const sentence = "approved by Grace: It is warm.";
    expect(readFileSync(house.file({ id }, "report.html"), "utf8")).toContain(sentence);
    const [asked, answered, ended] = await entries(id);
    expect(asked).toMatchObject({ author: "Tester", links: [], text: expect.stringContaining("Is it **warm**?") });
    expect(answered).toMatchObject({ author: "Grace", links: [`entry:${asked!.key}`] });
    expect([answered!.text, ended!.text]).toEqual([
      expect.stringContaining(sentence),
      expect.stringContaining(sentence),
    ]);
    const late = await house.as("Grace", "runs", "approve", id, "--comment", "again");
    expect([late.status, late.stderr]).toEqual([64, expect.stringContaining("waits for nobody: it is passed")]);
  });

  it("ends when it is rejected, when time runs out, and when it is stopped; it goes on where its policy says so", async () => {
    const [rejected, stopped, late, byPolicy] = await Promise.all([
      waiting("rejected"),
      waiting("stopped"),
      house.run(house.runbook("late", CELLS, { holds: { timeout: 1 } })),
      house.run(house.runbook("by-policy", CELLS, { holds: APPROVING })),
    ]);
    await house.as("Grace", "runs", "reject", rejected.id, "--comment", "It is cold.");
    await house.lisalab("runs", "cancel", stopped.id, "--reason", "wrong spare");
    expect([await rejected.end, await stopped.end, late.status, byPolicy.status]).toEqual([3, 3, 3, 0]);
    expect(await entry(rejected.id)).toMatchObject({
      status: "errored",
      reason: "Switch to the spare?: rejected by Grace: It is cold.",
    });
    expect(printed(house.notebook(rejected), "cell-2")).toBe("");
    expect(await entry(stopped.id)).toMatchObject({ status: "cancelled", reason: "stopped by Tester: wrong spare" });
    expect(record(stopped.id).holds).toMatchObject([{ decision: "withdrawn", decidedBy: "run" }]);
    expect((await entries(stopped.id)).map(({ subject }) => subject)).toEqual([
      "stopped 1.0.0 waits for approval: Switch to the spare?",
      "stopped 1.0.0 withdrawn: Switch to the spare?",
      "stopped 1.0.0: Error",
    ]);
    expect(late.record).toMatchObject({
      verdict: "Error",
      reason: expect.stringMatching(/rejected by its policy, since nobody had decided by .* UTC/),
    });
    expect(byPolicy.record.notes).toEqual([expect.stringMatching(/approved by its policy, since nobody/)]);
    expect(byPolicy.record.holds).toMatchObject([{ decision: "approved", decidedBy: "policy", who: "" }]);
  });

  it("is taken over when its runner is killed: nothing waits on, and the logbook has each entry once", async () => {
    const { id, pid, end } = await waiting("killed");
    process.kill(pid, "SIGKILL");
    await end;
    const late = await house.as("Grace", "runs", "approve", id, "--comment", "It is warm.");
    expect(late.stderr).toContain("waits for nobody: it is abandoned");
    expect(record(id)).toMatchObject({ verdict: "Error", holds: [{ decision: "withdrawn" }] });
    expect((await entries(id)).map(({ key }) => key)).toEqual([
      `${id}/hold/1/cell-2`,
      `${id}/hold/1/cell-2/decision`,
      id,
    ]);
  });

  it("is refused where nothing would wait", async () => {
    const name = house.runbook("no-hold", [PASSING, { source: "Wait here", type: "markdown", tags: ["hold"] }]);
    const { status, stderr } = await house.lisalab("run", name);
    expect([status, stderr]).toEqual([3, expect.stringContaining("cell 2 is tagged hold, but there is no code in it")]);
  });
});
