import { BadArgumentError } from "../core/errors.js";

/** What is usual of a series: limits are made of it. */
export interface Baseline {
  readonly mean: number;
  /** From the distances of neighbours, which a slow drift does not widen. */
  readonly sigma: number;
  /** How many values say so, without outliers; Infinity when mean and sigma are known, and not from values. */
  readonly count: number;
  /** How many values were left out, since they are far from all others. */
  readonly outliers: number;
}

/** Fewer values than that say too little of how much they scatter. */
export const FEWEST_VALUES = 8;

/** Mean and median distance of neighbours of a normal variable, in standard deviations: 2/√π, and √2 times the third quartile. */
const MEAN_RANGE = 2 / Math.sqrt(Math.PI);
const MEDIAN_RANGE = 0.953873;
/**
 * How far from the median, in standard deviations, an outlier is: of normal values one in 16,000. The robust spread of n values is itself
 * uncertain by about 1/√n; three times that are granted, since what is left out wrongly makes limits too narrow.
 */
const outlierBeyond = (count: number): number => 4 * (1 + 3 / Math.sqrt(count));

/**
 * Mean and spread of values in the order in which they were measured. Outliers, judged by median and median moving range, which a
 * few of them don't move, are left out first: limits from the others are as sharp as if they had not been there.
 */
export function baselineOf(values: Float64Array): Baseline {
  if (values.length < FEWEST_VALUES) {
    throw new BadArgumentError(
      `a baseline of ${values.length} values gives no limits; it takes at least ${FEWEST_VALUES}`,
      { length: values.length },
    );
  }
  const middle = medianOf(values);
  const scatter = medianOf(ranges(values)) / MEDIAN_RANGE;
  const farthest = outlierBeyond(values.length) * scatter;
  const kept = scatter > 0 ? values.filter((value) => Math.abs(value - middle) <= farthest) : values;
  return {
    mean: meanOf(kept),
    sigma: meanOf(ranges(kept)) / MEAN_RANGE,
    count: kept.length,
    outliers: values.length - kept.length,
  };
}

/** Distances of neighbours. */
function ranges(values: Float64Array): Float64Array {
  return values.subarray(1).map((value, index) => Math.abs(value - values[index]!));
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function medianOf(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
