import { type ComplexArray, complexArray } from "./complex.js";
import { cosineOfTurn, sineOfTurn } from "./turn.js";

/** exp(−2πi k/2m) for k from 0 to m. */
export function realTwiddles(m: number): ComplexArray {
  const twiddles = complexArray(m + 1);
  for (let k = 0; k <= m; k++) {
    twiddles.re[k] = cosineOfTurn(k, 2 * m);
    twiddles.im[k] = -sineOfTurn(k, 2 * m);
  }
  return twiddles;
}

/** Bins 0 … m of a real series of length 2m from the transform z of its even samples + i × its odd samples. */
export function unpackReal(z: ComplexArray, twiddles: ComplexArray, out: ComplexArray): void {
  const m = z.re.length;
  for (let k = 0; k <= m; k++) {
    const a = k === m ? 0 : k;
    const b = k === 0 ? 0 : m - k;
    const evenR = 0.5 * (z.re[a]! + z.re[b]!);
    const evenI = 0.5 * (z.im[a]! - z.im[b]!);
    const oddR = 0.5 * (z.im[a]! + z.im[b]!);
    const oddI = 0.5 * (z.re[b]! - z.re[a]!);
    const c = twiddles.re[k]!;
    const s = twiddles.im[k]!;
    out.re[k] = evenR + oddR * c - oddI * s;
    out.im[k] = evenI + oddR * s + oddI * c;
  }
}

/** The inverse of {@link unpackReal}: z from bins 0 … m; the imaginary parts of the first and last don't count. */
export function packReal(bins: ComplexArray, twiddles: ComplexArray, z: ComplexArray): void {
  const m = z.re.length;
  for (let k = 0; k < m; k++) {
    const aI = k === 0 ? 0 : bins.im[k]!;
    const bI = k === 0 ? 0 : bins.im[m - k]!;
    const evenR = 0.5 * (bins.re[k]! + bins.re[m - k]!);
    const evenI = 0.5 * (aI - bI);
    const diffR = 0.5 * (bins.re[k]! - bins.re[m - k]!);
    const diffI = 0.5 * (aI + bI);
    const c = twiddles.re[k]!;
    const s = twiddles.im[k]!;
    z.re[k] = evenR + (diffR * s - diffI * c);
    z.im[k] = evenI + (diffR * c + diffI * s);
  }
}
