import { mkdtempSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { ServiceLog } from "../../src/service/log.js";
import type { WorkerEnd } from "../../src/service/worker.js";
import { Workers } from "../../src/service/workers.js";

let ledger: RunLedger;
let time: number;
let lines: string[];
/** Workers that were started, each with what ends it. */
let started: { readonly pid: number; readonly end: (end: Partial<WorkerEnd>) => void }[];

beforeEach(async () => {
  ledger = await openRuns(mkdtempSync(join(tmpdir(), "lisalab workers ")));
  [time, lines, started] = [0, [], []];
});

afterEach(() => ledger.close());

function workers(most: number): Workers {
  const clock = { now: () => time, sleep: () => Promise.resolve() };
  const log = new ServiceLog(clock, (line) => lines.push(line.slice(22)));
  const start = () => {
    const pid = 1_000_000 + started.length;
    let end: (end: WorkerEnd) => void = () => undefined;
    const ended = new Promise<WorkerEnd>((resolve) => (end = resolve));
    started.push({ pid, end: (how) => end({ status: 0, record: null, words: "", ...how }) });
    return { pid, ended };
  };
  return new Workers({ ledger, clock, log, start, most });
}

async function enter(id: string, atOnce?: number, runbook = "daily"): Promise<void> {
  const ask = { runbook: "/runbooks/daily.ipynb", folder: "/", parameters: {}, asOf: 0, resumes: 0 };
  await ledger.enter({ id, runbook, version: "1", ask, operator: "ada", ...(atOnce !== undefined && { atOnce }) });
}

/** What a worker does first. */
const claims = (index: number) => ledger.claim(`${hostname()}:${started[index]!.pid}:abcd`);

describe("workers", () => {
  it("are started for what waits, as many as may work at once, and no more while some are about to take theirs", async () => {
    const made = workers(2);
    await made.look();
    expect(started).toHaveLength(0);
    for (const id of ["a", "b", "c"]) await enter(id);
    await made.look();
    await made.look();
    expect(started).toHaveLength(2);
    await claims(0);
    await claims(1);
    await made.look();
    expect(started).toHaveLength(2);
    expect(made.states.map(({ run, status }) => [run, status])).toEqual([
      ["a", "running"],
      ["b", "running"],
    ]);
    expect(lines).toEqual(["begins     a in process 1000000", "begins     b in process 1000001"]);
    const owner = (await ledger.get("a")).owner!;
    await ledger.move("a", { to: "failed", who: "x", owner });
    const record = { id: "a", verdict: "Fail", reason: "too loud", startedAt: "2026-03-01T00:00:00Z" } as const;
    started[0]!.end({ status: 2, record: { ...record, endedAt: "2026-03-01T00:01:30Z" } });
    await new Promise(setImmediate);
    expect(lines.at(-1)).toBe("Fail       a after 90 s: too loud");
    await made.look();
    expect(started).toHaveLength(3);
  });

  it("are not started for runs that must wait for others of their runbook", async () => {
    const made = workers(5);
    for (const id of ["a", "b", "c"]) await enter(id, 1);
    await enter("d", 2, "weekly");
    await made.look();
    expect(started).toHaveLength(2);
  });

  it("that wait for approval keep no other run from beginning", async () => {
    const made = workers(1);
    await enter("a");
    await made.look();
    await claims(0);
    await enter("b");
    await made.look();
    expect(started).toHaveLength(1);
    await ledger.move("a", { to: "held", who: "x" });
    await made.look();
    expect(started).toHaveLength(2);
  });

  it("that come to nothing are told of, and followed after pauses that grow", async () => {
    const made = workers(1);
    await enter("a");
    const counts: number[] = [];
    for (time = 0; time < 15_000; time += 500) {
      await made.look();
      started.at(-1)!.end({ status: 70, words: "lisalab: unexpected error" });
      await new Promise(setImmediate);
      counts.push(started.length);
    }
    // At 0, 1, 3, 7 and, as the fifth, after 15 s.
    expect(counts.at(-1)).toBe(4);
    expect(lines[0]).toBe("TROUBLE    worker 1000000 ended with 70: lisalab: unexpected error");
    time = 15_000;
    await made.look();
    expect(started).toHaveLength(5);
  });

  it("are at least one", () => {
    expect(() => workers(0)).toThrow(/--workers is 0; at least 1 is expected/);
  });
});
