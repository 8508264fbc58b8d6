import { existsSync } from "node:fs";
import { join } from "node:path";
import { openLogbook } from "../logbook/embedded.js";
import type { Entry } from "../logbook/logbook.js";
import type { RunEntry } from "../runs/entry.js";
import type { RunLedger } from "../runs/ledger.js";
import { openRuns } from "../runs/open.js";
import { verdictOf } from "../runs/status.js";

/** Something that happened: a run that ended or began, or what somebody wrote into the logbook. */
export interface Happening {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly what: string;
  readonly who: string;
  readonly from: "runs" | "logbook";
}

/** Which time, ISO 8601 UTC, and what besides. */
export interface HappeningsOf {
  readonly from: string;
  readonly to: string;
  /** A run that is told of whenever it was. */
  readonly relatedRun?: string;
  /** A run that is not told of, such as the one that asks. */
  readonly without?: string;
}

/** What happened in a time by the record of runs and the logbook of `home` (LISALAB_HOME), the first first. */
export async function happenings(home: string, asked: HappeningsOf): Promise<readonly Happening[]> {
  const all = [...(await withRuns(home, (ledger) => ofRuns(ledger, asked))), ...(await ofLogbook(home, asked))];
  return all.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

/** How a runbook has done since a time: its last run that has ended, and whether that was good; null when there is none. */
export async function lastSince(
  home: string,
  runbook: string,
  since: string,
): Promise<{ readonly run: RunEntry; readonly isWell: boolean } | null> {
  const runs = await withRuns(home, (ledger) => ledger.list({ runbook, since: Date.parse(since) }));
  const [run] = runs.filter(({ endedAt }) => endedAt !== null);
  return run === undefined ? null : { run, isWell: ["Pass", "Warn"].includes(verdictOf(run.status)) };
}

/** A run of the record. @throws BadArgumentError when there is none */
export function recordedRun(home: string, id: string): Promise<RunEntry> {
  return withRuns(home, (ledger) => ledger.get(id));
}

async function ofRuns(
  ledger: RunLedger,
  { from, to, relatedRun, without }: HappeningsOf,
): Promise<readonly Happening[]> {
  const within = await ledger.list({ since: Date.parse(from), until: Date.parse(to) + 1 });
  const related =
    relatedRun === undefined || within.some(({ id }) => id === relatedRun) ? [] : [await ledger.get(relatedRun)];
  return [...related, ...within].filter(({ id }) => id !== without).map(ofRun);
}

function ofRun({ id, runbook, version, status, reason, operator, endedAt, startedAt, dueAt }: RunEntry): Happening {
  const why = reason === "" ? "" : `: ${reason}`;
  const at = new Date(endedAt ?? startedAt ?? dueAt).toISOString();
  return { at, what: `${runbook} ${version} ${status}${why} (${id})`, who: operator, from: "runs" };
}

/** What people wrote, also for a run; what runs wrote is told by their own record. */
async function ofLogbook(home: string, { from, to }: HappeningsOf): Promise<readonly Happening[]> {
  const folder = join(home, "logbook");
  if (!existsSync(folder)) return [];
  const logbook = openLogbook(folder);
  try {
    const entries = await logbook.list({ since: new Date(from).toISOString() });
    const written = entries.filter((entry) => !isOfRun(entry) && Date.parse(entry.time) <= Date.parse(to));
    return written.map(({ id, time, subject, author }) => ({
      at: new Date(time).toISOString(),
      what: `${subject} (entry ${id})`,
      who: author,
      from: "logbook",
    }));
  } finally {
    await logbook.close();
  }
}

/** Runs post under their ids, and what begins with them. */
function isOfRun({ key, runId }: Entry): boolean {
  return runId !== null && (key === runId || key.startsWith(`${runId}/`));
}

async function withRuns<T>(home: string, work: (ledger: RunLedger) => Promise<T>): Promise<T> {
  const ledger = await openRuns(home);
  try {
    return await work(ledger);
  } finally {
    await ledger.close();
  }
}
