import type { Columns } from "../figure/columns.js";
import type { Figure } from "../figure/figure.js";
import { type ControlCharts, controlCharts } from "../quality/charts.js";

/** One run, as it is kept: what its checks measured. */
export interface PastRun {
  readonly values: Readonly<Record<string, number>>;
}

/** Charts of checks over runs. */
export interface Control {
  /** How many runs of different data there are, this one included. */
  readonly runs: number;
  /** Whether these are enough for limits. */
  readonly judged: boolean;
  /** How many checks have changed, by any chart, with this run's value. */
  readonly changed: number;
  /** Which, and how; "" when none has. */
  readonly hint: string;
  readonly table: Columns;
  /** The values in standard deviations from the baseline's mean, check by check. */
  readonly figure: Figure;
}

/** Runs whose values set the limits, and those that are needed at least. */
const BASELINE = 20;
const FEWEST = 8;
/** Checks in the figure: those that have changed most. */
const DRAWN = 6;

/**
 * Charts of every check of this run over the past ones, oldest first. Runs that measured the same value, to the last digit, in the
 * check `identity` had the same data: the last one of them counts. Runs without that check came to nothing. Limits come from the first runs: at most 20, at least 8.
 */
export function control(past: readonly PastRun[], now: PastRun, identity: string): Control {
  const byData = new Map(
    past.flatMap((run) => (identity in run.values ? [[run.values[identity]!, run] as const] : [])),
  );
  byData.delete(now.values[identity] ?? Number.NaN);
  const runs = [...byData.values(), now];
  const baseline = Math.min(BASELINE, runs.length - 1);
  const judged = baseline >= FEWEST;
  const charts = judged ? Object.keys(now.values).flatMap((name) => chartOf(name, runs, baseline)) : [];
  const changed = charts.filter(({ words }) => words !== "");
  return {
    runs: runs.length,
    judged,
    changed: changed.length,
    hint: changed
      .map(({ name, words }) => `${name}: ${words}`)
      .slice(0, 3)
      .join("; "),
    table: tableOf(charts),
    figure: figureOf(charts),
  };
}

interface Charted {
  readonly name: string;
  readonly charts: ControlCharts;
  readonly values: Float64Array;
  /** What this run's value does; "" when nothing. */
  readonly words: string;
  /** This run's value, in standard deviations from the mean. */
  readonly distance: number;
}

/** The charts of one check; none when too few runs have measured it, or it never changes. */
function chartOf(name: string, runs: readonly PastRun[], baseline: number): Charted[] {
  const values = Float64Array.from(runs.flatMap((run) => (name in run.values ? [run.values[name]!] : [])));
  const first = Math.min(baseline, values.length - 1);
  if (first < FEWEST) return [];
  const charts = controlCharts(values, first);
  if (!(charts.sigma > 0)) return [];
  const own = charts.signals.filter(({ index }) => index === values.length - 1);
  const words = [...new Set(own.map(({ chart }) => chart))].join(" and ");
  return [{ name, charts, values, words, distance: (values.at(-1)! - charts.mean) / charts.sigma }];
}

function tableOf(charts: readonly Charted[]): Columns {
  return {
    check: charts.map(({ name }) => name),
    "mean so far": charts.map(({ charts: { mean } }) => Number(mean.toPrecision(4))),
    "± 1 sigma": charts.map(({ charts: { sigma } }) => Number(sigma.toPrecision(2))),
    "this run": charts.map(({ values }) => Number(values.at(-1)!.toPrecision(4))),
    "sigmas away": charts.map(({ distance }) => Number(distance.toFixed(1))),
    signal: charts.map(({ words }) => words),
  };
}

function figureOf(charts: readonly Charted[]): Figure {
  const most = [...charts].sort((a, b) => Math.abs(b.distance) - Math.abs(a.distance)).slice(0, DRAWN);
  return {
    title: "Control chart: runs so far, in standard deviations from the baseline",
    x: { label: "Run", unit: "", scale: "linear" },
    y: { label: "Distance from the mean", unit: "sigma", scale: "linear" },
    marks: [
      ...most.map(({ name, charts: { mean, sigma }, values }) => ({
        type: "line" as const,
        name,
        x: values.map((_, n) => n + 1),
        y: values.map((value) => (value - mean) / sigma),
      })),
      { type: "spans", name: "within 3 sigma", axis: "y", spans: [[-3, 3]] },
    ],
  };
}
