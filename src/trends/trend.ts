import { type Baseline, baselineOf } from "../quality/baseline.js";
import { type ChartName, type ControlCharts, controlCharts } from "../quality/charts.js";
import { ZONE_RULES, zoneSignals } from "../quality/zones.js";
import type { Release, Values } from "../runs/measures.js";
import { type BaselinePeriod, baselineRange } from "./period.js";

/** How a trend is judged. */
export interface TrendOptions {
  /** Which runs say what is usual; the first ones when absent. */
  readonly baseline?: BaselinePeriod;
  /** One chart alone; Shewhart's then with Western Electric's rules. All three when absent, each by its own limits. */
  readonly chart?: ChartName;
  readonly releases?: readonly Release[];
}

/** Limits, and from which runs they are. */
export interface TrendLimits extends Baseline {
  /** The baseline's place in the series, the end excluded. */
  readonly begin: number;
  readonly end: number;
  /** When its first and its last run began, ms since 1970 UTC. */
  readonly from: number;
  readonly to: number;
}

/** Since when a chart says that a check has changed. */
export interface OutOfControl {
  /** The chart, or its rule. */
  readonly by: string;
  /** The first run of those that say so without a break up to the last one: its place, and when it began. */
  readonly since: number;
  readonly at: number;
}

/** The values of a check over the runs, with what is usual, and whether the last one is. */
export interface Trend extends Values {
  /** null when too few runs are in the baseline. */
  readonly limits: TrendLimits | null;
  /** Over the values from the baseline's first on; null without limits. */
  readonly charts: ControlCharts | null;
  readonly releases: readonly Release[];
  /** The charts that the last value is beyond, the one that has said so for longest first; none when all is as usual. */
  readonly out: readonly OutOfControl[];
  /** The last value's distance from the mean in standard deviations; null without limits, or when the baseline never changes. */
  readonly distance: number | null;
}

/** Judges a check's last value by what is usual. */
export function trendOf(series: Values, options: TrendOptions = {}): Trend {
  const { times, values } = series;
  const { baseline = "first", releases = [], chart } = options;
  const range = baselineRange(times, baseline, releases);
  if (range === null) return { times, values, releases, limits: null, charts: null, out: [], distance: null };
  const [begin, end] = range;
  const usual = baselineOf(values.subarray(begin, end));
  const limits = { ...usual, begin, end, from: times[begin]!, to: times[end - 1]! };
  const watched = values.subarray(begin);
  const charts = controlCharts(watched, usual);
  const signals = chart === "Shewhart" ? ruled(watched, usual) : charted(charts, chart);
  const out = standing(signals, watched.length - 1).map(({ by, since }) => ({
    by,
    since: since + begin,
    at: times[since + begin]!,
  }));
  const distance = usual.sigma > 0 ? (values.at(-1)! - usual.mean) / usual.sigma : null;
  return { times, values, releases, limits, charts, out, distance };
}

interface Said {
  readonly by: string;
  readonly index: number;
}

function charted({ signals }: ControlCharts, chart: ChartName | undefined): Said[] {
  const wanted = signals.filter((signal) => chart === undefined || signal.chart === chart);
  return wanted.map(({ chart: by, index }) => ({ by, index }));
}

function ruled(values: Float64Array, usual: Baseline): Said[] {
  // A baseline that never changes has no zones, but limits.
  if (!(usual.sigma > 0)) return charted(controlCharts(values, usual), "Shewhart");
  return zoneSignals(values, usual).map(({ rule, index }) => ({ by: ZONE_RULES[rule], index }));
}

/** Which say so up to the last value, and since when without a break. */
function standing(said: readonly Said[], last: number): { readonly by: string; readonly since: number }[] {
  const byName = new Map<string, Set<number>>();
  for (const { by, index } of said) byName.set(by, (byName.get(by) ?? new Set()).add(index));
  return [...byName]
    .filter(([, indices]) => indices.has(last))
    .map(([by, indices]) => {
      let since = last;
      while (indices.has(since - 1)) since -= 1;
      return { by, since };
    })
    .sort((a, b) => a.since - b.since);
}
