import { clientOfOwnServer } from "../runbook/connection.js";
import { closeOrphans } from "../runbook/orphans.js";
import type { RunLedger } from "../runs/ledger.js";
import { ACTIVE } from "../runs/status.js";
import type { ServiceLog } from "./log.js";

/** Time between two looks for runs whose process is gone, in ms: it is seen within ten seconds of a kill. */
export const RECOVERY_LOOK = 1500;

/** What is told of a run that can't be closed. */
const CLOSING = "closing ";

/** Ends, or queues again, what was at work in processes that are gone, and tells of it. */
export async function recover(ledger: RunLedger, home: string, log: ServiceLog): Promise<void> {
  const { closed, failed } = await closeOrphans(ledger, home, () => clientOfOwnServer(home));
  for (const { id } of closed) {
    const { status, reason } = await ledger.get(id);
    log.tell(status, `${id}${reason === "" ? "" : `: ${reason}`}`);
  }
  for (const { run, error } of failed) log.broken(`${CLOSING}${run.id}`, error);
  await tellClosed(ledger, log);
}

/** What could not be closed may have been by now, by whomever. */
async function tellClosed(ledger: RunLedger, log: ServiceLog): Promise<void> {
  const open = Object.keys(log.open).filter((what) => what.startsWith(CLOSING));
  if (open.length === 0) return;
  const active = new Set((await ledger.list({ status: ACTIVE })).map(({ id }) => id));
  for (const what of open) if (!active.has(what.slice(CLOSING.length))) log.well(what);
}
