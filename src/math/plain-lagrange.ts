import { type ChunkOutcome, isPossible, type LagrangeChunk, reachOf } from "./chunk.js";
import { isNarrow, type Run, runsOf } from "./runs.js";
import { expandedTaps } from "./taps.js";

/** The outputs of a chunk from each series. */
export function lagrangeChunk(
  chunk: LagrangeChunk,
  series: readonly Float64Array[],
  outs: readonly Float64Array[],
): ChunkOutcome {
  const { shifts, from, coefficients } = chunk;
  if (!shifts.every(isPossible)) return "impossible";
  const runs = runsOf(shifts);
  const low = Math.min(...runs.map((run) => run.low));
  const high = Math.max(...runs.map((run) => run.high));
  const reach = reachOf(low, high, shifts.length, coefficients.length);
  if (reach === null) return "too wide";
  series.forEach((values, index) => {
    const window = paddedWindow(values, from + reach.first, reach.length);
    for (const run of runs) runInto(outs[index]!, window, -reach.first, chunk, run);
  });
  return "done";
}

/** @param offset where in the window the sample is that has the index of the first output */
function runInto(out: Float64Array, window: Float64Array, offset: number, chunk: LagrangeChunk, run: Run): void {
  if (isNarrow(run)) expandedRun(out, window, offset, chunk, run);
  else pairedRun(out, window, offset, chunk, run);
}

/**
 * Lagrange interpolation in a paired, division-free form. With f the fraction of the shift, the nodes −j and 1+j share
 * the factor e_j = (j+f)(1+j−f) = j(j+1) + f(1−f), up to its sign; so, from j = 0 up, S ← S e_j + c_j A (x₋ⱼ (j+1−f) +
 * x₁₊ⱼ (j+f)) and A ← A e_j, and S is the value: no division, no special case f = 0.
 */
export function pairedRun(
  out: Float64Array,
  window: Float64Array,
  offset: number,
  chunk: LagrangeChunk,
  run: Run,
): void {
  const { shifts, coefficients } = chunk;
  for (let n = run.from; n < run.from + run.count; n++) {
    const floor = Math.floor(shifts[n]!);
    const f = shifts[n]! - floor;
    const g = 1 - f;
    const q = f * g;
    const at = offset + n + floor;
    let sum = 0;
    let product = 1;
    for (let j = 0; j < coefficients.length; j++) {
      const e = j * (j + 1) + q;
      const pair = window[at - j]! * (j + g) + window[at + 1 + j]! * (j + f);
      sum = sum * e + coefficients[j]! * product * pair;
      product *= e;
    }
    out[n] = sum;
  }
}

/** Where shifts hardly vary: three filters with the taps, their first and half their second derivative, at the centre. */
function expandedRun(out: Float64Array, window: Float64Array, offset: number, chunk: LagrangeChunk, run: Run): void {
  const half = chunk.coefficients.length;
  const centre = 0.5 * (run.low + run.high);
  const floor = Math.floor(centre);
  const taps = expandedTaps(chunk.coefficients, centre - floor);
  const first = offset + floor - half + 1;
  for (let n = run.from; n < run.from + run.count; n++) {
    let value = 0;
    let slope = 0;
    let curve = 0;
    for (let k = 0, at = first + n, t = 0; k < 2 * half; k++, at++, t += 3) {
      const x = window[at]!;
      value += taps[t]! * x;
      slope += taps[t + 1]! * x;
      curve += taps[t + 2]! * x;
    }
    const delta = chunk.shifts[n]! - centre;
    out[n] = value + delta * (slope + delta * curve);
  }
}

/** `length` samples from `base` on, with zeros where the series has none. */
export function paddedWindow(values: Float64Array, base: number, length: number): Float64Array {
  const window = new Float64Array(length);
  const first = Math.max(base, 0);
  const last = Math.min(base + length, values.length);
  if (last > first) window.set(values.subarray(first, last), first - base);
  return window;
}
