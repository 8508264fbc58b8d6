import { lisalabHome } from "../jupyter/installation.js";
import { clientOfOwnServer } from "../runbook/connection.js";
import { closeOrphans } from "../runbook/orphans.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";

/** With the record of runs, in which none is said to work whose process is gone. */
export async function withRuns(work: (ledger: RunLedger) => Promise<void>): Promise<void> {
  const ledger = await openRuns(lisalabHome());
  try {
    await recover(ledger);
    await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** Takes over and closes what was killed. */
export async function recover(ledger: RunLedger): Promise<readonly RunEntry[]> {
  const home = lisalabHome();
  return closeOrphans(ledger, home, () => clientOfOwnServer(home));
}
