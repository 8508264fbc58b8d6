import type { FlagSeries } from "../core/flags.js";
import { FLAGS, UNUSABLE } from "../core/flags.js";
import type { Mosa } from "../core/mosa.js";
import type { Combination, MeasurementName } from "./combination.js";
import type { DelayField } from "./evaluation.js";
import type { Delays } from "./polynomial.js";

/** Consecutive samples of a series with the same flags. */
export interface FlaggedRun {
  readonly start: number;
  /** The sample behind the last. */
  readonly stop: number;
  readonly bits: number;
}

/** The runs of samples that have flags. `offset` is added to their indices. */
export function flaggedRuns(flags: FlagSeries, offset = 0): FlaggedRun[] {
  const runs: FlaggedRun[] = [];
  let start = 0;
  for (let n = 1; n <= flags.length; n++) {
    if (n < flags.length && flags[n] === flags[start]) continue;
    if (flags[start] !== 0) runs.push({ start: start + offset, stop: n + offset, bits: flags[start]! });
    start = n;
  }
  return runs;
}

/**
 * Flags of a combination's samples: each has those of every sample that it is interpolated from, in every term. A sample at
 * n + S, S the sum of its delays, is made of those from floor(n + S) − (order−1)/2 to floor(n + S) + (order+1)/2; undelayed terms of
 * one. What reaches an unusable sample is an edge itself.
 * @param runs flagged samples of the measurements, on the grid of `field`
 * @param field the delays that {@link evaluate} is given
 */
export function reachedFlags(
  combination: Combination,
  runs: ReadonlyMap<MeasurementName, readonly FlaggedRun[]>,
  field: DelayField,
  order: number,
): FlagSeries {
  const out: FlagSeries = new Uint16Array(field.shifts["12"].length);
  for (const name of combination.measurements()) {
    const flagged = runs.get(name) ?? [];
    if (flagged.length === 0) continue;
    for (const { delays } of combination.on(name).terms()) {
      const shift = (n: number): number => shiftAlong(delays, field, n);
      for (const run of flagged) spread(run, delays.length === 0 ? undefined : shift, order, out);
    }
  }
  return out;
}

/** Flags of a series that is interpolated at n + shifts[n] (see lagrangeShift), from the flags of its samples. */
export function shiftedFlags(flags: FlagSeries, shifts: Float64Array, order: number): FlagSeries {
  const out: FlagSeries = new Uint16Array(flags.length);
  const shift = (n: number): number => interpolated(shifts, n);
  for (const run of flaggedRuns(flags)) spread(run, shift, order, out);
  return out;
}

/** Marks the outputs whose window of `order` + 1 samples about n + shift(n) has samples of the run. */
function spread(
  { start, stop, bits }: FlaggedRun,
  shift: ((n: number) => number) | undefined,
  order: number,
  out: FlagSeries,
): void {
  const half = (order + 1) / 2;
  const first = shift === undefined ? start : solved(start - half, shift);
  const end = shift === undefined ? stop : solved(stop + half - 1, shift);
  const marks = shift !== undefined && (bits & UNUSABLE) !== 0 ? bits | FLAGS.edge : bits;
  for (let n = Math.max(0, first); n < Math.min(out.length, end); n++) out[n]! |= marks;
}

/** The first n with n + shift(n) ≥ target. */
function solved(target: number, shift: (n: number) => number): number {
  let n = target;
  // Delays change by less than a millionth of themselves: three rounds are exact.
  for (let round = 0; round < 3; round++) n = target - shift(n);
  return Math.ceil(n);
}

/** The sum of nested delays, each at the time that those before it lead to. */
function shiftAlong(delays: Delays, field: DelayField, n: number): number {
  return delays.reduce((sum: number, link: Mosa) => sum + interpolated(field.shifts[link], n + sum), 0);
}

/** A smooth series between its samples; at its ends the nearest. */
function interpolated(values: Float64Array, at: number): number {
  const n = Math.min(values.length - 2, Math.max(0, Math.floor(at)));
  const share = Math.min(1, Math.max(0, at - n));
  return values[n]! + (values[n + 1]! - values[n]!) * share;
}
