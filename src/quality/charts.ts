import { BadArgumentError } from "../core/errors.js";
import type { Baseline } from "./baseline.js";

/** The charts by name: the first sees jumps, the others small changes that stay. */
export type ChartName = "Shewhart" | "EWMA" | "CUSUM";

/** A value that a control chart takes for a change of the process, by its place in the series. */
export interface Signal {
  readonly index: number;
  readonly chart: ChartName;
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

/** Three charts of one series. */
export interface ControlCharts {
  readonly shewhart: ControlChart;
  readonly ewma: ControlChart;
  /** Sums above (`values`) in units of sigma; those below are mirrored in `below`. */
  readonly cusum: ControlChart & { readonly below: Float64Array };
  /** In order of index; those of the baseline's own values, too. */
  readonly signals: readonly Signal[];
}

/** Limits of single values, in standard deviations: one false alarm in 370. */
const SHEWHART_LIMIT = 3;
/**
 * Weight of the newest value and limit of the moving average, which gives one false alarm in 370: S. W. Roberts, doi:10.1080/00401706.1959.10489860;
 * J. M. Lucas, M. S. Saccucci, doi:10.1080/00401706.1990.10484583.
 */
const EWMA = { weight: 0.2, limit: 2.86 };
/**
 * Slack and limit of the sums, in standard deviations: one false alarm in 370 of both sides together (E. S. Page, doi:10.1093/biomet/41.1-2.100;
 * D. Brook, D. A. Evans, doi:10.1093/biomet/59.3.539). A sum is kept below twice its limit, so that it is back after some ten values.
 */
const CUSUM = { slack: 0.5, limit: 4.77, most: 2 * 4.77 };
/** Moving average and sums take a value for at most that many standard deviations away: a single outlier is Shewhart's to tell. */
const FARTHEST = 4;
/** A baseline that never changes has limits all the same, this part of its mean: rounding is no change. */
const ROUNDING = 1e-9;

/**
 * Shewhart's chart of single values, EWMA and CUSUM of a series; all start at the baseline's mean. A mean of n values is off
 * itself: limits are wider by √(1 + 1/n). Where the baseline never changes, every other value is a change, and Shewhart's alone.
 */
export function controlCharts(values: Float64Array, baseline: Baseline): ControlCharts {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0)
    throw new BadArgumentError(`value ${bad} of the chart is ${values[bad]}; leave out what was not measured`);
  const { mean } = baseline;
  const wide = wideSigma(baseline);
  const reach = wide > 0 ? SHEWHART_LIMIT * wide : ROUNDING * Math.abs(mean);
  const shewhart = chart(values, mean, new Float64Array(values.length).fill(reach));
  const ewma = movingAverage(values, mean, wide);
  const cusum = sums(values, mean, wide);
  const signals = [...beyond("Shewhart", shewhart)];
  if (wide > 0) {
    const below = { ...cusum, values: cusum.below };
    signals.push(...beyond("EWMA", ewma), ...beyond("CUSUM", cusum), ...beyond("CUSUM", below));
  }
  return { shewhart, ewma, cusum, signals: signals.sort((a, b) => a.index - b.index) };
}

/** The standard deviation that limits are made of. */
export function wideSigma({ sigma, count }: Baseline): number {
  return sigma * Math.sqrt(1 + 1 / count);
}

function chart(values: Float64Array, mean: number, reach: Float64Array): ControlChart {
  return { values, low: reach.map((width) => mean - width), high: reach.map((width) => mean + width) };
}

function movingAverage(values: Float64Array, mean: number, sigma: number): ControlChart {
  const { weight, limit } = EWMA;
  const farthest = FARTHEST * sigma;
  let average = 0;
  const averages = values.map((value) => {
    average += weight * (Math.max(-farthest, Math.min(farthest, value - mean)) - average);
    return mean + average;
  });
  const settled = limit * sigma * Math.sqrt(weight / (2 - weight));
  const reach = values.map((_, n) => settled * Math.sqrt(1 - (1 - weight) ** (2 * (n + 1))));
  return chart(averages, mean, reach);
}

function sums(values: Float64Array, mean: number, sigma: number): ControlCharts["cusum"] {
  const { slack, limit, most } = CUSUM;
  const sum = (sign: 1 | -1): Float64Array => {
    let total = 0;
    return values.map((value) => {
      const distance = sigma > 0 ? Math.min(FARTHEST, (sign * (value - mean)) / sigma) : 0;
      total = Math.max(0, Math.min(most, total + distance - slack));
      return sign * total;
    });
  };
  const high = new Float64Array(values.length).fill(limit);
  return { values: sum(1), below: sum(-1), low: high.map((value) => -value), high };
}

function beyond(name: ChartName, { values, low, high }: ControlChart): Signal[] {
  const signals: Signal[] = [];
  for (const [index, value] of values.entries()) {
    const limit = value > high[index]! ? high[index]! : value < low[index]! ? low[index]! : Number.NaN;
    if (!Number.isNaN(limit)) signals.push({ index, chart: name, value, limit });
  }
  return signals;
}
