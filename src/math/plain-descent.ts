import { type ChunkOutcome, isPossible, type LagrangeChunk, reachOf } from "./chunk.js";
import { paddedWindow, pairedRun } from "./plain-lagrange.js";
import { isNarrow, type Run, runsOf } from "./runs.js";
import { expandedTaps } from "./taps.js";

/** Sums of the shifts and of the rates of nested delays. */
export interface Sums {
  readonly shifts: Float64Array;
  readonly rates: Float64Array;
}

/**
 * The sums one delay deeper: the delay and its rate, taken at the time that the sums so far lead to, and these. Where shifts
 * hardly vary the delay is taken to the first order about the centre of a run: the second would add δ²/2 < 2e-12 of its
 * second derivative.
 */
export function descend(chunk: LagrangeChunk, delay: Sums, { rates }: Sums, deeper: Sums): ChunkOutcome {
  const { shifts, from, coefficients } = chunk;
  if (!shifts.every(isPossible)) return "impossible";
  const runs = runsOf(shifts);
  const low = Math.min(...runs.map((run) => run.low));
  const high = Math.max(...runs.map((run) => run.high));
  const reach = reachOf(low, high, shifts.length, coefficients.length);
  if (reach === null) return "too wide";
  const pairs = [
    [delay.shifts, shifts, deeper.shifts],
    [delay.rates, rates, deeper.rates],
  ] as const;
  for (const [values, before, out] of pairs) {
    const window = paddedWindow(values, from + reach.first, reach.length);
    for (const run of runs) {
      if (isNarrow(run)) firstOrderRun(out, window, -reach.first, chunk, run);
      else pairedRun(out, window, -reach.first, chunk, run);
    }
    for (let n = 0; n < out.length; n++) out[n]! += before[n]!;
  }
  return "done";
}

function firstOrderRun(out: Float64Array, window: Float64Array, offset: number, chunk: LagrangeChunk, run: Run): void {
  const half = chunk.coefficients.length;
  const centre = 0.5 * (run.low + run.high);
  const floor = Math.floor(centre);
  const taps = expandedTaps(chunk.coefficients, centre - floor);
  const first = offset + floor - half + 1;
  for (let n = run.from; n < run.from + run.count; n++) {
    let value = 0;
    let slope = 0;
    for (let k = 0, at = first + n, t = 0; k < 2 * half; k++, at++, t += 3) {
      value += taps[t]! * window[at]!;
      slope += taps[t + 1]! * window[at]!;
    }
    out[n] = value + (chunk.shifts[n]! - centre) * slope;
  }
}
