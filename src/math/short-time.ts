import { BadArgumentError } from "../core/errors.js";
import { type ComplexArray, complexArray } from "./complex.js";
import { mustBeFinite } from "./finite.js";
import { fftPlan } from "./plan.js";

/** Fourier transforms of windowed pieces of a series, one after the other. */
export interface ShortTimeMap extends ComplexArray {
  /** Pieces, each `bins` long, the first from sample 0 on. */
  readonly pieces: number;
  /** Bin k is k/window.length of the sampling rate. */
  readonly bins: number;
}

/**
 * Σ w[n] x[n + step p] exp(−2πi k n/N) of all pieces p that lie within the series.
 * @throws BadArgumentError for a series that is shorter than the window, a step that is no positive integer; BadDataError for samples that are no numbers
 */
export function shortTimeFourier(values: Float64Array, window: Float64Array, step: number): ShortTimeMap {
  const length = window.length;
  if (!(Number.isInteger(step) && step > 0) || values.length < length || length < 1) {
    throw new BadArgumentError(
      `shortTimeFourier: windows of ${length} samples, ${step} apart, on ${values.length} samples; the series must be as long as the window, and the step an integer from 1 on.`,
      { window: length, step, samples: values.length },
    );
  }
  mustBeFinite("the series", values);
  const plan = fftPlan(length);
  const pieces = Math.floor((values.length - length) / step) + 1;
  const { re, im } = complexArray(pieces * plan.bins);
  const [piece, bins] = [new Float64Array(length), complexArray(plan.bins)];
  for (let p = 0; p < pieces; p++) {
    for (let n = 0; n < length; n++) piece[n] = window[n]! * values[p * step + n]!;
    plan.forwardReal(piece, bins);
    re.set(bins.re, p * plan.bins);
    im.set(bins.im, p * plan.bins);
  }
  return { pieces, bins: plan.bins, re, im };
}
