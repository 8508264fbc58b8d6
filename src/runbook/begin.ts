import { hostname } from "node:os";
import { packageVersion } from "../jupyter/installation.js";
import type { NewRun, RunAsk, RunEntry } from "../runs/entry.js";
import { type RunLedger, TakenIdError } from "../runs/ledger.js";
import { THIS_PROCESS } from "../runs/owner.js";
import type { Check } from "./check.js";
import type { RunRecord } from "./record.js";
import { RunFolder } from "./run-folder.js";
import { RunState } from "./run-state.js";
import { loadRunbook, type Runbook, type RunbookRequest } from "./runbook.js";
import { askedParameters } from "./secrets.js";
import { RunTrack } from "./track.js";

/** What a run that begins at once is asked for. */
export interface BeginRequest extends RunbookRequest {
  readonly home: string;
  readonly operator: string;
  readonly kernel?: string;
}

/** A run that is this process's by the record of runs, and the folder for what it leaves. */
export interface OwnRun {
  readonly folder: RunFolder;
  readonly entry: RunEntry;
  readonly track: RunTrack;
}

/** Enters a run that begins now. What keeps it from beginning leaves nothing. */
export async function entered(ledger: RunLedger, request: BeginRequest, runbook: Runbook): Promise<OwnRun> {
  for (;;) {
    const folder = RunFolder.make(request.home, runbook.sidecar.name, request.now);
    try {
      const entry = await ledger.begin(newRun(folder.id, request, runbook), THIS_PROCESS);
      return { folder, entry, track: new RunTrack(ledger, folder.id) };
    } catch (error) {
      folder.remove();
      if (!(error instanceof TakenIdError)) throw error;
    }
  }
}

/** What the record of runs is told of a run. */
export function newRun(id: string, request: Omit<BeginRequest, "home">, { sidecar, path }: Runbook): NewRun {
  const { folder, given, now, kernel, skipTags, operator } = request;
  return {
    id,
    runbook: sidecar.name,
    version: sidecar.version,
    ask: {
      runbook: path,
      folder,
      parameters: askedParameters(sidecar, given),
      asOf: now.getTime(),
      ...(kernel !== undefined && { kernel }),
      ...(skipTags !== undefined && skipTags.length > 0 && { skipTags }),
      ...(sidecar.retries.killed > 0 && { resumes: sidecar.retries.killed }),
      ...(sidecar.notify.length > 0 && { notify: sidecar.notify }),
    },
    operator,
    ...(sidecar.concurrency !== null && { atOnce: sidecar.concurrency }),
  };
}

/** Reads what was asked for, as it is now. */
export function askedRunbook({ runbook, folder, parameters, asOf, skipTags = [] }: RunAsk): Promise<Runbook> {
  return loadRunbook({ runbook, folder, given: new Map(Object.entries(parameters)), now: new Date(asOf), skipTags });
}

/** The run's first record, from which on it is on the disk. */
export function begun({ folder, entry, track }: OwnRun, runbook: Runbook, onCheck: (check: Check) => void): RunState {
  const record = firstRecord(entry, runbookFacts(entry, runbook), skippedNote(entry.ask.skipTags ?? []));
  const state = new RunState(folder, runbook, record, track, () => new Date(), onCheck);
  state.save();
  return state;
}

/** What a record says of a runbook. */
export type RunbookFacts = Pick<RunRecord, "runbook" | "parameters" | "kernel" | "notify" | "evidence">;

/** The same of a runbook that was read. */
export function runbookFacts(entry: RunEntry, { path, sha256, sidecar, parameters, evidence }: Runbook): RunbookFacts {
  return {
    runbook: { name: sidecar.name, version: sidecar.version, path, sha256 },
    parameters,
    kernel: entry.ask.kernel ?? sidecar.kernel,
    notify: sidecar.notify,
    evidence,
  };
}

/** A run's first record, of which nothing has been done yet. */
export function firstRecord(entry: RunEntry, facts: RunbookFacts, notes: readonly string[]): RunRecord {
  return {
    version: 1,
    id: entry.id,
    ...facts,
    operator: entry.operator,
    attempt: entry.attempt,
    attempts: [],
    startedAt: new Date().toISOString(),
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes,
    cells: [],
    retries: [],
    checkpoints: [],
    holds: [],
    artefacts: [],
    problems: [],
    entry: null,
    environment: { lisalab: packageVersion(), ...hereNow() },
  };
}

/** Who skips cells may skip checks: that must not look like a run of all of it. */
export function skippedNote(tags: readonly string[]): readonly string[] {
  return tags.length === 0 ? [] : [`Cells tagged ${tags.join(", ")} were skipped, as asked.`];
}

/** What executes a run. */
export function hereNow(): Readonly<Record<string, string>> {
  return { node: process.version, host: hostname(), pid: String(process.pid) };
}
