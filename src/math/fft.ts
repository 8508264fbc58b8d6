import { BadArgumentError } from "../core/errors.js";
import { type ComplexArray, complexArray } from "./complex.js";
import { fftPlan } from "./plan.js";

/** The discrete Fourier transform X[k] = Σ x[n] exp(−2πi k n/N), of any length. */
export function fft(input: ComplexArray, out: ComplexArray = complexArray(input.re.length)): ComplexArray {
  return fftPlan(lengthOf(input)).forward(input, out);
}

/** The inverse transform x[n] = (1/N) Σ X[k] exp(+2πi k n/N), of any length. */
export function ifft(input: ComplexArray, out: ComplexArray = complexArray(input.re.length)): ComplexArray {
  return fftPlan(lengthOf(input)).inverse(input, out);
}

/** The transform of a real series: bins 0 … ⌊N/2⌋, the rest being their conjugates. */
export function rfft(
  values: Float64Array,
  out: ComplexArray = complexArray(Math.floor(values.length / 2) + 1),
): ComplexArray {
  return fftPlan(values.length).forwardReal(values, out);
}

/** The real series of `length` samples whose transform has these bins 0 … ⌊length/2⌋. */
export function irfft(
  bins: ComplexArray,
  length: number = 2 * (lengthOf(bins) - 1),
  out: Float64Array = new Float64Array(length),
): Float64Array {
  return fftPlan(length).inverseReal(bins, out);
}

/** The frequencies of the bins of {@link rfft}: k/(N dt). */
export function rfftFrequencies(length: number, dt: number): Float64Array {
  return Float64Array.from({ length: Math.floor(length / 2) + 1 }, (_, k) => k / (length * dt));
}

function lengthOf(array: ComplexArray): number {
  if (array.re.length !== array.im.length) {
    throw new BadArgumentError(
      `A complex array has ${array.re.length} real and ${array.im.length} imaginary parts; they must be equally many.`,
    );
  }
  return array.re.length;
}
