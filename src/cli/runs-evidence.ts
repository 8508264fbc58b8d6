import { existsSync } from "node:fs";
import { join } from "node:path";
import { isLisalabError } from "../core/errors.js";
import type { RunRecord } from "../runbook/record.js";
import { recordOf } from "../runbook/run-folder.js";

/** What a run found and left on this machine, name by name; none of one that left nothing here. */
export function evidenceOf(home: string, id: string): readonly (readonly [name: string, value: string])[] {
  try {
    const record = recordOf(home, id);
    return record === null ? [] : factsOf(record, join(home, "runs", id));
  } catch (error) {
    // The record of runs can be shown without it.
    if (!isLisalabError(error)) throw error;
    return [["Evidence", error.message]];
  }
}

function factsOf({ checks, problems, entry }: RunRecord, folder: string): readonly (readonly [string, string])[] {
  const odd = checks.filter(({ verdict }) => verdict !== "Pass");
  const report = ["report.pdf", "record.json"].find((name) => existsSync(join(folder, name)));
  return [
    ["Checks", `${checks.length - odd.length} of ${checks.length} pass`],
    ...odd.map(({ verdict, name, reason }) => [verdict, reason === "" ? name : `${name}: ${reason}`] as const),
    ...problems.map((problem) => ["Problem", problem] as const),
    ["Evidence", report === undefined ? folder : join(folder, report)],
    ["Logbook", entry === null ? "-" : `entry ${entry}: lisalab logbook show ${entry}`],
  ];
}
