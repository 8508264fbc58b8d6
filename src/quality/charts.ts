import { BadArgumentError } from "../core/errors.js";

/** A value that a control chart takes for a change of the process, by its place in the series. */
export interface Signal {
  readonly index: number;
  readonly chart: "Shewhart" | "EWMA" | "CUSUM";
  /** The statistic, and the limit that it is beyond. */
  readonly value: number;
  readonly limit: number;
}

/** A statistic over the values, with the limits between which it stays while nothing changes. */
export interface ControlChart {
  readonly values: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** Three charts of one series: the first sees jumps, the others small changes that stay. */
export interface ControlCharts {
  /** Mean and standard deviation of the baseline. */
  readonly mean: number;
  readonly sigma: number;
  /** How many values the baseline has. */
  readonly baseline: number;
  readonly shewhart: ControlChart;
  readonly ewma: ControlChart;
  /** Sums above (`values`) in units of sigma; those below are mirrored in `below`. */
  readonly cusum: ControlChart & { readonly below: Float64Array };
  /** In order of index; none within the baseline. */
  readonly signals: readonly Signal[];
}

/** Fewer values than that say too little of how much they scatter. */
const FEWEST = 8;
/** Limits of single values, in standard deviations: one false alarm in 370. */
const SHEWHART_LIMIT = 3;
/** Weight of the newest value and limit of the moving average: J. M. Lucas, M. S. Saccucci, Technometrics 32 (1990) 1. */
const EWMA = { weight: 0.2, limit: 2.86 };
/** Slack and limit of the sums, in standard deviations: one false alarm in 465 (D. C. Montgomery, Introduction to
 * Statistical Quality Control, 6th ed., chapter 9). */
const CUSUM = { slack: 0.5, limit: 5 };
/** Mean distance of neighbours of a normal variable, in standard deviations. */
const MOVING_RANGE = 1.128;

/**
 * Shewhart, EWMA and CUSUM charts of a series, with limits from its first `baseline` values: their mean, and their spread from
 * the distances of neighbours, which a slow drift does not widen. A mean of n values is off itself: limits are wider by √(1 + 1/n).
 */
export function controlCharts(values: Float64Array, baseline: number): ControlCharts {
  if (!(Number.isInteger(baseline) && baseline >= FEWEST && values.length >= baseline)) {
    throw new BadArgumentError(
      `a baseline of ${baseline} values of ${values.length} gives no limits; it takes at least ${FEWEST} that are there`,
      { baseline, length: values.length },
    );
  }
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new BadArgumentError(`value ${bad} of the chart is ${values[bad]}; leave out what was not measured`);
  const first = values.subarray(0, baseline);
  const mean = first.reduce((sum, value) => sum + value, 0) / baseline;
  const ranges = first.subarray(1).map((value, index) => Math.abs(value - first[index]!));
  const sigma = ranges.reduce((sum, range) => sum + range, 0) / ranges.length / MOVING_RANGE;
  const wide = sigma * Math.sqrt(1 + 1 / baseline);
  const shewhart = chart(
    values,
    mean,
    values.map(() => SHEWHART_LIMIT * wide),
  );
  const ewma = movingAverage(values, mean, wide);
  const cusum = sums(values, mean, wide);
  const signals = [
    ...beyond("Shewhart", shewhart, baseline),
    ...beyond("EWMA", ewma, baseline),
    ...beyond("CUSUM", cusum, baseline),
    ...beyond("CUSUM", { ...cusum, values: cusum.below }, baseline),
  ].sort((a, b) => a.index - b.index);
  return { mean, sigma, baseline, shewhart, ewma, cusum, signals };
}

function chart(values: Float64Array, mean: number, reach: Float64Array): ControlChart {
  return { values, low: reach.map((width) => mean - width), high: reach.map((width) => mean + width) };
}

function movingAverage(values: Float64Array, mean: number, sigma: number): ControlChart {
  const { weight, limit } = EWMA;
  let average = mean;
  const averages = values.map((value) => (average += weight * (value - average)));
  const reach = values.map((_, n) => {
    const settled = 1 - (1 - weight) ** (2 * (n + 1));
    return limit * sigma * Math.sqrt((weight / (2 - weight)) * settled);
  });
  return chart(averages, mean, reach);
}

function sums(values: Float64Array, mean: number, sigma: number): ControlCharts["cusum"] {
  const sum = (sign: 1 | -1): Float64Array => {
    let total = 0;
    return values.map((value) => {
      const distance = sigma > 0 ? (sign * (value - mean)) / sigma : 0;
      total = Math.max(0, total + distance - CUSUM.slack);
      return sign * total;
    });
  };
  const limits = values.map(() => CUSUM.limit);
  return { values: sum(1), below: sum(-1), low: limits.map((limit) => -limit), high: limits };
}

function beyond(name: Signal["chart"], { values, low, high }: ControlChart, from: number): Signal[] {
  const signals: Signal[] = [];
  for (let index = from; index < values.length; index++) {
    const value = values[index]!;
    const limit = value > high[index]! ? high[index]! : value < low[index]! ? low[index]! : Number.NaN;
    if (!Number.isNaN(limit)) signals.push({ index, chart: name, value, limit });
  }
  return signals;
}
