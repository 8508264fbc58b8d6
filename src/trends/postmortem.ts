import { type IncidentTimes, spelledTime } from "./incident.js";

/** An incident that is over, as it is told in the logbook. */
export interface PostMortem {
  readonly title: string;
  readonly severity: string;
  /** The run that showed it; "" for none. */
  readonly relatedRun: string;
  readonly times: IncidentTimes;
  /** What happened, the first first. */
  readonly timeline: readonly { readonly at: string; readonly what: string; readonly who: string }[];
  /** Causes and what will be done, in somebody's words, Markdown; "" when nobody said. */
  readonly findings: string;
}

/** A post-mortem as Markdown: how long it took, what happened when, why, and what follows. */
export function postMortemText({ title, severity, relatedRun, times, timeline, findings }: PostMortem): string {
  const seen = relatedRun === "" ? "" : ` It was seen by run \`${relatedRun}\`.`;
  const rows = timeline.map(
    ({ at, what, who }) => `| ${at.slice(0, 19).replace("T", " ")} | ${cell(what)} | ${cell(who)} |`,
  );
  return [
    `**${title}** (${severity}).${seen}`,
    [
      "| time to | |",
      "| --- | --- |",
      `| detect | ${spelledTime(times.detect)} |`,
      `| acknowledge | ${spelledTime(times.acknowledge)} |`,
      `| mitigate | ${spelledTime(times.mitigate)} |`,
      `| recover | ${spelledTime(times.recover)} |`,
    ].join("\n"),
    ["| time (UTC) | what | who |", "| --- | --- | --- |", ...rows].join("\n"),
    `**Causes and actions:** ${findings || "nobody said"}`,
  ].join("\n\n");
}

/** A text that stays within its cell of a Markdown table. */
function cell(text: string): string {
  return text.replace(/\|/g, "\\|").replace(/\s*\n\s*/g, " ");
}
