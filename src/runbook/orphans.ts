import type { JupyterClient } from "../jupyter/client.js";
import { isAlive } from "../jupyter/server-lock.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { isGone, THIS_PROCESS } from "../runs/owner.js";
import { statusOf } from "../runs/status.js";
import { enterInLogbook, spoolRun } from "./closing.js";
import type { RunRecord } from "./record.js";
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
  const record = recordOf(home, id);
  const finished = record !== null && record.verdict !== null;
  if (record !== null) await closeRecord(record, RunFolder.existing(home, id), home);
  await ledger.move(id, {
    to: finished ? statusOf(record.verdict!) : "abandoned",
    who: THIS_PROCESS,
    owner: THIS_PROCESS,
    reason: finished ? record.reason : KILLED,
  });
}

async function closeRecord(record: RunRecord, folder: RunFolder, home: string): Promise<void> {
  const killed = { verdict: "Error", reason: KILLED, endedAt: new Date().toISOString() };
  const closed = { ...record, ...(record.verdict === null && killed) } as RunRecord;
  const write = (final: RunRecord): void => folder.write("record.json", `${JSON.stringify(final, null, 1)}\n`);
  write(closed);
  let entry: number | null = null;
  try {
    entry = await enterInLogbook(closed, folder.path, home);
    await spoolRun(closed, folder.path, home);
    write({ ...closed, entry });
  } catch (error) {
    // A logbook that is damaged is told by this record, too, and does not keep later runs from going on.
    const reason = error instanceof Error ? error.message : String(error);
    const what = entry === null ? "the logbook took no entry" : "the logbooks elsewhere can't get the entry";
    write({ ...closed, entry, problems: [...closed.problems, `${what}: ${reason}`] });
  }
}
