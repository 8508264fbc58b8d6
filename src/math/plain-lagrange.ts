import type { LagrangeChunk } from "./kernels.js";
import { isNarrow, type Run, runsOf } from "./runs.js";
import { expandedTaps } from "./taps.js";

/** The least and the greatest, if all are finite. */
export function extent(values: Float64Array): readonly [number, number] | null {
  let low = values[0]!;
  let high = low;
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (!Number.isFinite(value)) return null;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** The outputs of a chunk from each series. */
export function lagrangeChunk(
  chunk: LagrangeChunk,
  series: readonly Float64Array[],
  outs: readonly Float64Array[],
): void {
  const windows = series.map((values) => paddedWindow(values, chunk.base, chunk.length));
  for (const run of runsOf(chunk.shifts)) {
    if (!isNarrow(run)) {
      windows.forEach((window, index) => {
        pairedRun(window, chunk, run, outs[index]!);
      });
      continue;
    }
    const centre = 0.5 * (run.low + run.high);
    const taps = expandedTaps(chunk.coefficients, centre - Math.floor(centre));
    windows.forEach((window, index) => {
      expandedRun(window, chunk, run, centre, taps, outs[index]!);
    });
  }
}

/**
 * Lagrange interpolation in a paired, division-free form. With f the fraction of the shift, the nodes −j and 1+j share
 * the factor e_j = (j+f)(1+j−f) = j(j+1) + f(1−f), up to its sign; so, from j = 0 up, S ← S e_j + c_j A (x₋ⱼ (j+1−f) +
 * x₁₊ⱼ (j+f)) and A ← A e_j, and S is the value: no division, no special case f = 0.
 */
function pairedRun(window: Float64Array, chunk: LagrangeChunk, run: Run, out: Float64Array): void {
  const { shifts, coefficients, offset } = chunk;
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
function expandedRun(
  window: Float64Array,
  chunk: LagrangeChunk,
  run: Run,
  centre: number,
  taps: Float64Array,
  out: Float64Array,
): void {
  const half = chunk.coefficients.length;
  const first = chunk.offset + Math.floor(centre) - half + 1;
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
function paddedWindow(values: Float64Array, base: number, length: number): Float64Array {
  const window = new Float64Array(length);
  const first = Math.max(base, 0);
  const last = Math.min(base + length, values.length);
  if (last > first) window.set(values.subarray(first, last), first - base);
  return window;
}
