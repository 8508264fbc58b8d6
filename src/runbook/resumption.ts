import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { hereNow, type OwnRun, runbookFacts, skippedNote } from "./begin.js";
import { cellTitle } from "./cell-title.js";
import type { Check } from "./check.js";
import { checkpointPath } from "./checkpoint.js";
import { checkpointPlace } from "./checkpoint-record.js";
import { isOnce, type Outcome, outcomePath, savedOutcome } from "./outcome.js";
import type { CheckpointRecord, RunRecord } from "./record.js";
import { guarded, type RunFolder } from "./run-folder.js";
import { isToRun, RunState } from "./run-state.js";
import type { Runbook } from "./runbook.js";

/** All that a run needs to go on. */
export interface Resumable {
  readonly record: RunRecord;
  readonly runbook: Runbook;
  readonly resumption: Resumption;
}

/** What a resumed run takes over of the attempts before. */
export interface Resumption {
  /** What cells did that are not executed again, by their places. */
  readonly outcomes: ReadonlyMap<number, Outcome>;
  /** Of cells before the one from which on all is executed again. */
  readonly checkpoints: readonly CheckpointRecord[];
  /** Place of that cell; infinity when nothing that was saved is void. */
  readonly from: number;
}

/**
 * Works out what need not be done again. Writes nothing.
 * @param began places of cells that began in any attempt, also by the record of runs
 * @param from a cell's id or number, from which on nothing that was saved is taken; null for none
 */
export function resumptionOf(
  folder: RunFolder,
  record: RunRecord,
  { notebook }: Runbook,
  began: readonly number[],
  from: string | null,
): Resumption {
  const first = from === null ? Number.POSITIVE_INFINITY : placeOf(notebook.cells, from);
  const outcomes = new Map<number, Outcome>();
  for (const [index, cell] of notebook.cells.entries()) {
    if (index >= first || !isToRun(cell) || !isOnce(cell)) continue;
    const outcome = savedOutcome(folder, record, index);
    if (outcome === null && !began.includes(index)) continue;
    if (outcome === null || typeof outcome === "string") throw unknownOutcome(record.id, index, outcome);
    outcomes.set(index, outcome);
  }
  return { outcomes, checkpoints: record.checkpoints.filter(({ cell }) => cell < first), from: first };
}

function unknownOutcome(id: string, index: number, damage: string | null): BadArgumentError {
  const cell = index + 1;
  const why = damage === null ? "it began, and nothing says how it ended" : `what it did is not known: ${damage}`;
  return new BadArgumentError(
    `Run ${id} can't be resumed as it is: cell ${cell} is to be executed once, but ${why}. Look what it has done; \`lisalab run --resume ${id} --from ${cell}\` executes it, and what follows, again.`,
    { id, cell },
  );
}

function placeOf(cells: Runbook["notebook"]["cells"], from: string): number {
  const byId = cells.findIndex(({ id }) => id === from);
  const place = byId < 0 && /^\d{1,6}$/.test(from) ? Number(from) - 1 : byId;
  const cell = cells[place];
  if (cell !== undefined && isToRun(cell)) return place;
  const numbers = cells.flatMap((each, index) => (isToRun(each) ? [index + 1] : []));
  throw new BadArgumentError(
    `--from ${from}: there is no such cell of code; the runbook's have the numbers ${numbers.join(", ")}, or give a cell's id.`,
    { from },
  );
}

/** Places of the cells that began in any attempt: by the run's own record, and by the record of runs, which may be behind. */
export async function beganIn(ledger: RunLedger, { id, cells }: RunRecord): Promise<readonly number[]> {
  const began = cells.filter(({ startedAt }) => startedAt !== null).map(({ index }) => index);
  return [...began, ...(await ledger.cells(id)).map(({ place }) => place)];
}

/** Who goes on, and how that came to be, such as "Resumed by ada". */
export interface Resumer {
  readonly operator: string;
  readonly how: string;
  readonly onCheck: (check: Check) => void;
}

/** Begins the attempt; from here on its record is on the disk. */
export function resumed(
  { folder, entry, track }: OwnRun,
  { record, runbook, resumption }: Resumable,
  { operator, how, onCheck }: Resumer,
): RunState {
  setAside(folder, record);
  clear(folder, record, resumption);
  const following = {
    ...followingRecord(record, entry, operator),
    ...runbookFacts(entry, runbook),
    checkpoints: resumption.checkpoints,
  };
  const state = new RunState(folder, runbook, following, track, () => new Date(), onCheck);
  takeOver(state, resumption, how);
  state.save();
  return state;
}

/** The record of the attempt that follows; the one before is told of in it. */
export function followingRecord(record: RunRecord, { attempt, ask }: RunEntry, operator: string): RunRecord {
  const { attempt: before, operator: who, startedAt, endedAt, reason, entry } = record;
  const earlier = { attempt: before, operator: who, startedAt, endedAt, reason, entry };
  return {
    ...record,
    operator,
    attempt,
    attempts: [...record.attempts, earlier],
    startedAt: new Date().toISOString(),
    environment: { ...record.environment, ...hereNow() },
    endedAt: null,
    verdict: null,
    reason: "",
    checks: [],
    notes: skippedNote(ask.skipTags ?? []),
    artefacts: [],
    problems: [],
    entry: null,
  };
}

/** Keeps what an attempt left below `attempts/`, before the next one writes in its place. */
export function setAside(folder: RunFolder, { attempt }: RunRecord): void {
  const aside = join(folder.path, "attempts", String(attempt));
  guarded(aside, () => {
    mkdirSync(aside, { recursive: true });
    for (const name of ["record.json", "notebook.ipynb"]) copy(join(folder.path, name), join(aside, name));
    for (const name of ["report.html", "report.pdf"]) move(join(folder.path, name), join(aside, name));
  });
}

/** Takes away what was saved by the cells that are executed again. */
function clear(folder: RunFolder, record: RunRecord, { from, checkpoints }: Resumption): void {
  const place = checkpointPlace(folder, record).folder;
  if (!Number.isFinite(from) || !existsSync(place)) return;
  const kept = new Set(checkpoints.map(({ name }) => checkpointPath(place, name)));
  for (let index = 0; index < from; index++) kept.add(outcomePath(folder, record, index));
  for (const name of readdirSync(place)) {
    if (!kept.has(join(place, name))) rmSync(join(place, name));
  }
}

/** In a single step, so that nothing half stands there for the whole; what is there already was written before a kill. */
function copy(from: string, to: string): void {
  if (!existsSync(from) || existsSync(to)) return;
  copyFileSync(from, `${to}.part`);
  renameSync(`${to}.part`, to);
}

function move(from: string, to: string): void {
  if (existsSync(from)) renameSync(from, to);
}

/** Gives the new attempt what it takes over, and says so; `how` it came to be, such as "Resumed by ada". */
function takeOver(state: RunState, { outcomes }: Resumption, how: string): void {
  for (const cell of state.cells) {
    const outcome = outcomes.get(cell.record.index);
    if (outcome !== undefined) state.keep(cell, outcome);
  }
  const { attempt, attempts, notes } = state.record;
  const { notebook } = state.runbook;
  const last = attempts.at(-1)!;
  const entry = last.entry === null ? "" : ` (logbook entry ${last.entry})`;
  const kept = [...outcomes.keys()].map((index) => `cell ${index + 1} (${cellTitle(notebook, index).slice(0, 60)})`);
  const what = kept.length === 0 ? "All cells are executed again." : `Not executed again: ${kept.join(", ")}.`;
  const told = `${how} as attempt ${attempt}, after attempt ${last.attempt}${entry}: ${last.reason}. ${what}`;
  state.amend({ notes: [told, ...notes] });
}
