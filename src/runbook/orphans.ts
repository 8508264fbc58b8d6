import type { JupyterClient } from "../jupyter/client.js";
import { isAlive } from "../jupyter/server-lock.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { isGone, THIS_PROCESS } from "../runs/owner.js";
import { statusOf } from "../runs/status.js";
import { closeHolds } from "./hold-closing.js";
import { closeFor } from "./late-closing.js";
import { RunFolder, recordOf } from "./run-folder.js";

const KILLED = "the process that ran it was killed";

/**
 * Ends the kernels of runs whose own process is gone or silent, closes their records and enters them in the logbook: such
 * a kernel would work on for ever, and keep the server alive. Of several processes that do this at once, one gets each run.
 * @param connect to the server that ran them; without one there is no kernel left to end
 */
export async function closeOrphans(
  ledger: RunLedger,
  home: string,
  connect: () => Promise<JupyterClient | undefined>,
): Promise<readonly RunEntry[]> {
  const orphans = await ledger.takeOver(THIS_PROCESS, (owner) => isGone(owner, isAlive));
  const client = orphans.length === 0 ? undefined : await connect();
  const sessions = (await client?.sessions()) ?? [];
  for (const { id } of orphans) {
    for (const session of sessions.filter(({ path }) => path.split("/").at(-1) === `${id}.ipynb`)) {
      await client!.endSession(session.id);
    }
    await close(ledger, home, id);
  }
  return orphans;
}

/** A run that was killed after its verdict ends with it; the logbook has the entry at most once, by the run's id. */
async function close(ledger: RunLedger, home: string, id: string): Promise<void> {
  const left = recordOf(home, id);
  const record = left && (await closeHolds(ledger, left, KILLED, home));
  const finished = record !== null && record.verdict !== null;
  if (record !== null) await closeFor(record, KILLED, RunFolder.existing(home, id), home);
  await ledger.move(id, {
    to: finished ? statusOf(record.verdict!) : "abandoned",
    who: THIS_PROCESS,
    owner: THIS_PROCESS,
    reason: finished ? record.reason : KILLED,
  });
}
