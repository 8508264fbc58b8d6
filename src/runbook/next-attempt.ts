import { isLisalabError } from "../core/errors.js";
import type { RunLedger } from "../runs/ledger.js";
import type { Check } from "./check.js";
import { beganIn, type Resumption, resumed, resumptionOf } from "./resumption.js";
import { waited } from "./retry.js";
import type { RunState } from "./run-state.js";

/** What stops the wait, and who is told. */
interface Waiting {
  readonly signal: AbortSignal;
  readonly observer: { onStage(stage: string): void; onCheck(check: Check): void };
}

/**
 * Waits, and begins the run's next attempt after one that is closed; null when it is stopped, or when what was executed
 * may not be executed again.
 */
export async function nextAttempt(
  state: RunState,
  wait: number,
  ledger: RunLedger,
  { signal, observer }: Waiting,
): Promise<RunState | null> {
  const { folder, runbook, track, record } = state;
  const began = await beganIn(ledger, record);
  const resumption = allowed(state, () => resumptionOf(folder, record, runbook, began, null));
  if (resumption === null) return null;
  observer.onStage(`attempt ${record.attempt} ended (${record.reason}); the next one begins in ${wait} s`);
  if (!(await waited(wait, signal))) return null;
  const why = `attempt ${record.attempt} ended: ${record.reason}; tried again after ${wait} s`;
  const attempt = await track.nextAttempt(why);
  const at = new Date().toISOString();
  const retry = { attempt: record.attempt, cell: null, at, reason: record.reason, wait };
  const entry = { ...(await ledger.get(record.id)), attempt };
  return resumed(
    { folder, entry, track },
    { record: { ...record, retries: [...record.retries, retry] }, runbook, resumption },
    { operator: record.operator, how: `Tried again after ${wait} s`, onCheck: observer.onCheck },
  );
}

/** What may not be executed again ends the run; the record says why there is no further attempt. */
function allowed(state: RunState, work: () => Resumption): Resumption | null {
  try {
    return work();
  } catch (error) {
    if (!isLisalabError(error, "BadArgument")) throw error;
    state.amend({ notes: [...state.record.notes, `Not tried again: ${error.message}`] });
    return null;
  }
}
