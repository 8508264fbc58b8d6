import type { Measured, Outcome } from "../runs/measures.js";
import type { Check } from "./check.js";
import type { RunRecord } from "./record.js";

/** What the record of runs keeps of a closed run's checks. */
export function outcomeOf(record: RunRecord): Outcome {
  const { id, runbook, environment, startedAt, verdict, checks } = record;
  const hashes = Object.entries(environment).filter(([name]) => name.startsWith("sha256:"));
  return {
    run: id,
    runbook: runbook.name,
    version: runbook.version,
    software: environment["lisalab"] ?? "",
    at: Date.parse(startedAt),
    verdict: verdict!,
    data: hashes
      .map((pair) => pair.join(" "))
      .sort()
      .join("\n"),
    checks: measuresOf(checks),
  };
}

/** Of a name that came twice, the last one. */
function measuresOf(checks: readonly Check[]): readonly Measured[] {
  const byName = new Map(checks.map((check) => [check.name, check]));
  return [...byName.values()].map(({ name, value, unit, verdict }) => {
    const number = typeof value === "number" && Number.isFinite(value) ? value : null;
    return { name, value: number, unit, verdict };
  });
}
