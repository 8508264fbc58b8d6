import { decisionText, holdRecordOf } from "../runbook/hold-record.js";
import type { RunEntry, Transition } from "../runs/entry.js";
import type { Hold } from "../runs/holds.js";
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
  readonly holds: readonly Hold[];
  /** What it found and left, name by name. */
  readonly evidence: readonly (readonly [name: string, value: string])[];
}

/** A run in full. */
export function runPage({ run, transitions, cells, holds, evidence }: RunDetails, paper: Paper): string {
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
    ...evidence,
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
    ...holds.map((hold) => (hold.decision === null && run.status === "held" ? heldText(hold) : pastHold(hold))),
    tableText([["TIME (UTC)", "ATTEMPT", "STATE", "PLACE", "CELL", "TOOK"], ...done], { elastic: 4, status: 2 }, paper),
  ].join("\n\n");
}

/** What a run waits for, and how that is decided. */
export function heldText(hold: Hold): string {
  const { run, title, question, fourEyes, approvers, operator } = hold;
  const who = [
    ...(approvers.length === 0 ? [] : [`by ${approvers.join(", ")}`]),
    ...(fourEyes ? [`not by ${operator}, who runs it`] : []),
  ];
  const lines = [
    `Held: ${title}`,
    ...question.split("\n").map((line) => `  ${line}`.trimEnd()),
    `It ${decisionText(holdRecordOf(hold))}${who.length === 0 ? "" : `, ${who.join(", ")}`}; then its policy is to ${hold.otherwise}:`,
    `  lisalab runs approve ${run} --comment "…"`,
    `  lisalab runs reject ${run} --comment "…"`,
  ];
  return printable(lines.join("\n"));
}

function pastHold(hold: Hold): string {
  const how = hold.decision === null ? "never decided" : decisionText(holdRecordOf(hold));
  const at = hold.decidedAt === null ? "" : ` on ${timeText(hold.decidedAt)}`;
  return printable(`Held from ${timeText(hold.askedAt)}: ${hold.title}\n  ${how}${at}`);
}

function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace("T", " ");
}
