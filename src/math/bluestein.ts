import { type ComplexArray, complexArray, exchanged } from "./complex.js";
import { cosineOfTurn, sineOfTurn } from "./turn.js";

type Transform = (input: ComplexArray, out: ComplexArray) => void;

/** What a transform of any length by convolution with a chirp needs: L. Bluestein, DOI 10.1109/TAU.1970.1162132. */
export interface Chirp {
  /** Length of the convolution: even, a product of 2, 3 and 5, at least twice the transform's. */
  readonly size: number;
  /** exp(−πi n²/N). */
  readonly chirp: ComplexArray;
  /** The transform of the conjugate chirp, wrapped around, over `size`. */
  readonly response: ComplexArray;
}

/** The chirp of a transform of `length`; `transformOf` makes the transform of its convolution. */
export function chirpOf(length: number, transformOf: (size: number) => Transform): Chirp {
  const size = smoothAtLeast(2 * length - 1);
  const chirp = complexArray(length);
  const kernel = complexArray(size);
  for (let n = 0, square = 0; n < length; n++) {
    chirp.re[n] = cosineOfTurn(square, 2 * length);
    chirp.im[n] = -sineOfTurn(square, 2 * length);
    for (const at of n === 0 ? [0] : [n, size - n]) {
      kernel.re[at] = chirp.re[n]! / size;
      kernel.im[at] = -chirp.im[n]! / size;
    }
    square = (square + 2 * n + 1) % (2 * length);
  }
  const response = complexArray(size);
  transformOf(size)(kernel, response);
  return { size, chirp, response };
}

/** A transform of any length by three of a length that is a product of small primes, one of them done beforehand. */
export function bluestein(length: number, transformOf: (size: number) => Transform): Transform {
  const { size, chirp, response } = chirpOf(length, transformOf);
  const transform = transformOf(size);
  const a = complexArray(size);
  const b = complexArray(size);
  return (input, out) => {
    a.re.fill(0, length);
    a.im.fill(0, length);
    multiplyInto(a, input, chirp);
    transform(a, b);
    multiplyInto(a, b, response);
    transform(exchanged(a), exchanged(b));
    multiplyInto(out, b, chirp);
  };
}

/** out[n] = a[n] b[n], for as many as the shortest has. */
function multiplyInto(out: ComplexArray, a: ComplexArray, b: ComplexArray): void {
  const count = Math.min(out.re.length, a.re.length, b.re.length);
  for (let n = 0; n < count; n++) {
    const re = a.re[n]! * b.re[n]! - a.im[n]! * b.im[n]!;
    out.im[n] = a.re[n]! * b.im[n]! + a.im[n]! * b.re[n]!;
    out.re[n] = re;
  }
}

/** The smallest multiple of 4 that is a product of 2, 3 and 5 and at least `least`. */
function smoothAtLeast(least: number): number {
  let best = Math.max(4, 2 ** Math.ceil(Math.log2(least)));
  for (let fives = 4; fives < best; fives *= 5) {
    for (let threes = fives; threes < best; threes *= 3) {
      let size = threes;
      while (size < least) size *= 2;
      if (size < best) best = size;
    }
  }
  return best;
}
