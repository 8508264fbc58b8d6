import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { latestRecord } from "../../src/runbook/latest-record.js";
import { RunFolder } from "../../src/runbook/run-folder.js";
import type { RunEntry } from "../../src/runs/entry.js";
import { RECORD } from "./sample-run.js";

let home: string;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "lisalab latest "));
});

function entry(attempt: number): RunEntry {
  return {
    id: RECORD.id,
    runbook: "daily-ops",
    version: "0.1.0",
    status: "running",
    ask: { runbook: "/r/daily-ops.ipynb", folder: "/r", parameters: { order: "31" }, asOf: 0 },
    operator: "ada",
    cause: null,
    attempt,
    askedAt: 0,
    dueAt: 0,
    startedAt: 0,
    endedAt: null,
    reason: "",
    owner: "x",
    leaseUntil: 0,
  };
}

function written(record: unknown): RunFolder {
  const folder = RunFolder.of(home, RECORD.id);
  folder.write("record.json", JSON.stringify(record));
  return folder;
}

describe("the record of a run that somebody else closes", () => {
  it("is the one that is there", () => {
    written(RECORD);
    expect(latestRecord(home, entry(1))).toEqual(RECORD);
  });

  it("says what was asked for when it was killed before it had one, or when that can't be read", () => {
    expect(latestRecord(home, entry(1))).toMatchObject({
      runbook: { name: "daily-ops", path: "/r/daily-ops.ipynb", sha256: "" },
      parameters: { order: "31" },
      verdict: null,
      attempt: 1,
      problems: [],
    });
    writeFileSync(join(written(RECORD).path, "record.json"), "{");
    expect(latestRecord(home, entry(2))).toMatchObject({
      verdict: null,
      attempt: 2,
      problems: [expect.stringMatching(/record\.json can't be read/)],
    });
  });

  it("is of the present attempt when that was killed before it began; the one before is set aside", () => {
    const { path } = written({ ...RECORD, entry: 7 });
    writeFileSync(join(path, "report.pdf"), "pdf");
    const latest = latestRecord(home, entry(2));
    expect(latest).toMatchObject({ attempt: 2, verdict: null, checks: [], artefacts: [], operator: "ada" });
    expect(latest.attempts).toMatchObject([{ attempt: 1, entry: 7, reason: RECORD.reason, operator: RECORD.operator }]);
    expect(JSON.parse(readFileSync(join(path, "attempts", "1", "record.json"), "utf8"))).toMatchObject({ entry: 7 });
    expect(existsSync(join(path, "report.pdf"))).toBe(false);
    expect(existsSync(join(path, "attempts", "1", "report.pdf"))).toBe(true);
    expect(latestRecord(home, entry(2)).attempts, "the same when it is asked again").toHaveLength(1);
  });
});
