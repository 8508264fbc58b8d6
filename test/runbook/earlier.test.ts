import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runsBefore } from "../../src/runbook/earlier.js";
import { takeIn } from "../../src/runbook/intake.js";
import type { RunLedger } from "../../src/runs/ledger.js";
import { openRuns } from "../../src/runs/open.js";
import { RECORD } from "./sample-run.js";

let home: string;
let ledger: RunLedger;

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), "lisalab earlier "));
  ledger = await openRuns(home, "");
});

afterEach(async () => {
  await ledger.close();
  rmSync(home, { recursive: true, force: true });
});

const idOf = (day: number, runbook = "a"): string => `2037010${day}T000000Z-${runbook}-000${day}`;

function write(id: string, text: string): void {
  mkdirSync(join(home, "runs", id), { recursive: true });
  writeFileSync(join(home, "runs", id, "record.json"), text);
}

/** A closed run of which only the folder is there. */
function closed(day: number, change: Record<string, unknown> = {}, runbook = "a"): void {
  const id = idOf(day, runbook);
  const check = { name: "noise", verdict: "Warn", value: day + 0.5, unit: "dB", expected: "", reason: "" };
  const text = { ...check, name: "words", value: "many" };
  write(
    id,
    JSON.stringify({
      ...RECORD,
      id,
      runbook: { name: runbook, version: "1.0.0", path: "/a.ipynb", sha256: "0" },
      verdict: "Warn",
      reason: "it is loud",
      startedAt: `2037-01-0${day}T00:00:00.000Z`,
      endedAt: `2037-01-0${day}T00:01:00.000Z`,
      environment: { lisalab: "0.1.0" },
      checks: [check, text],
      ...change,
    }),
  );
}

const before = (day: number): ReturnType<typeof runsBefore> =>
  runsBefore(ledger, home, { id: idOf(day), runbook: "a" }, "first");

describe("runs of which only the folders are there", () => {
  it("are taken into the record of runs, once", async () => {
    for (const day of [3, 1, 2]) closed(day);
    closed(4, { verdict: null, endedAt: null });
    closed(5, {}, "b");
    mkdirSync(join(home, "runs", idOf(6)));
    expect((await takeIn(ledger, home, { runbook: "a", most: 3 })).taken).toEqual([idOf(3)]);
    expect(await takeIn(ledger, home)).toEqual({ taken: [idOf(1), idOf(2), idOf(5, "b")], damaged: [] });
    expect(await takeIn(ledger, home)).toEqual({ taken: [], damaged: [] });
    expect([...(await ledger.measures.series("a", "noise")).values]).toEqual([1.5, 2.5, 3.5]);
    const run = await ledger.get(idOf(2));
    expect(run).toMatchObject({ status: "warned", reason: "it is loud", runbook: "a", version: "1.0.0" });
    expect(run.endedAt! - run.startedAt!).toBe(60_000);
  });

  it.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["of another run", JSON.stringify({ ...RECORD, id: "20370101T000000Z-a-ffff", verdict: "Pass" })],
    ["without a runbook", JSON.stringify({ id: idOf(2), verdict: "Pass" })],
    ["without a verdict that is one", JSON.stringify({ ...RECORD, id: idOf(2), verdict: "Good" })],
    ["without a time", JSON.stringify({ ...RECORD, id: idOf(2), verdict: "Pass", startedAt: "then" })],
    ["with checks that are none", JSON.stringify({ ...RECORD, id: idOf(2), verdict: "Pass", checks: [{ name: 1 }] })],
    ["null", "null"],
  ])("with a record of %s are told, and keep no others out", async (_name, text) => {
    closed(1);
    write(idOf(2), text);
    closed(3);
    const { taken, damaged } = await takeIn(ledger, home);
    expect(taken).toEqual([idOf(1), idOf(3)]);
    expect(damaged).toEqual([{ id: idOf(2), reason: expect.stringContaining(idOf(2)) }]);
  });
});

describe("what a run is told of those before it", () => {
  it("is nothing before the first one", async () => {
    expect(await before(1)).toEqual({ previous: null, earlier: [], damaged: [] });
  });

  it("is the record of the last closed one, and what all measured, the oldest first", async () => {
    for (const day of [2, 1]) closed(day);
    closed(3, { verdict: null, endedAt: null });
    closed(4, {}, "a-b");
    const { previous, earlier, damaged } = await before(5);
    expect(previous?.id).toBe(idOf(2));
    expect(damaged).toEqual([]);
    expect(earlier.map(({ values }) => values)).toEqual([{ noise: 1.5 }, { noise: 2.5 }]);
    expect(earlier[0]).toMatchObject({ id: idOf(1), verdict: "Warn", version: "1.0.0", software: "0.1.0" });
  });

  it("is not what an earlier attempt of itself measured", async () => {
    for (const day of [1, 2]) closed(day);
    await takeIn(ledger, home);
    closed(2, { verdict: null, endedAt: null });
    const { previous, earlier } = await before(2);
    expect([previous?.id, earlier.map(({ id }) => id)]).toEqual([idOf(1), [idOf(1)]]);
  });

  it("passes over records that can't be read, and tells of those that are newer than the last one that can", async () => {
    write(idOf(1), "");
    closed(2);
    write(idOf(3), "");
    closed(4);
    await takeIn(ledger, home);
    write(idOf(4), "half");
    const { previous, damaged } = await before(5);
    expect(previous?.id).toBe(idOf(2));
    expect(damaged).toEqual([expect.stringContaining(idOf(3)), expect.stringContaining(idOf(4))]);
  });
});
