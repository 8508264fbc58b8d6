import { describe, expect, it } from "vitest";
import { summary } from "../../src/runbook/summary.js";
import { check, RECORD } from "./sample-run.js";

describe("a run in a logbook", () => {
  const text = summary(RECORD);

  it("begins with the verdict and why", () => {
    expect(text).toMatch(/^\*\*✗ Fail\*\*: daily-ops 0\.1\.0\n\nlaser noise below secondary noise/);
  });

  it("has what was noted and the run's id", () => {
    expect(text).toContain("Since the last run **one** check changed");
    expect(text).toContain(RECORD.id);
  });

  it("lists the worst checks first", () => {
    const verdicts = [...text.matchAll(/^\| (Pass|Warn|Fail|Error) \|/gm)].map(([, verdict]) => verdict);
    expect(verdicts).toEqual(["Error", "Fail", "Pass"]);
  });

  it("keeps a check's texts within their cells", () => {
    const broken = summary({ ...RECORD, checks: [check("a | b\nc", "Pass", 1)] });
    expect(broken).toContain("| Pass | a \\| b c | 1 dB | fail above 0 dB |");
  });

  it("says so when nothing was checked", () => {
    expect(summary({ ...RECORD, checks: [] })).toContain("No check was made.");
  });
});
