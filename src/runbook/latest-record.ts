import { isLisalabError } from "../core/errors.js";
import { packageVersion } from "../jupyter/installation.js";
import type { RunEntry } from "../runs/entry.js";
import { hereNow } from "./begin.js";
import type { RunRecord } from "./record.js";
import { followingRecord } from "./resumption.js";
import { recordOf } from "./run-folder.js";

/**
 * The record of a run's present attempt, which may have been killed before it wrote one. One that can't be read keeps
 * nobody from closing the run.
 */
export function latestRecord(home: string, entry: RunEntry): RunRecord {
  try {
    const record = recordOf(home, entry.id);
    if (record === null) return bareRecord(entry);
    return record.attempt < entry.attempt ? followingRecord(record, entry, entry.operator) : record;
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { ...bareRecord(entry), problems: [error.message] };
  }
}

/** What is known of a run whose runbook was not read. */
function bareRecord({ id, runbook, version, ask, operator, attempt }: RunEntry): RunRecord {
  return {
    version: 1,
    id,
    runbook: { name: runbook, version, path: ask.runbook, sha256: "" },
    parameters: ask.parameters,
    kernel: ask.kernel ?? "",
    notify: ask.notify ?? [],
    evidence: "",
    operator,
    attempt,
    attempts: [],
    startedAt: new Date().toISOString(),
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes: [],
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
