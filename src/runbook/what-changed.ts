import { EnvironmentError } from "../core/errors.js";
import type { RunLedger } from "../runs/ledger.js";
import { type Difference, differences } from "./difference.js";
import type { RunRecord } from "./record.js";
import { recordOf } from "./run-folder.js";

/** Runs that are looked at for one whose record is here. */
const MOST = 20;

/** Characters of a value that a note shows. */
const LONGEST = 60;

/** What can have changed, in the order in which people ask. */
const KINDS = ["data", "software", "environment", "parameters"] as const;

/** What is said of a run that tells nothing about why it came out otherwise. */
const PASSING: readonly string[] = ["verdict", "operator"];

/** The last run of the same runbook before this one that passed and whose record is here; null when there is none. */
export async function lastGoodRun(ledger: RunLedger, home: string, record: RunRecord): Promise<RunRecord | null> {
  const { id, runbook, startedAt } = record;
  const runs = await ledger.measures.passed(runbook.name, Date.parse(startedAt), MOST);
  for (const run of runs.filter((each) => each !== id)) {
    const good = readable(home, run);
    if (good !== null) return good;
  }
  return null;
}

/** A damaged record is passed over: another one may tell as much. */
function readable(home: string, run: string): RunRecord | null {
  try {
    return recordOf(home, run);
  } catch (error) {
    if (error instanceof EnvironmentError) return null;
    throw error;
  }
}

/** What changed since the last good run, for the evidence and the logbook, in Markdown. */
export function changesNote(good: RunRecord, now: RunRecord): string {
  const found = differences(good, now).filter(({ what }) => !PASSING.includes(what));
  const isCheck = ({ what }: Difference): boolean => what.startsWith("check ");
  const causes = found.filter((difference) => !isCheck(difference));
  const checks = found.filter(
    (difference) => isCheck(difference) && verdictIn(difference.a) !== verdictIn(difference.b),
  );
  const changed = new Set(causes.map(({ what }) => kindOf(what)));
  const same = KINDS.filter((kind) => !changed.has(kind));
  const rows = [...causes.sort((a, b) => place(a) - place(b)), ...checks].map(
    ({ what, a, b }) => `| ${[what, a ?? "-", b ?? "-"].map(cell).join(" | ")} |`,
  );
  const hashed = Object.keys(now.environment).some((name) => name.startsWith("sha256:"));
  return [
    `**What changed since the last good run**, \`${good.id}\`:`,
    ...(same.length === 0
      ? []
      : [
          `The same: ${same.map((kind) => (kind === "data" && !hashed ? "data (none are named by parameters)" : kind)).join(", ")}.`,
        ]),
    ...(rows.length === 0 ? [] : [["| what | then | now |", "| --- | --- | --- |", ...rows].join("\n")]),
  ].join("\n\n");
}

function kindOf(what: string): (typeof KINDS)[number] {
  if (what.startsWith("data ")) return "data";
  if (what.startsWith("parameter ")) return "parameters";
  const isOurs = /^(runbook|kernel|environment (lisalab|node|kernel|server)\b)/.test(what);
  return isOurs ? "software" : "environment";
}

function place({ what }: Difference): number {
  return KINDS.indexOf(kindOf(what));
}

/** A check's difference begins with its verdict. */
function verdictIn(text: string | null): string {
  return text?.split(",")[0] ?? "not made";
}

/** Short enough to compare, and within its cell of the table. */
function cell(text: string): string {
  const short = /^[0-9a-f]{64}$/.test(text) ? `${text.slice(0, 12)}…` : text;
  const fitted = short.length > LONGEST ? `${short.slice(0, LONGEST - 1)}…` : short;
  return fitted.replace(/[\\|`*_<[\]]/g, "\\$&").replace(/\s+/g, " ");
}
