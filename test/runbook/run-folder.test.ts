import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { earlierRuns, lastClosedRun, RunFolder, recordOf } from "../../src/runbook/run-folder.js";

const NOW = new Date("2037-01-02T03:04:05.678Z");

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lisalab-runs-"));
});

afterEach(() => {
  vi.restoreAllMocks();
  rmSync(home, { recursive: true, force: true });
});

describe("RunFolder", () => {
  it("has an id that sorts by time and tells the runbook", () => {
    const folder = RunFolder.make(home, "daily-ops", NOW);
    expect(folder.id).toMatch(/^20370102T030405Z-daily-ops-[0-9a-f]{4}$/);
    expect(folder.path).toBe(join(home, "runs", folder.id));
  });

  it("gives each of many runs of the same second a folder of its own", () => {
    const ids = Array.from({ length: 300 }, () => RunFolder.make(home, "a", NOW).id);
    expect(new Set(ids).size).toBe(300);
  });

  it("replaces a file in one step", () => {
    const folder = RunFolder.make(home, "a", NOW);
    folder.write("record.json", "1");
    folder.write("record.json", "2");
    expect(readFileSync(join(folder.path, "record.json"), "utf8")).toBe("2");
    expect(readdirSync(folder.path)).toEqual(["record.json"]);
  });

  it("on a full disk keeps the old file, leaves no half one, and says so", () => {
    const folder = RunFolder.make(home, "a", NOW);
    folder.write("record.json", "old");
    // Each write to /dev/full fails with ENOSPC, as on a full disk.
    symlinkSync("/dev/full", join(folder.path, "record.json.part"));
    expect(() => folder.write("record.json", "new")).toThrow(
      /^can't write .*record\.json: the disk is full; free some space$/,
    );
    expect(readFileSync(join(folder.path, "record.json"), "utf8")).toBe("old");
    expect(readdirSync(folder.path)).toEqual(["record.json"]);
  });

  it("says when a part of the path is a file", () => {
    writeFileSync(join(home, "runs"), "");
    expect(() => RunFolder.make(home, "a", NOW)).toThrow(/can't write .*runs: /);
  });
});

describe("earlierRuns", () => {
  it("are the closed ones of the runbook, the oldest first, with the values that are numbers", () => {
    const home = mkdtempSync(join(tmpdir(), "lisalab runs "));
    const write = (id: string, content: unknown): void => {
      mkdirSync(join(home, "runs", id), { recursive: true });
      writeFileSync(join(home, "runs", id, "record.json"), JSON.stringify(content));
    };
    const closed = (day: number, value: unknown): void => {
      const id = `2037010${day}T000000Z-a-000${day}`;
      const checks = [
        { name: "noise", value },
        { name: "words", value: "many" },
      ];
      write(id, { id, runbook: { name: "a" }, verdict: "Pass", startedAt: "x", environment: { lisalab: "1" }, checks });
    };
    closed(3, 3);
    closed(1, 1);
    closed(2, null);
    write("20370104T000000Z-a-0004", { runbook: { name: "a" }, verdict: null });
    write("20370105T000000Z-b-0005", { runbook: { name: "b" }, verdict: "Pass", checks: [] });
    const found = earlierRuns(home, "a", 60);
    expect(found.map(({ values }) => values)).toEqual([{ noise: 1 }, {}, { noise: 3 }]);
    expect(found[2]).toMatchObject({ id: "20370103T000000Z-a-0003", verdict: "Pass", facts: { lisalab: "1" } });
    expect(earlierRuns(home, "a", 1)).toEqual([]);
    expect(earlierRuns(join(home, "nowhere"), "a", 5)).toEqual([]);
    rmSync(home, { recursive: true });
  });
});

describe("lastClosedRun", () => {
  const unexpected = (reason: string): never => expect.fail(reason);

  function put(id: string, name: string, verdict: string | null): void {
    mkdirSync(join(home, "runs", id), { recursive: true });
    const record = { id, verdict, runbook: { name } };
    writeFileSync(join(home, "runs", id, "record.json"), JSON.stringify(record));
  }

  it("is null before the first run", () => {
    expect(lastClosedRun(home, "a", unexpected)).toBeNull();
    expect(existsSync(join(home, "runs"))).toBe(false);
  });

  it("is the newest of the same runbook that was closed", () => {
    put("20370101T000000Z-a-0001", "a", "Pass");
    put("20370102T000000Z-a-0001", "a", "Fail");
    put("20370103T000000Z-a-b-0001", "a-b", "Pass");
    put("20370104T000000Z-a-0001", "a", null);
    mkdirSync(join(home, "runs", "20370105T000000Z-a-0001"));
    expect(lastClosedRun(home, "a", unexpected)?.id).toBe("20370102T000000Z-a-0001");
    expect(lastClosedRun(home, "a-b", unexpected)?.id).toBe("20370103T000000Z-a-b-0001");
  });

  it("tells of a record that can't be read, and goes on to the one before", () => {
    put("20370101T000000Z-a-0001", "a", "Pass");
    put("20370102T000000Z-a-0001", "a", "Pass");
    writeFileSync(join(home, "runs", "20370102T000000Z-a-0001", "record.json"), "");
    const reasons: string[] = [];
    expect(lastClosedRun(home, "a", (reason) => reasons.push(reason))?.id).toBe("20370101T000000Z-a-0001");
    expect(reasons).toEqual([expect.stringMatching(/0102T000000Z-a-0001.record\.json can't be read/)]);
    expect(recordOf(home, "20370101T000000Z-a-0001")?.verdict).toBe("Pass");
    expect(recordOf(home, "20370103T000000Z-a-0001")).toBeNull();
  });
});
