import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { evidenceOf } from "../../src/cli/runs-evidence.js";
import { check, RECORD } from "../runbook/sample-run.js";

const HOME = mkdtempSync(join(tmpdir(), "lisalab-evidence-"));

function left(id: string, record: string): string {
  const folder = join(HOME, "runs", id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "record.json"), record);
  return folder;
}

it("says which checks did not pass, and where report and entry are", () => {
  const checks = [check("a", "Pass", 1), check("b", "Fail", 3, "3 dB is above 0"), check("c", "Warn", 2)];
  const folder = left("whole", JSON.stringify({ ...RECORD, checks, problems: ["no PDF"], entry: 7 }));
  const found = evidenceOf(HOME, "whole");
  expect(found).toEqual([
    ["Checks", "1 of 3 pass"],
    ["Fail", "b: 3 dB is above 0"],
    ["Warn", "c"],
    ["Problem", "no PDF"],
    ["Evidence", join(folder, "record.json")],
    ["Logbook", "entry 7: lisalab logbook show 7"],
  ]);
  writeFileSync(join(folder, "report.pdf"), "");
  expect(evidenceOf(HOME, "whole")).toContainEqual(["Evidence", join(folder, "report.pdf")]);
});

it("leaves out what is not here, and says what can't be read", () => {
  expect(evidenceOf(HOME, "elsewhere")).toEqual([]);
  left("damaged", "{");
  expect(evidenceOf(HOME, "damaged")).toEqual([["Evidence", expect.stringContaining("can't be read")]]);
});
