import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { RunFolder } from "./run-folder.js";

/**
 * Takes away the folders and records of runs that were asked for before a time and have ended; the logbook keeps their entries.
 * @param before ms since 1970 UTC
 */
export async function prune(ledger: RunLedger, home: string, before: number): Promise<readonly RunEntry[]> {
  const ended = (await ledger.list({ until: before })).filter(({ endedAt }) => endedAt !== null);
  for (const { id } of ended) {
    // The folder first: a kill in between leaves a record without one, which the next pruning takes.
    RunFolder.existing(home, id).remove();
    await ledger.remove(id);
  }
  return ended;
}
