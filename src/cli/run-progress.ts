import { existsSync } from "node:fs";
import { join } from "node:path";
import { cellTitle } from "../runbook/cell-title.js";
import type { Check } from "../runbook/check.js";
import { decisionText, type HoldRecord } from "../runbook/hold-record.js";
import type { RunningCell, RunState } from "../runbook/run-state.js";
import type { RunObserver } from "../runbook/runner.js";
import { printable } from "./table.js";

/** What a run leaves for people to read. */
const EVIDENCE: readonly string[] = ["report.pdf", "report.html", "notebook.ipynb", "record.json"];

/** Shows how a run goes on: one line that changes on a terminal, one line per cell elsewhere. */
export class RunProgress implements RunObserver {
  readonly #out: NodeJS.WriteStream;
  readonly #checks: Check[] = [];

  constructor(out: NodeJS.WriteStream) {
    this.#out = out;
    this.onCheck = this.onCheck.bind(this);
  }

  onStage(stage: string): void {
    this.#passing(`${stage} …`);
  }

  onCellStart(cell: RunningCell, state: RunState): void {
    this.#passing(this.#line(cell, state));
  }

  onCellEnd(cell: RunningCell, state: RunState): void {
    const { startedAt, endedAt, state: how } = cell.record;
    const seconds = (Date.parse(endedAt ?? "") - Date.parse(startedAt ?? "")) / 1000;
    this.#lasting(`${this.#line(cell, state)}  ${how === "done" ? "" : `${how} `}${seconds.toFixed(1)} s`);
    for (const check of this.#checks.splice(0)) {
      const reason = check.reason === "" ? "" : ` (${check.reason})`;
      this.#lasting(`    ${check.verdict.padEnd(5)} ${check.name}${reason}`);
    }
  }

  onHold(hold: HoldRecord, { record: { id } }: RunState): void {
    this.#lasting(`held  ${hold.title}: ${decisionText(hold)}`);
    for (const verb of ["approve", "reject"]) this.#lasting(`  lisalab runs ${verb} ${id} --comment "…"`);
  }

  onCheck(check: Check): void {
    this.#checks.push(check);
  }

  /** The last words of a run. */
  end({ record, folder }: Pick<RunState, "record" | "folder">): void {
    const { verdict, reason, runbook } = record;
    this.#lasting(`${verdict!}  ${runbook.name} ${runbook.version}${reason === "" ? "" : `: ${reason}`}`);
    for (const note of record.notes.filter((text) => !text.includes("\n"))) {
      this.#lasting(`  ${note}`);
    }
    for (const problem of record.problems) {
      this.#lasting(`Problem: ${problem}`);
    }
    if (record.entry !== null) {
      this.#lasting(`Logbook entry ${record.entry} (read it with: lisalab logbook show ${record.entry})`);
    }
    for (const file of EVIDENCE.filter((name) => existsSync(join(folder.path, name)))) {
      this.#lasting(`  ${join(folder.path, file)}`);
    }
  }

  #line(cell: RunningCell, state: RunState): string {
    const { cells } = state;
    const place = `[${cells.indexOf(cell) + 1}/${cells.length}]`;
    const title = cellTitle(state.runbook.notebook, cell.record.index);
    return `${place} ${title.length > 60 ? `${title.slice(0, 59)}…` : title}`;
  }

  /** A line that the next one replaces; only a terminal shows it. */
  #passing(text: string): void {
    if (this.#out.isTTY) {
      this.#out.write(`\r\u001B[K${printable(text)}`);
    }
  }

  #lasting(text: string): void {
    this.#out.write(`${this.#out.isTTY ? "\r\u001B[K" : ""}${printable(text)}\n`);
  }
}
