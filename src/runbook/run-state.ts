import { errorMessage } from "../core/error-message.js";
import type { IopubMessage } from "../jupyter/session.js";
import { CHECK_MIME, type Check, isCheck, NOTE_MIME } from "./check.js";
import { CHECKPOINT_MIME, isCheckpointNews } from "./checkpoint.js";
import { withCheckpoint } from "./checkpoint-record.js";
import { classify, type Ending } from "./classifier.js";
import { MessageRedaction } from "./message-redaction.js";
import type { Cell, Notebook } from "./notebook.js";
import { notebookText, tagsOf } from "./notebook-file.js";
import { isOnce, type Outcome, saveOutcome } from "./outcome.js";
import { type CellOutputs, markedOutputs, noOutputs, OutputCollector } from "./outputs.js";
import type { CellRecord, RunRecord } from "./record.js";
import { Redaction } from "./redaction.js";
import type { RunFolder } from "./run-folder.js";
import type { Runbook } from "./runbook.js";
import type { RunTrack } from "./track.js";

/** Characters of a note, a check's texts, an error. */
const LONGEST_TEXT = 20_000;

/** A cell of code while it waits, runs or has run. */
export interface RunningCell extends CellOutputs {
  readonly cell: Cell;
  /** What its messages go through before anybody sees them. */
  readonly redaction: MessageRedaction;
  record: CellRecord;
  /** What the cell threw, also after its end. */
  error: string | null;
  /** What it found, and the names of checkpoints that it made or took. */
  checks: Check[];
  notes: string[];
  checkpoints: string[];
  /** How often it was executed again. */
  tries: number;
}

/** All that is known of a run while it goes on, and how that gets on the disk. */
export class RunState {
  readonly folder: RunFolder;
  readonly runbook: Runbook;
  readonly track: RunTrack;
  readonly cells: readonly RunningCell[];
  record: RunRecord;
  /** Whether somebody stopped it, so that it did not end by what happened in it. */
  stopped = false;
  readonly #redaction: Redaction;
  readonly #collector = new OutputCollector();
  readonly #now: () => Date;
  readonly #onCheck: (check: Check) => void;

  constructor(
    folder: RunFolder,
    runbook: Runbook,
    record: RunRecord,
    track: RunTrack,
    now: () => Date,
    onCheck: (check: Check) => void,
  ) {
    this.folder = folder;
    this.runbook = runbook;
    this.track = track;
    this.#now = now;
    this.#onCheck = onCheck;
    const redaction = new Redaction(runbook.secrets);
    this.#redaction = redaction;
    this.cells = runbook.notebook.cells.flatMap((cell, index) =>
      isToRun(cell) ? [pendingCell(cell, index, redaction)] : [],
    );
    this.record = { ...record, cells: this.cells.map((cell) => cell.record) };
  }

  /** Takes a message of a cell: output into the notebook, checks and notes into the record. */
  take(cell: RunningCell, message: IopubMessage): void {
    const safe = cell.redaction.take(message);
    if (safe !== undefined) this.#took(cell, safe);
  }

  #took(cell: RunningCell, message: IopubMessage): void {
    this.#collector.take(cell, message);
    const { msg_type: type } = message.header;
    const content = message.content as Record<string, unknown>;
    if (type === "error") {
      cell.error ??= shortened(`${String(content["ename"])}: ${String(content["evalue"])}`);
    } else if (type === "display_data" || type === "execute_result") {
      this.#takeFindings(cell, content["data"] as Record<string, unknown>);
    }
  }

  started(cell: RunningCell): void {
    cell.record = { ...cell.record, state: "running", startedAt: this.#stamp() };
    this.track.cell(cell.record);
    this.saveRecord();
  }

  ended(cell: RunningCell, state: "done" | "failed"): void {
    this.#release(cell);
    cell.record = { ...cell.record, state, endedAt: this.#stamp() };
    if (state === "done" && isOnce(cell.cell)) saveOutcome(this.folder, this.record, cell);
    this.track.cell(cell.record);
    this.save();
  }

  /** Takes over what a cell did in an earlier attempt; it is not executed in this one. */
  keep(cell: RunningCell, { checks, notes, record, ...outputs }: Outcome): void {
    Object.assign(cell, outputs);
    cell.record = { ...record, state: "kept" };
    for (const check of checks) this.#found(cell, check);
    for (const note of notes) this.#noted(cell, note);
  }

  /** A cell is executed again after `wait` seconds: what it has found and shown is void. */
  again(cell: RunningCell, reason: string, wait: number): void {
    this.#release(cell);
    const { notes, record } = cell;
    for (const note of notes) this.record = { ...this.record, notes: withoutOne(this.record.notes, note) };
    Object.assign(cell, noOutputs(), nothingFound(), { error: null, tries: cell.tries + 1 });
    this.#gatherChecks();
    const retry = { attempt: this.record.attempt, cell: record.index, at: this.#stamp(), reason, wait };
    const told = `Cell ${record.index + 1} was executed again: ${reason}`;
    this.track.again(told);
    this.amend({ retries: [...this.record.retries, retry], notes: [...this.record.notes, told] });
  }

  /** What waited for the rest of a secret that did not come. */
  #release(cell: RunningCell): void {
    for (const message of cell.redaction.end()) this.#took(cell, message);
  }

  /** Closes the record: what was not executed is skipped, what was running has failed. */
  close(ending: Ending): void {
    for (const cell of this.cells) {
      this.#release(cell);
      if (cell.record.state === "pending") {
        cell.record = { ...cell.record, state: "skipped" };
      } else if (cell.record.state === "running") {
        cell.record = { ...cell.record, state: "failed", endedAt: this.#stamp() };
        this.track.cell(cell.record);
      }
    }
    this.record = {
      ...this.record,
      ...this.#redaction.value(classify(ending, this.record.checks)),
      endedAt: this.#stamp(),
    };
    this.saveRecord();
    this.#saveLastNotebook();
  }

  /** On a full disk the record, which is small, may still find room where the notebook does not. */
  #saveLastNotebook(): void {
    try {
      this.#saveNotebook();
    } catch (error) {
      const problem = errorMessage(error);
      this.amend({ problems: [...this.record.problems, problem] });
    }
  }

  /** Adds to the record and writes it. */
  amend(change: Partial<RunRecord>): void {
    this.record = { ...this.record, ...this.#redaction.value(change) };
    this.saveRecord();
  }

  /** The same without secrets. */
  redacted<T>(value: T): T {
    return this.#redaction.value(value);
  }

  /** Writes the notebook and the record. */
  save(): void {
    this.#saveNotebook();
    this.saveRecord();
  }

  #saveNotebook(): void {
    this.folder.write("notebook.ipynb", notebookText(this.notebook()));
  }

  saveRecord(): void {
    this.record = { ...this.record, cells: this.cells.map((cell) => cell.record) };
    this.folder.write("record.json", `${JSON.stringify(this.record, null, 1)}\n`);
  }

  /** The notebook with all outputs so far. */
  notebook(): Notebook {
    const { notebook } = this.runbook;
    const executed = new Map(this.cells.map((cell) => [cell.cell.id, cell]));
    const { id, verdict, reason, startedAt, endedAt } = this.record;
    const lisalab = { run: id, runbook: this.record.runbook, verdict, reason, startedAt, endedAt };
    return {
      ...notebook,
      metadata: { ...notebook.metadata, lisalab },
      cells: notebook.cells.map((cell) => withOutputs(cell, executed.get(cell.id))),
    };
  }

  #takeFindings(cell: RunningCell, data: Record<string, unknown>): void {
    const check = data[CHECK_MIME];
    if (isCheck(check)) {
      const taken = checkOf(check);
      this.#found(cell, taken);
      this.#onCheck(taken);
    }
    const note = data[NOTE_MIME];
    if (typeof note === "object" && note !== null && "text" in note) {
      this.#noted(cell, shortened(String(note.text)));
    }
    const news = data[CHECKPOINT_MIME];
    if (isCheckpointNews(news)) {
      cell.checkpoints.push(news.name);
      const { checkpoints, note: told } = withCheckpoint(this.record, cell.record.index, news);
      this.record = { ...this.record, checkpoints };
      if (told !== "") this.#noted(cell, shortened(told));
    }
  }

  #found(cell: RunningCell, check: Check): void {
    cell.checks.push(check);
    this.#gatherChecks();
  }

  /** In the order of the notebook, also where some are of an earlier attempt. */
  #gatherChecks(): void {
    this.record = { ...this.record, checks: this.cells.flatMap(({ checks }) => checks) };
  }

  #noted(cell: RunningCell, note: string): void {
    cell.notes.push(note);
    this.record = { ...this.record, notes: [...this.record.notes, note] };
  }

  #stamp(): string {
    return this.#now().toISOString();
  }
}

/** The check and nothing that came with it, since it goes into the record and the logbook. */
function checkOf({ name, verdict, value, unit, expected, reason }: Check): Check {
  const short = typeof value === "string" ? shortened(value) : value;
  return {
    name: shortened(name),
    verdict,
    value: short,
    unit: shortened(unit),
    expected: shortened(expected),
    reason: shortened(reason),
  };
}

/** As much of a text as an entry of the logbook can do with. */
function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)} …`;
}

function withoutOne(texts: readonly string[], text: string): readonly string[] {
  const at = texts.lastIndexOf(text);
  return texts.filter((_, index) => index !== at);
}

/** Cells of code run, but those tagged `skip` and those with nothing in them. */
export function isToRun(cell: Cell): boolean {
  return cell.cell_type === "code" && String(cell.source).trim() !== "" && !tagsOf(cell).includes("skip");
}

function pendingCell(cell: Cell, index: number, redaction: Redaction): RunningCell {
  const record: CellRecord = { id: cell.id, index, state: "pending", startedAt: null, endedAt: null };
  const own = { cell, redaction: new MessageRedaction(redaction), record, error: null, tries: 0 };
  return { ...own, ...noOutputs(), ...nothingFound() };
}

function nothingFound(): Pick<RunningCell, "checks" | "notes" | "checkpoints"> {
  return { checks: [], notes: [], checkpoints: [] };
}

function withOutputs(cell: Cell, executed: RunningCell | undefined): Cell {
  if (cell.cell_type !== "code" || executed === undefined) {
    return cell;
  }
  const { startedAt, endedAt } = executed.record;
  const times = {
    ...(startedAt && { "iopub.execute_input": startedAt }),
    ...(endedAt && { "shell.execute_reply": endedAt }),
  };
  return {
    ...cell,
    metadata: { ...cell.metadata, execution: times },
    execution_count: executed.executionCount,
    outputs: markedOutputs(executed),
  };
}
