import { errorMessage } from "../core/error-message.js";
import { isLisalabError } from "../core/errors.js";
import { lisalabHome } from "../jupyter/installation.js";
import { clientOfOwnServer } from "../runbook/connection.js";
import { closeOrphans, type Orphans } from "../runbook/orphans.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { printable } from "./table.js";

/** With the record of runs, in which none is said to work whose process is gone. */
export async function withRuns(work: (ledger: RunLedger) => Promise<void>): Promise<void> {
  const ledger = await openRuns(lisalabHome());
  try {
    await recoverAsFarAsCan(ledger);
    await work(ledger);
  } finally {
    await ledger.close();
  }
}

/** On a full disk runs can still be looked at: what could not be closed is told. */
async function recoverAsFarAsCan(ledger: RunLedger): Promise<void> {
  try {
    for (const { run, error } of (await recover(ledger)).failed) {
      const reason = errorMessage(error);
      console.error(printable(`lisalab: the process of ${run.id} is gone, and it can't be closed now: ${reason}`));
    }
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    console.error(printable(`lisalab: runs whose process is gone can't be closed now: ${error.message}`));
  }
}

/** Takes over and closes what was killed. */
export async function recover(ledger: RunLedger): Promise<Orphans> {
  const home = lisalabHome();
  return closeOrphans(ledger, home, () => clientOfOwnServer(home));
}
