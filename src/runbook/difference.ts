import type { RunRecord } from "./record.js";

/** What differs between two runs; both are null where one has nothing. */
export interface Difference {
  /** Such as "parameter level" or "check level is low". */
  readonly what: string;
  readonly a: string | null;
  readonly b: string | null;
}

/** What changed from one run to another: runbook, parameters, data, software and environment, cells and checks. */
export function differences(a: RunRecord, b: RunRecord): readonly Difference[] {
  const [left, right] = [factsOf(a), factsOf(b)];
  const names = [...new Set([...left.keys(), ...right.keys()])];
  return names
    .map((what) => ({ what, a: left.get(what) ?? null, b: right.get(what) ?? null }))
    .filter((difference) => difference.a !== difference.b);
}

/** What says nothing: another process each time. */
const PASSING: readonly string[] = ["pid"];

function factsOf(record: RunRecord): ReadonlyMap<string, string> {
  const { runbook, parameters, environment, checks, verdict, kernel, operator } = record;
  const facts = new Map<string, string>([
    ["verdict", String(verdict)],
    ["runbook", `${runbook.name} ${runbook.version}`],
    ["runbook sha256", runbook.sha256],
    ["kernel", kernel],
    ["operator", operator],
  ]);
  for (const [name, value] of Object.entries(parameters)) facts.set(`parameter ${name}`, JSON.stringify(value));
  for (const [name, value] of Object.entries(environment)) {
    if (!PASSING.includes(name))
      facts.set(name.startsWith("sha256:") ? `data ${name.slice(7)}` : `environment ${name}`, value);
  }
  for (const { name, verdict: judged, value, unit } of checks) {
    facts.set(`check ${name}`, `${judged}, ${JSON.stringify(value)} ${unit}`.trimEnd());
  }
  return facts;
}
