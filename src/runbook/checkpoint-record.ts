import type { CheckpointNews } from "./checkpoint.js";
import type { CheckpointPlace } from "./context.js";
import type { CheckpointRecord, RunRecord } from "./record.js";
import { type RunFolder, sha256 } from "./run-folder.js";

/** Where a run's checkpoints are, and what they belong to. */
export function checkpointPlace({ path }: RunFolder, record: RunRecord): CheckpointPlace {
  return { folder: `${path}/checkpoints`, belongsTo: belongingOf(record) };
}

/** What must be the same for a checkpoint to be used. */
function belongingOf({ id, runbook, parameters, environment }: RunRecord): string {
  return sha256(JSON.stringify([id, runbook.sha256, parameters, environment["lisalab"]]));
}

/** The record's checkpoints after a cell told of one, and what people should be told. */
export function withCheckpoint(
  { attempt, checkpoints }: RunRecord,
  cell: number,
  { name, state, bytes, problem }: CheckpointNews,
): { readonly checkpoints: readonly CheckpointRecord[]; readonly note: string } {
  const known = checkpoints.find((one) => one.name === name);
  const others = checkpoints.filter((one) => one.name !== name);
  if (state === "restored") {
    // One that no record knows was saved right before its runner was killed.
    const made = known?.attempt ?? attempt - 1;
    const note = made === attempt ? "" : `Checkpoint "${name}" is that of attempt ${made}.`;
    return { checkpoints: [...others, { name, cell, attempt: made, bytes }], note };
  }
  const note = problem === "" ? "" : `Checkpoint "${name}": ${problem}.`;
  return { checkpoints: state === "saved" ? [...others, { name, cell, attempt, bytes }] : others, note };
}
