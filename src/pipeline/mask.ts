import { FLAGS, UNUSABLE } from "../core/flags.js";
import type { Mosa } from "../core/mosa.js";
import { type FlaggedRun, flaggedRuns } from "../tdi/reach.js";
import type { Observation, SampleRange, Stream } from "./observation.js";

/** Samples, and which of them have flags. */
export interface UsableSamples {
  readonly values: Float64Array;
  /** Runs of flagged samples, counted from the first of `values`. */
  readonly runs: readonly FlaggedRun[];
}

/**
 * Samples of a stream with NaN for all that no estimate may use: what is missing, damaged, in a gap or beyond limits. NaN then
 * goes with the arithmetic: whatever reaches one with a delay or a filter is NaN, and nothing else.
 */
export async function usableSamples(
  observation: Observation,
  stream: Stream,
  mosa: Mosa,
  range: SampleRange,
): Promise<UsableSamples> {
  const [{ values }, flags] = await Promise.all([
    observation.read(stream, mosa, range),
    observation.flags(stream, mosa, range),
  ]);
  for (let n = 0; n < values.length; n++) {
    if (!Number.isFinite(values[n])) {
      if ((flags[n]! & UNUSABLE) === 0) flags[n]! |= FLAGS.missing;
      values[n] = Number.NaN;
    } else if ((flags[n]! & UNUSABLE) !== 0) values[n] = Number.NaN;
  }
  return { values, runs: flaggedRuns(flags) };
}

/** The samples with straight lines across what is no number, and the nearest number at the ends; zeros when there is none. */
export function bridged(values: Float64Array): Float64Array {
  const out = values.slice();
  let last = -1;
  for (let n = 0; n <= out.length; n++) {
    if (n < out.length && Number.isNaN(out[n])) continue;
    for (let gap = last + 1; gap < n; gap++) out[gap] = between(out, last, n, gap);
    last = n;
  }
  return out;
}

function between(values: Float64Array, before: number, behind: number, at: number): number {
  const [left, right] = [values[before], values[behind]];
  if (left === undefined) return right ?? 0;
  if (right === undefined) return left;
  return left + ((right - left) * (at - before)) / (behind - before);
}
