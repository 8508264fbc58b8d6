import { join } from "node:path";
import type { Check } from "./check.js";
import { checkpointPlace } from "./checkpoint-record.js";
import type { Cell } from "./notebook.js";
import { tagsOf } from "./notebook-file.js";
import type { CellOutputs } from "./outputs.js";
import type { CellRecord, RunRecord } from "./record.js";
import type { RunFolder } from "./run-folder.js";
import { seal, unseal } from "./sealed-file.js";

/** What a cell that is executed once did: what it showed, found and said. */
export interface Outcome extends CellOutputs {
  readonly record: CellRecord;
  readonly checks: readonly Check[];
  readonly notes: readonly string[];
}

/** Whether a cell does what must not be done twice: it is tagged `once`. */
export function isOnce(cell: Cell): boolean {
  return tagsOf(cell).includes("once");
}

/** The file in which the outcome of the cell at this place is kept. */
export function outcomePath(folder: RunFolder, record: RunRecord, index: number): string {
  return join(checkpointPlace(folder, record).folder, `cell-${index + 1}.outcome`);
}

/** Keeps what a cell did, before the record says that it is done. */
export function saveOutcome(folder: RunFolder, record: RunRecord, cell: Outcome): void {
  const { record: own, checks, notes, outputs, kept, dropped, executionCount, clearNext } = cell;
  const outcome: Outcome = { record: own, checks, notes, outputs, kept, dropped, executionCount, clearNext };
  const { belongsTo } = checkpointPlace(folder, record);
  seal(outcomePath(folder, record, own.index), belongsTo, nameOf(own.index), Buffer.from(JSON.stringify(outcome)));
}

/** What a cell did in an earlier attempt; null when nothing says so, and a text says why what does can't be used. */
export function savedOutcome(folder: RunFolder, record: RunRecord, index: number): Outcome | string | null {
  const found = unseal(outcomePath(folder, record, index), checkpointPlace(folder, record).belongsTo, nameOf(index));
  if (found === null) return null;
  return "damage" in found ? found.damage : (JSON.parse(found.content.toString("utf8")) as Outcome);
}

function nameOf(index: number): string {
  return `cell ${index + 1}`;
}
