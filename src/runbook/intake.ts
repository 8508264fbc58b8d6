import { errorMessage } from "../core/error-message.js";
import { VERDICTS } from "../core/verdict.js";
import type { EndedRun } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { type RunStatus, statusOf } from "../runs/status.js";
import { isCheck } from "./check.js";
import { outcomeOf } from "./measured.js";
import type { RunRecord } from "./record.js";
import { recordOf, runIds } from "./run-folder.js";

/** A run whose record file can't be used, and why. */
export interface DamagedRecord {
  readonly id: string;
  readonly reason: string;
}

/** What became of the record files that the record of runs did not know. */
export interface Intake {
  readonly taken: readonly string[];
  readonly damaged: readonly DamagedRecord[];
}

/** Records of one transaction. */
const AT_ONCE = 200;

/**
 * Takes in what closed runs measured whose folders are here and of which the record of runs keeps nothing: runs from elsewhere, from
 * before there was a record, or whose runner was killed at the very end.
 * @param which only runs of this runbook, at most so many of the latest; all when absent
 */
export async function takeIn(
  ledger: RunLedger,
  home: string,
  which?: { readonly runbook: string; readonly most: number },
): Promise<Intake> {
  const all = runIds(home);
  const ids = which === undefined ? all : all.filter((id) => runbookIn(id) === which.runbook).slice(-which.most);
  const kept = await ledger.measures.kept(ids);
  const found = ids.filter((id) => !kept.has(id)).map((id) => closedRecord(home, id));
  const records = found.flatMap((one) => (one !== null && "record" in one ? [one.record] : []));
  for (let at = 0; at < records.length; at += AT_ONCE) {
    const some = records.slice(at, at + AT_ONCE);
    for (const record of some) await ledger.adopt(endedRun(record));
    await ledger.measures.keep(some.map(outcomeOf));
  }
  return {
    taken: records.map(({ id }) => id),
    damaged: found.flatMap((one) => (one !== null && "reason" in one ? [one] : [])),
  };
}

/** The name of the runbook that a run's id has. */
export function runbookIn(id: string): string {
  return id.slice(17, -5);
}

/** null for a run that goes on, or left no record. */
function closedRecord(home: string, id: string): { readonly record: RunRecord } | DamagedRecord | null {
  try {
    const record = recordOf(home, id);
    if (record === null || record.verdict === null) return null;
    const lacking = lackingIn(record, id);
    return lacking === "" ? { record } : { id, reason: `the record of ${id} can't be used: ${lacking}` };
  } catch (error) {
    return { id, reason: errorMessage(error) };
  }
}

/** What keeps a record from being taken in; it may come from anywhere. */
function lackingIn(record: Partial<RunRecord>, id: string): string {
  const { runbook, startedAt, verdict, checks, environment } = record;
  if (record.id !== id) return `it is that of ${JSON.stringify(record.id)}`;
  if (typeof runbook?.name !== "string" || typeof runbook.version !== "string") return "it names no runbook";
  if (!VERDICTS.some((known) => known === verdict)) return `its verdict is ${JSON.stringify(verdict)}`;
  if (typeof startedAt !== "string" || Number.isNaN(Date.parse(startedAt))) return "it does not say when it began";
  if (!Array.isArray(checks) || !checks.every(isCheck)) return "its checks are none";
  if (typeof environment !== "object" || environment === null) return "it names no environment";
  return "";
}

function endedRun(record: RunRecord): EndedRun {
  const { id, runbook, kernel, operator, startedAt, endedAt, verdict, reason } = record;
  const began = Date.parse(startedAt);
  const status: RunStatus = statusOf(verdict!);
  return {
    id,
    runbook: runbook.name,
    version: runbook.version,
    // What was given is not known any more, only what became of it.
    ask: {
      runbook: String(runbook.path),
      folder: "/",
      parameters: {},
      asOf: began,
      resumes: 0,
      kernel: String(kernel),
    },
    operator: String(operator),
    status,
    startedAt: began,
    endedAt: Date.parse(endedAt ?? startedAt),
    reason: String(reason),
  };
}
