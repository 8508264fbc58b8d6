import type { Figure, Mark } from "../figure/figure.js";
import type { ChartName, ControlChart } from "../quality/charts.js";
import type { Release } from "../runs/measures.js";
import type { Trend } from "./trend.js";

const DAY = 86_400_000;

/** Standard deviations that an overview shows at least and at most: what is farther leaves it, and the others can still be seen. */
const NEAREST = 4;
const FARTHEST = 12;

/** A check and its trend. */
export interface NamedTrend {
  readonly name: string;
  readonly trend: Trend;
}

/**
 * Several checks over the last runs, each in standard deviations from its mean, with the limits that all have in common and changes
 * of version. @param shown how many runs
 */
export function overviewFigure(trends: readonly NamedTrend[], shown: number): Figure {
  const starts = trends.map(({ trend }) => trend.times[Math.max(0, trend.times.length - shown)]!);
  const begin = Math.min(...starts);
  const lines = trends.map(({ name, trend }) => {
    const from = Math.max(0, trend.times.length - shown);
    const { mean, sigma } = trend.limits!;
    return {
      type: "line" as const,
      name,
      x: daysAfter(begin, trend.times.subarray(from)),
      y: trend.values.subarray(from).map((value) => (value - mean) / sigma),
    };
  });
  const far = lines.flatMap(({ y }) => Array.from(y, Math.abs)).reduce((most, value) => Math.max(most, value), NEAREST);
  const reach = Math.min(1.05 * far, FARTHEST);
  return {
    title: "Checks over the last runs, in standard deviations from their means",
    x: timeAxis(begin),
    y: { label: "Distance from the mean", unit: "sigma", scale: "linear", domain: [-reach, reach] },
    marks: [
      ...lines,
      { type: "spans", name: "within 3 sigma", axis: "y", spans: [[-3, 3]] },
      ...releaseMarks(trends[0]?.trend.releases ?? [], begin),
    ],
  };
}

/** One check over its runs, by one chart: values, statistic and limits, the baseline shaded, changes of version. */
export function trendFigure(
  { name, trend }: NamedTrend,
  { unit, chart = "Shewhart", since }: { readonly unit: string; readonly chart?: ChartName; readonly since?: number },
): Figure {
  const first = since === undefined ? 0 : trend.times.findIndex((time) => time >= since);
  const from = first < 0 ? trend.times.length : first;
  const begin = trend.times[from] ?? trend.times[0]!;
  const x = daysAfter(begin, trend.times.subarray(from));
  const isSum = chart === "CUSUM";
  const measured: Mark[] = isSum ? [] : [{ type: "points", name, x, y: trend.values.subarray(from) }];
  return {
    title: `${name}: ${chart} chart`,
    x: timeAxis(begin),
    y: { label: isSum ? "Sum beyond the slack" : name, unit: isSum ? "sigma" : unit, scale: "linear" },
    marks: [...measured, ...chartMarks(trend, chart, from, begin), ...releaseMarks(trend.releases, begin)],
  };
}

function chartMarks({ limits, charts, times }: Trend, chart: ChartName, from: number, begin: number): Mark[] {
  if (limits === null || charts === null) return [];
  const cut = Math.max(0, from - limits.begin);
  const x = daysAfter(begin, times.subarray(limits.begin + cut));
  const part = (values: Float64Array): Float64Array => values.subarray(cut);
  const band = ({ low, high }: ControlChart): Mark => ({
    type: "band",
    name: "limits",
    x,
    low: part(low),
    high: part(high),
  });
  const baseline: Mark = {
    type: "spans",
    name: "baseline",
    axis: "x",
    spans: [[(limits.from - begin) / DAY, (limits.to - begin) / DAY]],
  };
  const shaded = limits.to >= begin ? [baseline] : [];
  const mean: Mark = { type: "rule", name: "mean", axis: "y", at: limits.mean };
  switch (chart) {
    case "Shewhart":
      return [band(charts.shewhart), mean, ...shaded];
    case "EWMA":
      return [
        band(charts.ewma),
        { type: "line", name: "moving average", x, y: part(charts.ewma.values) },
        mean,
        ...shaded,
      ];
    case "CUSUM":
      return [
        band(charts.cusum),
        { type: "line", name: "above", x, y: part(charts.cusum.values) },
        { type: "line", name: "below", x, y: part(charts.cusum.below) },
        ...shaded,
      ];
  }
}

function releaseMarks(releases: readonly Release[], begin: number): Mark[] {
  const at = releases
    .filter((release) => release.at >= begin)
    .map(({ at: when, version, software }) => ({ x: (when - begin) / DAY, text: `${version}, lisalab ${software}` }));
  return at.length === 0 ? [] : [{ type: "events", name: "other version", at }];
}

function timeAxis(begin: number): Figure["x"] {
  return { label: `Days after ${new Date(begin).toISOString().slice(0, 16)}`, unit: "d", scale: "linear" };
}

function daysAfter(begin: number, times: Float64Array): Float64Array {
  return times.map((time) => (time - begin) / DAY);
}
