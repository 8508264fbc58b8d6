import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { RunFolder, recordOf, runIds } from "../../src/runbook/run-folder.js";

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

describe("records", () => {
  it("are found by their ids, are null where there is none, and are told when they can't be read", () => {
    expect(runIds(home)).toEqual([]);
    for (const day of [2, 1]) mkdirSync(join(home, "runs", `2037010${day}T000000Z-a-0001`), { recursive: true });
    const [first, second] = runIds(home) as [string, string];
    expect([first, second]).toEqual(["20370101T000000Z-a-0001", "20370102T000000Z-a-0001"]);
    writeFileSync(join(home, "runs", first, "record.json"), JSON.stringify({ verdict: "Pass" }));
    expect(recordOf(home, first)?.verdict).toBe("Pass");
    expect(recordOf(home, second)).toBeNull();
    writeFileSync(join(home, "runs", second, "record.json"), "");
    expect(() => recordOf(home, second)).toThrow(/0102T000000Z-a-0001.record\.json can't be read/);
  });
});
