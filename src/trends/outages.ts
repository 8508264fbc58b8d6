import type { RunEntry } from "../runs/entry.js";
import { verdictOf } from "../runs/status.js";

/** A run as its outages see it. */
export type EndedEntry = Pick<RunEntry, "id" | "runbook" | "status" | "reason" | "startedAt" | "endedAt">;

/**
 * Runs of one runbook that did not go well, without one in between that did. It begins with a run that failed, errored or was abandoned,
 * and is over with the next one that passed or warned. Runs that somebody cancelled tell neither.
 */
export interface Outage {
  readonly runbook: string;
  /** The run that showed it, why, and when that had ended (ms since 1970 UTC): then it was known. */
  readonly first: string;
  readonly reason: string;
  readonly detectedAt: number;
  /** How many runs did not go well. */
  readonly runs: number;
  /**
   * Longest time that it can have gone unseen (s): from the end of the last run that went well to the end of the one that showed it. null
   * when none had gone well before.
   */
  readonly unseen: number | null;
  /** When the run that went well again had ended; null while it lasts. */
  readonly recoveredAt: number | null;
  /** From when it was known to when it was over, or until now (s). */
  readonly lasted: number;
}

/** A runbook whose last run warned: not well enough to be forgotten. */
export interface OpenWarning {
  readonly runbook: string;
  /** The first run that warned after the last that passed. */
  readonly first: string;
  readonly at: number;
  readonly reason: string;
}

/** The outages of all runbooks, the first first. @param runs in any order @param now ms since 1970 UTC */
export function outagesOf(runs: readonly EndedEntry[], now: number): readonly Outage[] {
  const outages: Outage[] = [];
  for (const own of byRunbook(runs)) {
    let wellAt: number | null = null;
    let bad: EndedEntry[] = [];
    for (const run of own) {
      const isWell = run.status === "passed" || run.status === "warned";
      if (isWell && bad.length > 0) outages.push(outageOf(bad, wellAt, run.endedAt, now));
      if (isWell) wellAt = run.endedAt;
      bad = isWell ? [] : [...bad, run];
    }
    if (bad.length > 0) outages.push(outageOf(bad, wellAt, null, now));
  }
  return outages.sort((a, b) => a.detectedAt - b.detectedAt);
}

/** Runbooks whose last run warned, and since when they have. */
export function openWarnings(runs: readonly EndedEntry[]): readonly OpenWarning[] {
  return byRunbook(runs).flatMap((own) => {
    if (own.at(-1)!.status !== "warned") return [];
    const passed = own.map(({ status }) => status).lastIndexOf("passed");
    const first = own.slice(passed + 1).find(({ status }) => status === "warned")!;
    return [{ runbook: first.runbook, first: first.id, at: first.endedAt!, reason: first.reason }];
  });
}

/** Those that came to an end by themselves, by runbook, in the order in which they ended. */
function byRunbook(runs: readonly EndedEntry[]): readonly (readonly EndedEntry[])[] {
  const found = new Map<string, EndedEntry[]>();
  const ended = runs.filter(({ endedAt, status }) => endedAt !== null && status !== "cancelled");
  for (const run of ended.sort((a, b) => a.endedAt! - b.endedAt!)) {
    found.set(run.runbook, [...(found.get(run.runbook) ?? []), run]);
  }
  return [...found.values()];
}

function outageOf(bad: readonly EndedEntry[], wellAt: number | null, over: number | null, now: number): Outage {
  const { runbook, id, reason, endedAt } = bad[0]!;
  const detectedAt = endedAt!;
  return {
    runbook,
    first: id,
    reason,
    detectedAt,
    runs: bad.length,
    unseen: wellAt === null ? null : (detectedAt - wellAt) / 1000,
    recoveredAt: over,
    lasted: ((over ?? now) - detectedAt) / 1000,
  };
}

/** Median and worst of durations (s); null of none. */
export function spread(durations: readonly number[]): { readonly median: number; readonly worst: number } | null {
  if (durations.length === 0) return null;
  const sorted = [...durations].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  return { median, worst: sorted.at(-1)! };
}

/** How many runs there were by runbook, and how they ended, as columns of a table. */
export function verdictCounts(runs: readonly EndedEntry[]): Readonly<Record<string, readonly (string | number)[]>> {
  const names = [...new Set(runs.map(({ runbook }) => runbook))].sort();
  const count = (runbook: string, holds: (run: EndedEntry) => boolean): number =>
    runs.filter((run) => run.runbook === runbook && holds(run)).length;
  const ofVerdict = (verdict: string) => (runbook: string) =>
    count(runbook, ({ status }) => status !== "cancelled" && verdictOf(status) === verdict);
  return {
    runbook: names,
    runs: names.map((name) => count(name, () => true)),
    Pass: names.map(ofVerdict("Pass")),
    Warn: names.map(ofVerdict("Warn")),
    Fail: names.map(ofVerdict("Fail")),
    Error: names.map(ofVerdict("Error")),
    cancelled: names.map((name) => count(name, ({ status }) => status === "cancelled")),
  };
}
