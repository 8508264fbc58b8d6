import { VERDICTS } from "../core/verdict.js";
import { VERDICT_LOOKS, valueLabel } from "../figure/badge.js";
import type { Check } from "./check.js";
import { decisionText } from "./hold-record.js";
import type { RunRecord } from "./record.js";

/** What an operator reads in the logbook, as Markdown: verdict, reason, what the runbook noted, the checks, the worst first. */
export function summary(record: RunRecord): string {
  const verdict = record.verdict === null ? "Running" : `${VERDICT_LOOKS[record.verdict].symbol} ${record.verdict}`;
  const parts = [
    `**${verdict}**: ${record.runbook.name} ${record.runbook.version}`,
    record.reason,
    ...record.notes,
    tableOf(record.checks),
    record.holds.map((hold) => `- Held: ${hold.title}: ${decisionText(hold)}`.replace(/\s*\n\s*/g, " ")).join("\n"),
    `Run \`${record.id}\` by ${record.operator}, ${record.startedAt} to ${record.endedAt ?? "now"}.`,
  ];
  return parts.filter((part) => part !== "").join("\n\n");
}

function tableOf(checks: readonly Check[]): string {
  if (checks.length === 0) return "No check was made.";
  const worstFirst = [...checks].sort((a, b) => VERDICTS.indexOf(b.verdict) - VERDICTS.indexOf(a.verdict));
  const rows = worstFirst.map((check) => {
    const why = check.reason === "" ? check.expected : `${check.expected}; ${check.reason}`;
    return [check.verdict, check.name, valueLabel(check), why].map(cell).join(" | ");
  });
  return [
    "| verdict | check | value | expected |",
    "| --- | --- | --- | --- |",
    ...rows.map((row) => `| ${row} |`),
  ].join("\n");
}

/** A text that stays within its cell of a Markdown table. */
function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}
