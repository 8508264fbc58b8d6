import { isLisalabError } from "../core/errors.js";
import type { RunEntry } from "../runs/entry.js";
import { firstRecord } from "./begin.js";
import type { RunRecord } from "./record.js";
import { followingRecord, setAside } from "./resumption.js";
import { RunFolder, recordOf } from "./run-folder.js";

/**
 * The record of a run's present attempt, which may have been killed before it wrote one; that of the attempt before is set
 * aside then. One that can't be read keeps nobody from closing the run.
 */
export function latestRecord(home: string, entry: RunEntry): RunRecord {
  const record = readRecord(home, entry);
  if (record.attempt === entry.attempt) return record;
  setAside(RunFolder.existing(home, entry.id), record);
  return followingRecord(record, entry, entry.operator);
}

function readRecord(home: string, entry: RunEntry): RunRecord {
  try {
    return recordOf(home, entry.id) ?? bareRecord(entry);
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { ...bareRecord(entry), problems: [error.message] };
  }
}

/** What is known of a run whose runbook was not read. */
function bareRecord(entry: RunEntry): RunRecord {
  const { runbook, version, ask } = entry;
  const facts = {
    runbook: { name: runbook, version, path: ask.runbook, sha256: "" },
    parameters: ask.parameters,
    kernel: ask.kernel ?? "",
    notify: ask.notify ?? [],
    evidence: "",
  };
  return firstRecord(entry, facts, []);
}
