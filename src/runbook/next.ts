import { hostname } from "node:os";
import { packageVersion } from "../jupyter/installation.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { THIS_PROCESS } from "../runs/owner.js";
import { askedRunbook, begun, type OwnRun } from "./begin.js";
import { clientOfOwnServer, serverOf } from "./connection.js";
import { closeFor } from "./late-closing.js";
import { closeOrphans } from "./orphans.js";
import type { RunRecord } from "./record.js";
import { RunFolder } from "./run-folder.js";
import type { RunState } from "./run-state.js";
import { carriedOut, type RunSettings } from "./runner.js";
import { RunTrack } from "./track.js";

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
  const [runbook, connect] = await Promise.all([
    askedRunbook(own.entry.ask).catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    serverOf(settings),
  ]);
  if (runbook instanceof Error) return unbegun(own, runbook, settings.home);
  return carriedOut(begun(own, runbook, settings.observer.onCheck), ledger, settings, connect);
}

/** Ends a run that can't begin any more: it must neither wait for ever nor vanish. */
async function unbegun({ entry, folder, track }: OwnRun, why: Error, home: string): Promise<Unbegun> {
  const reason = `the run could not begin: ${why.message}`;
  const record = await closeFor(bareRecord(entry), reason, folder, home);
  await track.end(record, false);
  return { record, folder };
}

/** What is known of a run whose runbook was not read. */
export function bareRecord({ id, runbook, version, ask, operator }: RunEntry): RunRecord {
  return {
    version: 1,
    id,
    runbook: { name: runbook, version, path: ask.runbook, sha256: "" },
    parameters: ask.parameters,
    kernel: ask.kernel ?? "",
    notify: [],
    operator,
    startedAt: new Date().toISOString(),
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes: [],
    cells: [],
    holds: [],
    artefacts: [],
    problems: [],
    entry: null,
    environment: { lisalab: packageVersion(), node: process.version, host: hostname(), pid: String(process.pid) },
  };
}
