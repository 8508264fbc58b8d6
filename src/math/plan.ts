import { BadArgumentError } from "../core/errors.js";
import { stockhamPass } from "./plain.fft.js";
import { type Pass, passesOf } from "./stockham.js";
import { cosineOfTurn, sineOfTurn } from "./twiddle.js";

/** Complex numbers, real and imaginary parts apart. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Zeros. */
export function complexArray(length: number): ComplexArray {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

/** Transforms of one length, with their tables computed once. Outputs may not share memory with inputs. */
export interface FftPlan {
  readonly length: number;
  /** Bins of a real transform: ⌊length/2⌋ + 1. */
  readonly bins: number;
  forward(input: ComplexArray, out: ComplexArray): ComplexArray;
  inverse(input: ComplexArray, out: ComplexArray): ComplexArray;
  forwardReal(values: Float64Array, out: ComplexArray): ComplexArray;
  inverseReal(bins: ComplexArray, out: Float64Array): Float64Array;
}

/** The plan of transforms of `length` (any, from 1). */
export function fftPlan(length: number): FftPlan {
  if (!Number.isInteger(length) || length < 1) {
    throw new BadArgumentError(`A Fourier transform needs 1 sample or more, not ${length}.`, { length });
  }
  const transform = complexTransform(length);
  const half = length % 2 === 0 ? complexTransform(length / 2) : null;
  return {
    length,
    bins: Math.floor(length / 2) + 1,
    forward: (input, out) => {
      checkLengths(length, input.re, input.im, out.re, out.im);
      transform(input, out);
      return out;
    },
    inverse: (input, out) => {
      checkLengths(length, input.re, input.im, out.re, out.im);
      inverseBy(transform, input, out);
      return out;
    },
    forwardReal: (values, out) => {
      checkLengths(length, values);
      checkLengths(Math.floor(length / 2) + 1, out.re, out.im);
      if (half === null) oddForwardReal(transform, values, out);
      else evenForwardReal(half, values, out);
      return out;
    },
    inverseReal: (bins, out) => {
      checkLengths(length, out);
      checkLengths(Math.floor(length / 2) + 1, bins.re, bins.im);
      if (half === null) oddInverseReal(transform, bins, out);
      else evenInverseReal(half, bins, out);
      return out;
    },
  };
}

type Transform = (input: ComplexArray, out: ComplexArray) => void;

function complexTransform(length: number): Transform {
  const passes = passesOf(length);
  return passes === null ? bluestein(length) : (input, out) => runPasses(passes, input, out);
}

/** Runs the passes back and forth between two buffers so that the last one writes `out`. */
function runPasses(passes: readonly Pass[], input: ComplexArray, out: ComplexArray): void {
  if (passes.length === 0) {
    out.re.set(input.re);
    out.im.set(input.im);
    return;
  }
  const other = complexArray(input.re.length);
  let from = input;
  passes.forEach((pass, index) => {
    const to = (passes.length - index) % 2 === 1 ? out : other;
    stockhamPass(pass, from.re, from.im, to.re, to.im);
    from = to;
  });
}

/** The inverse by the forward transform with real and imaginary parts exchanged. */
function inverseBy(transform: Transform, input: ComplexArray, out: ComplexArray): void {
  transform({ re: input.im, im: input.re }, { re: out.im, im: out.re });
  const scale = 1 / input.re.length;
  for (let k = 0; k < out.re.length; k++) {
    out.re[k]! *= scale;
    out.im[k]! *= scale;
  }
}

/** A real series of odd length as a complex one. */
function oddForwardReal(transform: Transform, values: Float64Array, out: ComplexArray): void {
  const full = complexArray(values.length);
  transform({ re: values, im: new Float64Array(values.length) }, full);
  out.re.set(full.re.subarray(0, out.re.length));
  out.im.set(full.im.subarray(0, out.im.length));
}

function oddInverseReal(transform: Transform, bins: ComplexArray, out: Float64Array): void {
  const length = out.length;
  const full = complexArray(length);
  full.re.set(bins.re);
  full.im.set(bins.im);
  full.im[0] = 0;
  for (let k = 1; 2 * k < length; k++) {
    full.re[length - k] = bins.re[k]!;
    full.im[length - k] = -bins.im[k]!;
  }
  inverseBy(transform, full, { re: out, im: new Float64Array(length) });
}

/** A real series of even length N as the complex one z[n] = x[2n] + i x[2n+1] of length N/2, taken apart afterwards. */
function evenForwardReal(half: Transform, values: Float64Array, out: ComplexArray): void {
  const m = values.length / 2;
  const packed = complexArray(m);
  for (let n = 0; n < m; n++) {
    packed.re[n] = values[2 * n]!;
    packed.im[n] = values[2 * n + 1]!;
  }
  const z = complexArray(m);
  half(packed, z);
  for (let k = 0; k <= m; k++) {
    const a = k % m;
    const b = (m - k) % m;
    const evenR = 0.5 * (z.re[a]! + z.re[b]!);
    const evenI = 0.5 * (z.im[a]! - z.im[b]!);
    const oddR = 0.5 * (z.im[a]! + z.im[b]!);
    const oddI = 0.5 * (z.re[b]! - z.re[a]!);
    const c = cosineOfTurn(k, 2 * m);
    const s = -sineOfTurn(k, 2 * m);
    out.re[k] = evenR + oddR * c - oddI * s;
    out.im[k] = evenI + oddR * s + oddI * c;
  }
}

function evenInverseReal(half: Transform, bins: ComplexArray, out: Float64Array): void {
  const m = out.length / 2;
  const packed = complexArray(m);
  for (let k = 0; k < m; k++) {
    const aI = k === 0 ? 0 : bins.im[k]!;
    const bI = k === 0 ? 0 : bins.im[m - k]!;
    const evenR = 0.5 * (bins.re[k]! + bins.re[m - k]!);
    const evenI = 0.5 * (aI - bI);
    const diffR = 0.5 * (bins.re[k]! - bins.re[m - k]!);
    const diffI = 0.5 * (aI + bI);
    const c = cosineOfTurn(k, 2 * m);
    const s = sineOfTurn(k, 2 * m);
    packed.re[k] = evenR - (diffR * s + diffI * c);
    packed.im[k] = evenI + (diffR * c - diffI * s);
  }
  const z = complexArray(m);
  inverseBy(half, packed, z);
  for (let n = 0; n < m; n++) {
    out[2 * n] = z.re[n]!;
    out[2 * n + 1] = z.im[n]!;
  }
}

/**
 * Any length as a convolution with a chirp, by transforms of a length that is a product of small primes: L. Bluestein,
 * IEEE Trans. Audio Electroacoust. 18 (1970) 451, DOI 10.1109/TAU.1970.1162132.
 */
function bluestein(length: number): Transform {
  const size = smoothAtLeast(2 * length - 1);
  const passes = passesOf(size)!;
  const chirp = complexArray(length);
  for (let n = 0; n < length; n++) {
    const turn = Number((BigInt(n) * BigInt(n)) % BigInt(2 * length));
    chirp.re[n] = cosineOfTurn(turn, 2 * length);
    chirp.im[n] = -sineOfTurn(turn, 2 * length);
  }
  const kernel = complexArray(size);
  for (let n = 0; n < length; n++) {
    kernel.re[n] = chirp.re[n]! / size;
    kernel.im[n] = -chirp.im[n]! / size;
    if (n > 0) {
      kernel.re[size - n] = kernel.re[n]!;
      kernel.im[size - n] = kernel.im[n]!;
    }
  }
  const response = complexArray(size);
  runPasses(passes, kernel, response);
  return (input, out) => {
    const padded = complexArray(size);
    multiplyInto(padded, input, chirp);
    const spectrum = complexArray(size);
    runPasses(passes, padded, spectrum);
    multiplyInto(padded, spectrum, response);
    runPasses(passes, { re: padded.im, im: padded.re }, { re: spectrum.im, im: spectrum.re });
    multiplyInto(out, { re: spectrum.re.subarray(0, length), im: spectrum.im.subarray(0, length) }, chirp);
  };
}

function multiplyInto(out: ComplexArray, a: ComplexArray, b: ComplexArray): void {
  for (let n = 0; n < a.re.length; n++) {
    const re = a.re[n]! * b.re[n]! - a.im[n]! * b.im[n]!;
    out.im[n] = a.re[n]! * b.im[n]! + a.im[n]! * b.re[n]!;
    out.re[n] = re;
  }
}

/** The smallest product of 2, 3 and 5 that is at least `least`. */
export function smoothAtLeast(least: number): number {
  let best = 2 ** Math.ceil(Math.log2(least));
  for (let fives = 1; fives < best; fives *= 5) {
    for (let threes = fives; threes < best; threes *= 3) {
      let size = threes;
      while (size < least) size *= 2;
      if (size < best) best = size;
    }
  }
  return best;
}

function checkLengths(length: number, ...arrays: readonly Float64Array[]): void {
  for (const array of arrays) {
    if (array.length !== length) {
      throw new BadArgumentError(`An array of ${array.length} numbers where ${length} are needed.`, {
        length: array.length,
        expected: length,
      });
    }
  }
}
