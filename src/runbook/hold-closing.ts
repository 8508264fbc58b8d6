import { errorMessage } from "../core/error-message.js";
import type { RunLedger } from "../runs/ledger.js";
import { enterHold } from "./hold-entries.js";
import { type HoldRecord, holdRecordOf } from "./hold-record.js";
import type { RunRecord } from "./record.js";

/**
 * Closes the holds of a run that did not do it itself: what waits is withdrawn, and the logbook has all that was asked and
 * decided, whenever the run was killed; gives its record with these.
 */
export async function closeHolds(
  ledger: RunLedger,
  record: RunRecord,
  reason: string,
  home: string,
): Promise<RunRecord> {
  const { attempt } = await ledger.get(record.id);
  const holds = await ledger.holds.withdraw(record.id, reason, attempt);
  let closed = { ...record, holds: [] as RunRecord["holds"] };
  for (const hold of holds) {
    const known = record.holds.find(({ cell, attempt }) => cell === hold.cell && attempt === hold.attempt);
    const one = known !== undefined && known.decision !== null ? known : withoutComment(holdRecordOf(hold), record.id);
    closed = { ...closed, holds: [...closed.holds, one] };
    try {
      await enterHold(record, one, hold.notify, home);
    } catch (error) {
      const why = errorMessage(error);
      closed = { ...closed, problems: [...closed.problems, `the logbook took no entry of a hold: ${why}`] };
    }
  }
  return closed;
}

/** What the run has noted itself is without its secrets; whoever closes it does not know them, and a logbook forgets nothing. */
function withoutComment(hold: HoldRecord, id: string): HoldRecord {
  if (hold.decidedBy !== "person") return hold;
  return { ...hold, comment: `(the run was killed before it took this; \`lisalab runs show ${id}\` has the comment)` };
}
