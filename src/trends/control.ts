import type { Columns } from "../figure/columns.js";
import type { Figure } from "../figure/figure.js";
import { overviewFigure } from "./figures.js";
import type { BaselinePeriod } from "./period.js";
import { releasesOf } from "./releases.js";
import { type Trend, trendOf } from "./trend.js";

/** One run, as it is kept: what its checks measured. */
export interface PastRun {
  readonly values: Readonly<Record<string, number>>;
  /** When it began (ISO 8601). */
  readonly startedAt: string;
  /** Of the runbook and of lisalab. */
  readonly version: string;
  readonly software: string;
}

/** How a run is compared with the past ones. */
export interface ControlOptions {
  /**
   * A check whose value tells the data apart, such as a noise: runs that measured it the same, to the last digit, had the same data, and
   * the last of them counts. Runs without it came to nothing.
   */
  readonly identity: string;
  /** Which runs say what is usual; the first ones when absent. */
  readonly baseline?: BaselinePeriod;
  /** Checks in the figure, when they have limits; those that are farthest away when absent. */
  readonly drawn?: readonly string[];
  /** Runs in the figure, this one included; 60 when absent. */
  readonly shown?: number;
}

/** Charts of checks over runs. */
export interface Control {
  /** How many runs of different data there are, this one included. */
  readonly runs: number;
  /** Whether these are enough for limits. */
  readonly judged: boolean;
  /** From which runs limits are, in words; "" when there are none. */
  readonly baseline: string;
  /** How many checks have changed, by any chart, with this run's value. */
  readonly changed: number;
  /** Which, and how; "" when none has. */
  readonly hint: string;
  readonly table: Columns;
  /** The values in standard deviations from the baseline's mean, check by check; null when no check has limits. */
  readonly figure: Figure | null;
}

/** Checks in the figure: those that have changed most. */
const DRAWN = 6;
const SHOWN = 60;

/** Charts of every check of this run over the past ones, oldest first. */
export function control(past: readonly PastRun[], now: PastRun, options: ControlOptions): Control {
  const { identity, baseline = "first", drawn, shown = SHOWN } = options;
  const byData = new Map(
    past.flatMap((run) => (identity in run.values ? [[run.values[identity]!, run] as const] : [])),
  );
  byData.delete(now.values[identity] ?? Number.NaN);
  const runs = [...byData.values(), now];
  const releases = releasesOf(runs);
  const trends = Object.keys(now.values).flatMap((name): Charted[] => {
    const trend = trendOf(seriesOf(name, runs), { baseline, releases });
    return trend.limits !== null && trend.limits.sigma > 0 ? [{ name, trend }] : [];
  });
  const changed = trends.filter(({ trend }) => trend.out.length > 0);
  const far = [...trends].sort((a, b) => Math.abs(b.trend.distance!) - Math.abs(a.trend.distance!));
  const chosen = drawn === undefined ? far : trends.filter(({ name }) => drawn.includes(name));
  return {
    runs: runs.length,
    judged: trends.length > 0,
    baseline: trends.length === 0 ? "" : spelledLimits(trends[0]!.trend),
    changed: changed.length,
    hint: changed
      .map(({ name, trend }) => `${name}: ${namesOf(trend)}`)
      .slice(0, 3)
      .join("; "),
    table: tableOf(trends),
    figure: trends.length === 0 ? null : overviewFigure(chosen.slice(0, DRAWN), shown),
  };
}

interface Charted {
  readonly name: string;
  readonly trend: Trend;
}

function seriesOf(
  name: string,
  runs: readonly PastRun[],
): { readonly times: Float64Array; readonly values: Float64Array } {
  const there = runs.filter(({ values }) => name in values);
  return {
    times: Float64Array.from(there, ({ startedAt }) => Date.parse(startedAt)),
    values: Float64Array.from(there, ({ values }) => values[name]!),
  };
}

/** From which runs limits are: "20 runs from 2037-01-01 to 2037-01-20, 1 outlier left out". */
export function spelledLimits({ limits }: Pick<Trend, "limits">): string {
  if (limits === null) return "";
  const { count, outliers, from, to } = limits;
  const left = outliers === 0 ? "" : `, ${outliers} ${outliers === 1 ? "outlier" : "outliers"} left out`;
  return `${count} runs from ${day(from)} to ${day(to)}${left}`;
}

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function namesOf({ out }: Trend): string {
  return out.map(({ by }) => by).join(" and ");
}

function tableOf(trends: readonly Charted[]): Columns {
  const limits = trends.map(({ trend }) => trend.limits!);
  return {
    check: trends.map(({ name }) => name),
    "mean so far": limits.map(({ mean }) => Number(mean.toPrecision(4))),
    "± 1 sigma": limits.map(({ sigma }) => Number(sigma.toPrecision(2))),
    "this run": trends.map(({ trend }) => Number(trend.values.at(-1)!.toPrecision(4))),
    "sigmas away": trends.map(({ trend }) => Number(trend.distance!.toFixed(1))),
    signal: trends.map(({ trend }) => namesOf(trend)),
    since: trends.map(({ trend: { out } }) => (out.length === 0 ? "" : day(out[0]!.at))),
  };
}
