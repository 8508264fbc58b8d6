import type { RunEntry, Transition } from "../runs/entry.js";
import type { CellStep } from "../runs/ledger.js";
import { coloured, type Paper, printable, tableText } from "./table.js";

/** Runs as a table: one line each. */
export function runsTable(runs: readonly RunEntry[], paper: Paper): string {
  const rows = runs.map((run) => [
    run.id,
    run.status,
    timeText(run.startedAt ?? run.dueAt),
    run.startedAt === null || run.endedAt === null ? "" : `${((run.endedAt - run.startedAt) / 1000).toFixed(1)} s`,
    run.operator,
    run.reason,
  ]);
  const head = ["RUN", "STATUS", "BEGIN (UTC)", "TOOK", "OPERATOR", "REASON"];
  return tableText([head, ...rows], { elastic: 5, status: 1 }, paper);
}

/** Everything that the record has of a run. */
export interface RunDetails {
  readonly run: RunEntry;
  readonly transitions: readonly Transition[];
  readonly cells: readonly (CellStep & { readonly attempt: number })[];
}

/** A run in full. */
export function runPage({ run, transitions, cells }: RunDetails, paper: Paper): string {
  const given = Object.entries(run.ask.parameters).map(([name, value]) => `${name}=${value}`);
  const fields: (readonly [string, string])[] = [
    ["Run", run.id],
    ["Runbook", `${run.runbook} ${run.version}, ${run.ask.runbook}`],
    ["Given", given.join(" ") || "-"],
    ["Status", run.status],
    ["Reason", run.reason || "-"],
    ["Operator", run.operator],
    ["Cause", run.cause ?? "-"],
    ["Attempt", String(run.attempt)],
    ["Owner", run.owner ?? "-"],
  ];
  const lines = fields.map(([name, value]) => {
    const shown = printable(value);
    return `${name.padEnd(9)} ${name === "Status" ? coloured(shown, value, paper) : shown}`;
  });
  const steps = transitions.map(({ at, attempt, to, who, reason }) => [timeText(at), String(attempt), to, who, reason]);
  const done = cells.map(({ attempt, place, cell, state, startedAt, endedAt }) => [
    timeText(startedAt),
    String(attempt),
    state,
    `cell ${place + 1}`,
    cell,
    endedAt === null ? "" : `${((endedAt - startedAt) / 1000).toFixed(1)} s`,
  ]);
  return [
    lines.join("\n"),
    tableText([["TIME (UTC)", "ATTEMPT", "STATUS", "WHO", "REASON"], ...steps], { elastic: 4, status: 2 }, paper),
    tableText([["TIME (UTC)", "ATTEMPT", "STATE", "PLACE", "CELL", "TOOK"], ...done], { elastic: 4, status: 2 }, paper),
  ].join("\n\n");
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
