import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { RunRecord } from "../../src/runbook/record.js";
import type { RunEntry } from "../../src/runs/entry.js";
import { House, PASSING } from "../runbook/house.js";

// A loaded machine takes its time to start kernels.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 90_000 });

let house: House;

beforeAll(() => {
  house = new House();
});

afterAll(() => house.close());

async function runs(...words: string[]): Promise<string> {
  const { stdout, stderr, status } = await house.lisalab("runs", ...words);
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

async function listed(...words: string[]): Promise<readonly RunEntry[]> {
  return JSON.parse(await runs("list", "--json", ...words)) as RunEntry[];
}

/** A run of an endless cell, once that cell runs. */
async function endless(
  name: string,
  sidecar: Record<string, unknown> = {},
): Promise<{ id: string; pid: number; end: Promise<number | null> }> {
  const started = house.start(
    "run",
    house.runbook(name, [PASSING, "for (;;) await new Promise((r) => setTimeout(r, 50));"], sidecar),
  );
  const id = await vi.waitFor(
    async () => {
      const [run] = await listed("--runbook", name, "--status", "running");
      const record = JSON.parse(readFileSync(house.file(run!, "record.json"), "utf8")) as RunRecord;
      expect(record.cells.at(-1)!.state).toBe("running");
      return run!.id;
    },
    { timeout: 60_000, interval: 300 },
  );
  return { id, pid: started.child.pid!, end: started.ended.then(({ status }) => status) };
}

describe("lisalab runs", () => {
  it("says so when nothing ran", async () => {
    expect(await runs("list")).toBe("no runs\n");
  });

  it("lists and shows what ran, and what differs", async () => {
    const parameters = { level: { type: "number", default: 1 } };
    const name = house.runbook("plain", [PASSING], { parameters });
    const { record: a } = await house.run(name);
    const { record: b } = await house.run(name, "-p", "level=2");
    expect((await listed("--runbook", "plain")).map(({ id, status }) => [id, status])).toEqual([
      [b.id, "passed"],
      [a.id, "passed"],
    ]);
    expect((await listed("--text", "LEVEL")).map(({ id }) => id)).toEqual([b.id]);
    const page = await runs("show", b.id);
    expect(page).toMatch(/^Given {5}level=2$/m);
    expect(page).toMatch(/running +Tester$/m);
    expect(page).toMatch(/passed +Tester$/m);
    expect(page).toMatch(/done +cell \d {2}cell-0/);
    expect(JSON.parse(await runs("diff", a.id, b.id, "--json"))).toEqual([{ what: "parameter level", a: "1", b: "2" }]);
    expect(await runs("diff", a.id, a.id)).toBe("nothing differs\n");
    expect(await runs("prune", "--days", "1")).toBe("0 runs taken away\n");
    expect(await runs("prune", "--days", "0")).toBe("2 runs taken away\n");
    expect(await listed("--runbook", "plain")).toEqual([]);
  });

  it("sees within ten seconds that a runner was killed, ends its kernel and tells the logbook", async () => {
    const { id, pid, end } = await endless("killed");
    process.kill(pid, "SIGKILL");
    await end;
    const [run] = await listed("--runbook", "killed");
    expect(run).toMatchObject({ id, status: "abandoned", reason: "the process that ran it was killed" });
    const record = JSON.parse(readFileSync(house.file({ id }, "record.json"), "utf8")) as RunRecord;
    expect(record).toMatchObject({ verdict: "Error", entry: expect.any(Number) });
  });

  it("stops a run that works, and runs one at a time where a sidecar says so", async () => {
    const { id, end } = await endless("alone", { concurrency: 1 });
    const refused = await house.lisalab("run", "alone");
    expect(refused.status).toBe(3);
    expect(refused.stderr).toContain(`alone is at work as ${id}, and 1 of it may be at once`);
    const watched = house.lisalab("runs", "watch", id);
    expect(await runs("cancel", id, "--reason", "wrong day")).toBe(`${id} is asked to stop\n`);
    expect(await end).toBe(3);
    expect((await listed("--runbook", "alone")).map(({ status, reason }) => [status, reason])).toEqual([
      ["cancelled", "stopped by Tester: wrong day"],
    ]);
    const { stdout, status } = await watched;
    expect([status, stdout.trim().split("\n").at(-1)]).toEqual([3, "cancelled  Tester: stopped by Tester: wrong day"]);
  });

  it.each([
    [["show", "nothing"], "There is no run nothing"],
    [["list", "--status", "well"], "--status well: it can be queued"],
    [["list", "--limit", "many"], '--limit is "many"'],
    [["prune"], "--days is missing"],
    [["cancel", "nothing"], "There is no run nothing"],
  ])("refuses %j", async (words, message) => {
    const { status, stderr } = await house.lisalab("runs", ...words);
    expect([3, 64]).toContain(status);
    expect(stderr).toContain(message);
  });
});
