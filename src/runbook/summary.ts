import type { Check } from "./check.js";
import type { RunRecord } from "./record.js";

/** What an operator reads in the logbook, as Markdown: verdict, reason and the checks, the worst first. */
export function summary(record: RunRecord): string {
  const headline = `**${record.verdict ?? "Running"}**: ${record.runbook.name} ${record.runbook.version}`;
  return [headline, record.reason, tableOf(record.checks), `Run ${record.id}.`].filter((part) => part !== "").join("\n\n");
}

function tableOf(checks: readonly Check[]): string {
  return checks.map((check) => `- ${check.verdict}: ${check.name}`).join("\n");
}
