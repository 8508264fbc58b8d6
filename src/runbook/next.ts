import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { THIS_PROCESS } from "../runs/owner.js";
import { askedRunbook, begun, type OwnRun } from "./begin.js";
import type { Check } from "./check.js";
import { clientOfOwnServer, serverOf } from "./connection.js";
import { closeFor } from "./late-closing.js";
import { latestRecord } from "./latest-record.js";
import { closeOrphans } from "./orphans.js";
import type { RunRecord } from "./record.js";
import { resumable } from "./resume.js";
import { resumed } from "./resumption.js";
import { RunFolder } from "./run-folder.js";
import type { RunState } from "./run-state.js";
import { carriedOut, type RunSettings } from "./runner.js";
import { RunTrack } from "./track.js";

type OnCheck = (check: Check) => void;

/** A run of the queue that could not begin: it has ended, and the logbook has its entry. */
export interface Unbegun {
  readonly record: RunRecord;
  readonly folder: RunFolder;
}

/** Takes the run that has waited longest of those that may begin, and runs it; null when there is none. */
export async function runNext(settings: RunSettings): Promise<RunState | Unbegun | null> {
  const ledger = await openRuns(settings.home);
  const entry = await claimed(ledger, settings).catch(async (error: unknown) => {
    await ledger.close();
    throw error;
  });
  if (entry === null) {
    await ledger.close();
    return null;
  }
  const track = new RunTrack(ledger, entry.id);
  const folder = RunFolder.of(settings.home, entry.id);
  return claimedRun({ folder, entry, track }, ledger, settings);
}

/** A run whose runner was killed may be what others of its runbook wait for. */
async function claimed(ledger: RunLedger, { home, signal }: RunSettings): Promise<RunEntry | null> {
  await closeOrphans(ledger, home, () => clientOfOwnServer(home));
  signal.throwIfAborted();
  return ledger.claim(THIS_PROCESS);
}

async function claimedRun(own: OwnRun, ledger: RunLedger, settings: RunSettings): Promise<RunState | Unbegun> {
  const { home, observer } = settings;
  const isNew = own.entry.attempt === 1;
  const [begin, connect] = await Promise.all([
    (isNew ? anew(own, observer.onCheck) : again(own, ledger, home, observer.onCheck)).catch((error: unknown) =>
      error instanceof Error ? error : new Error(String(error)),
    ),
    serverOf(settings),
  ]);
  if (begin instanceof Error) return unbegun(own, begin, home);
  return carriedOut(begin(), ledger, settings, connect);
}

async function anew(own: OwnRun, onCheck: OnCheck): Promise<() => RunState> {
  const runbook = await askedRunbook(own.entry.ask);
  return () => begun(own, runbook, onCheck);
}

/** One whose runner was killed goes on, as its sidecar wants it. */
async function again(own: OwnRun, ledger: RunLedger, home: string, onCheck: OnCheck): Promise<() => RunState> {
  const { id, operator } = own.entry;
  const found = await resumable(ledger, id, home, null);
  return () => resumed(own, found, { operator, how: "Resumed from the queue", onCheck });
}

/** Ends a run that can't begin, or go on, any more: it must neither wait for ever nor vanish. */
async function unbegun({ entry, folder, track }: OwnRun, why: Error, home: string): Promise<Unbegun> {
  const reason = `the run could not ${entry.attempt === 1 ? "begin" : "be resumed"}: ${why.message}`;
  const record = await closeFor(latestRecord(home, entry), reason, folder, home);
  await track.end(record, false);
  return { record, folder };
}
