import { BadArgumentError } from "../core/errors.js";
import { lagrangePaired } from "./plain.lagrange.js";

/** The highest interpolation order: beyond it the products of the paired form leave the range where they are exact. */
const HIGHEST_ORDER = 63;

/** Outputs computed at a time: the window of input that they need stays in the cache. */
const CHUNK = 4096;

/**
 * Samples `values` at n + shifts[n] for every n, by Lagrange interpolation through the order + 1 samples around that
 * point, from −(order−1)/2 to (order+1)/2 about its floor. A **positive shift looks ahead** (an advance), a negative one
 * is a delay: to delay by d seconds, shift by −d/dt. Samples outside the series count as zero. A NaN spreads to the
 * outputs whose window holds it.
 * @param values the series
 * @param shifts in samples: one per sample, or one for all
 * @param order odd, 1 to 63: 31 for measurements, 5 for delays
 * @param out where the result goes; must not share memory with `values`
 */
export function lagrangeShift(
  values: Float64Array,
  shifts: Float64Array | number,
  order: number = 31,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  return lagrangeShiftAll([values], shifts, order, [out])[0]!;
}

/**
 * Applies the same shifts to several series of one length (see {@link lagrangeShift}); the interpolation's taps are
 * computed once for all of them.
 */
export function lagrangeShiftAll(
  series: readonly Float64Array[],
  shifts: Float64Array | number,
  order: number = 31,
  outs: readonly Float64Array[] = series.map((values) => new Float64Array(values.length)),
): readonly Float64Array[] {
  const length = checkedLength(series, shifts, order, outs);
  const perSample = typeof shifts === "number" ? new Float64Array(Math.min(length, CHUNK)).fill(shifts) : shifts;
  for (let from = 0; from < length; from += CHUNK) {
    const count = Math.min(CHUNK, length - from);
    const chunk = typeof shifts === "number" ? perSample.subarray(0, count) : perSample.subarray(from, from + count);
    shiftChunk(series, chunk, from, order, outs);
  }
  return outs;
}

function shiftChunk(
  series: readonly Float64Array[],
  shifts: Float64Array,
  from: number,
  order: number,
  outs: readonly Float64Array[],
): void {
  const [lowest, highest] = floorRange(shifts, from);
  const half = (order + 1) / 2;
  const base = from + lowest - half + 1;
  const end = from + shifts.length + highest + half + 1;
  series.forEach((values, index) => {
    const window = paddedWindow(values, base, end);
    lagrangePaired(window, from - base, shifts, half, outs[index]!.subarray(from, from + shifts.length));
  });
}

/** The smallest and the largest floor of the shifts; throws if one is not finite. */
function floorRange(shifts: Float64Array, from: number): [number, number] {
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (let n = 0; n < shifts.length; n++) {
    const shift = shifts[n]!;
    if (!Number.isFinite(shift)) {
      throw new BadArgumentError(
        `The shift of sample ${from + n} is ${shift}; shifts must be finite numbers of samples. Fill or cut the gap first.`,
        { index: from + n, shift },
      );
    }
    if (shift < lowest) lowest = shift;
    if (shift > highest) highest = shift;
  }
  return [Math.floor(lowest), Math.floor(highest)];
}

/** `values[from … to)`, with zeros where the series has no sample. */
function paddedWindow(values: Float64Array, from: number, to: number): Float64Array {
  const window = new Float64Array(to - from);
  const first = Math.max(from, 0);
  const last = Math.min(to, values.length);
  if (last > first) window.set(values.subarray(first, last), first - from);
  return window;
}

function checkedLength(
  series: readonly Float64Array[],
  shifts: Float64Array | number,
  order: number,
  outs: readonly Float64Array[],
): number {
  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER || order % 2 === 0) {
    throw new BadArgumentError(`The interpolation order is ${order}; it must be odd, from 1 to ${HIGHEST_ORDER}.`, {
      order,
    });
  }
  const length = series[0]?.length ?? 0;
  const lengths = [...series, ...outs, ...(typeof shifts === "number" ? [] : [shifts])].map((array) => array.length);
  if (outs.length !== series.length || lengths.some((other) => other !== length)) {
    throw new BadArgumentError(
      `Series, shifts and outputs have lengths ${lengths.join(", ")}; they must all have the same length.`,
      { lengths },
    );
  }
  if (typeof shifts === "number" && !Number.isFinite(shifts)) {
    throw new BadArgumentError(`The shift is ${shifts}; it must be a finite number of samples.`, { shift: shifts });
  }
  return length;
}
