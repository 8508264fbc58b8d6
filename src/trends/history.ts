import { BadArgumentError } from "../core/errors.js";
import { editDistance } from "../core/spelling.js";
import type { Verdict } from "../core/verdict.js";
import type { RunLedger } from "../runs/ledger.js";
import { type Trend, type TrendOptions, trendOf } from "./trend.js";

/** A check of a runbook over all its runs. */
export interface CheckTrend {
  readonly runbook: string;
  readonly check: string;
  readonly unit: string;
  /** How many values are left out, since they have another unit. */
  readonly others: number;
  /** The last run that measured it. */
  readonly last: { readonly run: string; readonly at: number; readonly value: number; readonly verdict: Verdict };
  /** The run since which it has changed; null when it has not. */
  readonly since: string | null;
  readonly trend: Trend;
}

/**
 * The checks of a runbook over all its runs, in the order of their names.
 * @param only this check; all when absent
 * @throws BadArgumentError when nothing is kept of it
 */
export async function checkTrends(
  ledger: RunLedger,
  runbook: string,
  options: TrendOptions,
  only?: string,
): Promise<readonly CheckTrend[]> {
  const known = await ledger.measures.checks(runbook);
  if (only !== undefined && !known.includes(only)) throw unknown(`check of ${runbook}`, only, known);
  const releases = await ledger.measures.releases(runbook);
  const trends: CheckTrend[] = [];
  for (const check of only === undefined ? known : [only]) {
    const series = await ledger.measures.series(runbook, check);
    const trend = trendOf(series, { ...options, releases });
    const at = trend.times.at(-1)!;
    const changedAt = trend.out[0]?.at;
    const runs = await ledger.measures.runsAt(runbook, check, [at, changedAt ?? at]);
    const { run, unit, verdict } = runs.get(at)!;
    const since = changedAt === undefined ? null : runs.get(changedAt)!.run;
    const last = { run, at, value: trend.values.at(-1)!, verdict };
    trends.push({ runbook, check, unit, others: series.others, last, since, trend });
  }
  return trends;
}

/** The runbooks with trends: the one that is given, or all. @throws BadArgumentError when nothing is kept of it */
export async function chartedRunbooks(ledger: RunLedger, only?: string): Promise<readonly string[]> {
  const known = await ledger.measures.runbooks();
  if (only === undefined) return known;
  if (known.includes(only)) return [only];
  throw unknown("runbook", only, known);
}

function unknown(what: string, name: string, known: readonly string[]): BadArgumentError {
  const [near] = [...known].sort((a, b) => editDistance(name, a) - editDistance(name, b));
  const there =
    near === undefined ? "No run has measured anything yet" : `There is "${near}", and ${known.length} in all`;
  return new BadArgumentError(`No run has measured a ${what} called "${name}". ${there}.`, { name });
}
