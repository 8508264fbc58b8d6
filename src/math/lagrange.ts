import { BadArgumentError } from "../core/errors.js";
import { FARTHEST, isPossible } from "./chunk.js";
import { kernels } from "./engine.js";
import type { Kernels } from "./kernels.js";
import { pairCoefficients, tapsAt } from "./taps.js";

/** The highest interpolation order: beyond it the products of the paired form lose accuracy. */
const HIGHEST_ORDER = 63;

/** Outputs computed at a time: the window of input that they need stays in the cache. */
const CHUNK = 4096;

/**
 * Samples `values` at n + shifts[n] for every n, by Lagrange interpolation through the order + 1 samples around that
 * point, from −(order−1)/2 to (order+1)/2 about its floor. A **positive shift looks ahead** (an advance), a negative one
 * is a delay: to delay by d seconds, shift by −d/dt. Samples outside the series count as zero. A NaN spreads to the
 * outputs whose window holds it.
 * @param values the series
 * @param shifts in samples, less than 2^30: one per sample, or one for all
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
 * Applies the same shifts to several series of one length (see {@link lagrangeShift}); what depends on the shifts alone
 * is computed once for all of them.
 */
export function lagrangeShiftAll(
  series: readonly Float64Array[],
  shifts: Float64Array | number,
  order: number = 31,
  outs: readonly Float64Array[] = series.map((values) => new Float64Array(values.length)),
): readonly Float64Array[] {
  return lagrangeShiftBy(kernels(), series, shifts, order, outs);
}

/** {@link lagrangeShiftAll} with these kernels. */
export function lagrangeShiftBy(
  by: Kernels,
  series: readonly Float64Array[],
  shifts: Float64Array | number,
  order: number,
  outs: readonly Float64Array[],
): readonly Float64Array[] {
  checkOrder(order);
  checkAlike([...series, ...outs, ...(typeof shifts === "number" ? [] : [shifts])]);
  const coefficients = pairCoefficients((order + 1) / 2);
  if (typeof shifts === "number") shiftAllAlike(by, series, shifts, coefficients, outs);
  else shiftVarying({ by, series, shifts, coefficients, outs });
  return outs;
}

/** Shifts that vary from sample to sample. */
interface Varying {
  readonly by: Kernels;
  readonly series: readonly Float64Array[];
  readonly shifts: Float64Array;
  readonly coefficients: Float64Array;
  readonly outs: readonly Float64Array[];
}

function shiftVarying(varying: Varying): void {
  const { length } = varying.shifts;
  for (let from = 0; from < length; from += CHUNK) shiftChunk(varying, from, Math.min(from + CHUNK, length));
}

/** Outputs `from … until`, in two halves if their shifts are too far apart to be done together. */
function shiftChunk(varying: Varying, from: number, until: number): void {
  const { by, series, shifts, coefficients, outs } = varying;
  const chunk = { from, shifts: shifts.subarray(from, until), coefficients };
  const outcome = by.lagrange(
    chunk,
    series,
    outs.map((out) => out.subarray(from, until)),
  );
  if (outcome === "impossible") throw impossible(shifts);
  if (outcome === "too wide") {
    const middle = (from + until) >> 1;
    shiftChunk(varying, from, middle);
    shiftChunk(varying, middle, until);
  }
}

/** One shift for all samples: a filter with constant taps. */
function shiftAllAlike(
  by: Kernels,
  series: readonly Float64Array[],
  shift: number,
  coefficients: Float64Array,
  outs: readonly Float64Array[],
): void {
  if (!isPossible(shift)) {
    throw new BadArgumentError(`The shift is ${shift}; it must be a finite number of samples, less than ${FARTHEST}.`, {
      shift,
    });
  }
  const floor = Math.floor(shift);
  const taps = tapsAt(coefficients, shift - floor);
  series.forEach((values, index) => {
    by.correlate(values, taps, floor - coefficients.length + 1, 1, outs[index]!);
  });
}

function impossible(shifts: Float64Array): BadArgumentError {
  const index = shifts.findIndex((shift) => !isPossible(shift));
  return new BadArgumentError(
    `The shift of sample ${index} is ${shifts[index]}; shifts must be finite numbers of samples, less than ${FARTHEST}. Fill or cut the gap first.`,
    { index, shift: shifts[index] },
  );
}

function checkOrder(order: number): void {
  if (!Number.isInteger(order) || order < 1 || order > HIGHEST_ORDER || order % 2 === 0) {
    throw new BadArgumentError(`The interpolation order is ${order}; it must be odd, from 1 to ${HIGHEST_ORDER}.`, {
      order,
    });
  }
}

function checkAlike(arrays: readonly Float64Array[]): void {
  const lengths = arrays.map((array) => array.length);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new BadArgumentError(
      `Series, shifts and outputs have lengths ${lengths.join(", ")}; they must all have the same length.`,
      { lengths },
    );
  }
}
