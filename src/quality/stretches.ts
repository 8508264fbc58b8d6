import { BadDataError } from "../core/errors.js";

/** Consecutive samples: from `start` up to, but not including, `stop`. */
export interface Stretch {
  readonly start: number;
  readonly stop: number;
}

/** What is wrong with the samples of one stream. */
export interface StreamHealth {
  /** Stretches without a number: NaN or infinite, in order. */
  readonly missing: readonly Stretch[];
  /** Stretches in which the same value comes again and again, in order. */
  readonly frozen: readonly Stretch[];
  /** Samples missing of those expected, from 0 to 1; a stream that ends early misses its end. */
  readonly missingFraction: number;
}

/** Number of samples in these stretches. */
export function samplesIn(stretches: readonly Stretch[]): number {
  return stretches.reduce((sum, { start, stop }) => sum + stop - start, 0);
}

/** Where `values` holds no number: the stretches of NaN or infinity. */
export function missingStretches(values: Float64Array): Stretch[] {
  return stretchesWhere(values.length, (index) => !Number.isFinite(values[index]), 1);
}

/**
 * Where a stream stands still: at least `minimum` samples (>= 2) with exactly the value of the first. A working phase meter
 * never repeats itself for long: the noise of one sample is many times its resolution.
 */
export function frozenStretches(values: Float64Array, minimum: number): Stretch[] {
  const repeats = stretchesWhere(
    values.length,
    (index) => index > 0 && values[index] === values[index - 1],
    minimum - 1,
  );
  return repeats.map(({ start, stop }) => ({ start: start - 1, stop }));
}

/**
 * The health of one stream. `expected` is the number of samples there should be; `frozenAfter` the number of equal samples
 * from which the stream counts as frozen, `Infinity` for streams that stand still by design (a locked beatnote).
 */
export function streamHealth(values: Float64Array, expected: number, frozenAfter: number): StreamHealth {
  const missing = missingStretches(values);
  if (values.length < expected) missing.push({ start: values.length, stop: expected });
  const frozen = Number.isFinite(frozenAfter) ? frozenStretches(values, frozenAfter) : [];
  return { missing, frozen, missingFraction: samplesIn(missing) / Math.max(1, expected) };
}

/** The stretches in which every one of the streams has a number, in order; all streams begin at the same sample. */
export function completeStretches(streams: readonly Float64Array[]): Stretch[] {
  const length = Math.min(...streams.map((stream) => stream.length));
  return stretchesWhere(length, (index) => streams.every((stream) => Number.isFinite(stream[index])), 1);
}

/** The longest stretch in which every one of the streams has a number; all streams begin at the same sample. */
export function longestComplete(streams: readonly Float64Array[]): Stretch {
  const found = completeStretches(streams);
  if (found.length === 0) {
    const length = Math.min(...streams.map((stream) => stream.length));
    throw new BadDataError(
      `none of the ${length} samples has a number in all ${streams.length} streams; ask for the data again, or leave out the stream that is missing`,
      { length, streams: streams.length },
    );
  }
  return found.reduce((best, next) => (next.stop - next.start > best.stop - best.start ? next : best));
}

/** The stretches of at least `minimum` samples below `length` of which `holds` is true. */
export function stretchesWhere(length: number, holds: (index: number) => boolean, minimum: number): Stretch[] {
  const found: Stretch[] = [];
  let start = -1;
  for (let index = 0; index <= length; index++) {
    const inside = index < length && holds(index);
    if (inside && start < 0) start = index;
    if (inside || start < 0) continue;
    if (index - start >= minimum) found.push({ start, stop: index });
    start = -1;
  }
  return found;
}
