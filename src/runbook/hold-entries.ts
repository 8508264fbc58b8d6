import type { NewEntry } from "../logbook/logbook.js";
import { decisionText, type HoldRecord } from "./hold-record.js";
import type { RunRecord } from "./record.js";

/** What of a run its holds' entries tell. */
type RunOfHold = Pick<RunRecord, "id" | "runbook" | "operator">;

/**
 * Enters a hold in the logbook of `home`, and puts it into the spool for logbooks elsewhere: what is asked, and, replying
 * to it, what was decided. What is there already is not entered again, whoever entered it.
 * @param notify names of logbooks elsewhere that are told whatever else they are told of
 */
export async function enterHold(
  run: RunOfHold,
  hold: HoldRecord,
  notify: readonly string[],
  home: string,
): Promise<void> {
  const { enter } = await import("../logbook/entering.js");
  const notifications = notify.length === 0 ? [] : [{ on: ["Info"] as const, logbooks: notify }];
  for (const entry of entriesOf(run, hold)) await enter(home, entry, notifications);
}

/** Tries to deliver what waits for logbooks elsewhere; what can't go now goes later. */
export async function deliverHold(home: string, signal: AbortSignal): Promise<void> {
  const { deliverSpooled } = await import("../logbook/elsewhere.js");
  await deliverSpooled(home, { signal });
}

function entriesOf(run: RunOfHold, hold: HoldRecord): readonly NewEntry[] {
  const key = `${run.id}/hold/${hold.attempt}/${hold.cell}`;
  const asked = entryOf(run, key, hold.askedAt, [`waits for approval: ${hold.title}`, askedText(run, hold)]);
  if (hold.decidedAt === null) return [asked];
  const answer = [`${hold.decision!}: ${hold.title}`, answerText(run, hold)] as const;
  const author = hold.decidedBy === "person" ? hold.who : run.operator;
  return [asked, { ...entryOf(run, `${key}/decision`, hold.decidedAt, answer), author, links: [`entry:${key}`] }];
}

function entryOf(
  { id, runbook, operator }: RunOfHold,
  key: string,
  time: string,
  [subject, text]: readonly [subject: string, text: string],
): NewEntry {
  return {
    key,
    time,
    system: runbook.name,
    subject: `${runbook.name} ${runbook.version} ${subject}`.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " "),
    author: operator,
    status: "Info",
    text,
    runId: id,
    links: [],
    attachments: [],
  };
}

function askedText({ id, operator }: RunOfHold, { title, question, expiresAt, otherwise }: HoldRecord): string {
  const then = otherwise === "approve" ? "it goes on by itself" : "it is rejected";
  return [
    `**${title}**`,
    question,
    `Run \`${id}\` by ${operator} waits; on ${expiresAt} ${then}. Decide with`,
    `\`\`\`\nlisalab runs approve ${id} --comment "…"\nlisalab runs reject ${id} --comment "…"\n\`\`\``,
  ].join("\n\n");
}

function answerText({ id }: RunOfHold, hold: HoldRecord): string {
  return `**${hold.title}**: ${decisionText(hold)}\n\nRun \`${id}\` had asked at ${hold.askedAt}.`;
}
