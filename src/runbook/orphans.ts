import { randomBytes } from "node:crypto";
import type { JupyterClient } from "../jupyter/client.js";
import { isAlive } from "../jupyter/server-lock.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { isGone, THIS_PROCESS } from "../runs/owner.js";
import { statusOf } from "../runs/status.js";
import { closeHolds } from "./hold-closing.js";
import { closeFor } from "./late-closing.js";
import { latestRecord } from "./latest-record.js";
import { RunFolder } from "./run-folder.js";

const KILLED = "the process that ran it was killed";

/** What became of runs whose own process was gone. */
export interface Orphans {
  readonly closed: readonly RunEntry[];
  /** What could not be closed now; whoever looks next tries it again. */
  readonly failed: readonly { readonly run: RunEntry; readonly error: unknown }[];
}

/**
 * Ends the kernels of runs whose own process is gone or silent, closes their records and enters them in the logbook: such
 * a kernel would work on for ever, and keep the server alive. Of several processes that do this at once, one gets each run.
 * One that can't be closed, since its folder can't be written, keeps neither the others nor later runs from going on.
 * @param connect to the server that ran them; without one there is no kernel left to end
 */
export async function closeOrphans(
  ledger: RunLedger,
  home: string,
  connect: () => Promise<JupyterClient | undefined>,
): Promise<Orphans> {
  // A name for this once: what fails is taken over again when its lease has run out, by this process, too.
  const closer = `${THIS_PROCESS}:${randomBytes(4).toString("hex")}`;
  const orphans = await ledger.takeOver(THIS_PROCESS, (owner) => isGone(owner, isAlive), closer);
  const client = orphans.length === 0 ? undefined : await connect();
  const sessions = (await client?.sessions()) ?? [];
  const closed: RunEntry[] = [];
  const failed: { readonly run: RunEntry; readonly error: unknown }[] = [];
  for (const run of orphans) {
    try {
      for (const session of sessions.filter(({ path }) => path.split("/").at(-1) === `${run.id}.ipynb`)) {
        await client!.endSession(session.id);
      }
      await close(ledger, home, run, closer);
      closed.push(run);
    } catch (error) {
      failed.push({ run, error });
    }
  }
  return { closed, failed };
}

/**
 * A run that was killed after its verdict ends with it; the logbook has the entry of its attempt at most once. One that was
 * killed before goes into the queue again, to be resumed, as often as its sidecar says.
 */
async function close(ledger: RunLedger, home: string, entry: RunEntry, closer: string): Promise<void> {
  const { id, attempt } = entry;
  const { resumes = 0 } = entry.ask;
  const record = await closeHolds(ledger, latestRecord(home, entry), KILLED, home);
  // Whoever closed it before may have been killed, too, before the record of runs knew.
  const finished = record.verdict !== null && record.reason !== KILLED;
  await closeFor(record, KILLED, RunFolder.of(home, id), home);
  await ledger.move(id, {
    to: finished ? statusOf(record.verdict!) : "abandoned",
    who: THIS_PROCESS,
    owner: closer,
    reason: finished ? record.reason : KILLED,
  });
  if (!finished && attempt <= resumes) {
    const reason = `to be resumed, as its sidecar says: ${attempt} of ${resumes}`;
    await ledger.move(id, { to: "queued", who: THIS_PROCESS, reason });
  }
}
