import { clientOfOwnServer } from "../runbook/connection.js";
import { closeOrphans } from "../runbook/orphans.js";
import type { RunLedger } from "../runs/ledger.js";
import type { ServiceLog } from "./log.js";

/** Time between two looks for runs whose process is gone, in ms: it is seen within ten seconds of a kill. */
export const RECOVERY_LOOK = 1500;

/** Ends, or queues again, what was at work in processes that are gone, and tells of it. */
export async function recover(ledger: RunLedger, home: string, log: ServiceLog): Promise<void> {
  for (const { id } of await closeOrphans(ledger, home, () => clientOfOwnServer(home))) {
    const { status, reason } = await ledger.get(id);
    log.tell(status, `${id}${reason === "" ? "" : `: ${reason}`}`);
  }
}
