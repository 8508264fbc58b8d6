import { BadDataError } from "../core/errors.js";
import { type ComplexArray, complexArray } from "./complex.js";
import type { Matrix } from "./matrix.js";

/** QR steps that one eigenvalue may take; two or three are usual. */
const MOST_STEPS = 60;

/**
 * The eigenvalues of a real square matrix: Householder's reduction to Hessenberg form, then QR steps with Wilkinson's shift
 * in complex numbers (G. Golub, C. Van Loan, Matrix Computations, 4th ed., algorithms 7.4.2 and section 7.5).
 */
export function eigenvalues(matrix: Matrix): ComplexArray {
  const size = matrix.rows;
  const re = matrix.values.slice();
  const im = new Float64Array(re.length);
  reduceToHessenberg(re, size);
  const found = complexArray(size);
  let steps = 0;
  for (let last = size - 1; last >= 0; ) {
    const first = blockStart(re, im, size, last);
    if (first === last) {
      found.re[last] = re[last * size + last]!;
      found.im[last] = im[last * size + last]!;
      last--;
      steps = 0;
      continue;
    }
    if (++steps > MOST_STEPS) {
      throw new BadDataError(`An eigenvalue of the ${size} × ${size} matrix was not found in ${MOST_STEPS} QR steps.`);
    }
    qrStep(re, im, size, first, last, steps % 10 === 0);
  }
  return found;
}

/** Makes every entry below the first subdiagonal zero, by reflections from both sides. */
function reduceToHessenberg(a: Float64Array, size: number): void {
  const v = new Float64Array(size);
  for (let column = 0; column < size - 2; column++) {
    let norm = 0;
    for (let row = column + 1; row < size; row++) norm += a[row * size + column]! ** 2;
    norm = Math.sqrt(norm);
    if (norm === 0) continue;
    v.fill(0);
    for (let row = column + 1; row < size; row++) v[row] = a[row * size + column]!;
    v[column + 1]! += v[column + 1]! > 0 ? norm : -norm;
    let square = 0;
    for (let row = column + 1; row < size; row++) square += v[row]! ** 2;
    reflect(a, size, v, column + 1, 2 / square);
  }
}

/** a ← (1 − s v vᵀ) a (1 − s v vᵀ), where v is zero before `from`. */
function reflect(a: Float64Array, size: number, v: Float64Array, from: number, scale: number): void {
  for (let column = 0; column < size; column++) {
    let dot = 0;
    for (let row = from; row < size; row++) dot += v[row]! * a[row * size + column]!;
    for (let row = from; row < size; row++) a[row * size + column]! -= scale * dot * v[row]!;
  }
  for (let row = 0; row < size; row++) {
    let dot = 0;
    for (let column = from; column < size; column++) dot += a[row * size + column]! * v[column]!;
    for (let column = from; column < size; column++) a[row * size + column]! -= scale * dot * v[column]!;
  }
}

/** Where the unreduced block that ends at `last` begins; what is below it is set to zero. */
function blockStart(re: Float64Array, im: Float64Array, size: number, last: number): number {
  for (let row = last; row > 0; row--) {
    const below = row * size + row - 1;
    const diagonal = Math.hypot(re[row * size + row]!, im[row * size + row]!);
    const before = Math.hypot(re[below - size]!, im[below - size]!);
    if (Math.hypot(re[below]!, im[below]!) <= Number.EPSILON * (diagonal + before)) {
      re[below] = 0;
      im[below] = 0;
      return row;
    }
  }
  return 0;
}

/** One step H − σ = QR, H ← RQ + σ on the block from `first` to `last`, by Givens rotations. */
function qrStep(re: Float64Array, im: Float64Array, size: number, first: number, last: number, unusual: boolean): void {
  const shift = unusual ? unusualShift(re, im, size, last) : wilkinsonShift(re, im, size, last);
  for (let k = first; k <= last; k++) {
    re[k * size + k]! -= shift.re;
    im[k * size + k]! -= shift.im;
  }
  const rotations: Rotation[] = [];
  for (let k = first; k < last; k++) rotations.push(rotateRows(re, im, size, k, last));
  rotations.forEach((rotation, index) => {
    rotateColumns(re, im, size, first + index, first, rotation);
  });
  for (let k = first; k <= last; k++) {
    re[k * size + k]! += shift.re;
    im[k * size + k]! += shift.im;
  }
}

/** c real, s complex: rows become c x + s y and c y − s̄ x. */
interface Rotation {
  readonly c: number;
  readonly re: number;
  readonly im: number;
}

/** Makes the entry below the diagonal of column k zero. */
function rotateRows(re: Float64Array, im: Float64Array, size: number, k: number, last: number): Rotation {
  const upper = k * size;
  const lower = upper + size;
  const [ar, ai, br, bi] = [re[upper + k]!, im[upper + k]!, re[lower + k]!, im[lower + k]!];
  const a = Math.hypot(ar, ai);
  const norm = Math.hypot(a, br, bi);
  // c = |a|/n and s = (a/|a|) b̄/n; where a is zero its phase is taken as one.
  const [pr, pi] = a === 0 ? [1, 0] : [ar / a, ai / a];
  const rotation = { c: a / norm, re: (pr * br + pi * bi) / norm, im: (pi * br - pr * bi) / norm };
  for (let n = k; n <= last; n++) {
    const [xr, xi, yr, yi] = [re[upper + n]!, im[upper + n]!, re[lower + n]!, im[lower + n]!];
    re[upper + n] = rotation.c * xr + rotation.re * yr - rotation.im * yi;
    im[upper + n] = rotation.c * xi + rotation.re * yi + rotation.im * yr;
    re[lower + n] = rotation.c * yr - rotation.re * xr - rotation.im * xi;
    im[lower + n] = rotation.c * yi - rotation.re * xi + rotation.im * xr;
  }
  return rotation;
}

/** The conjugate transpose of a rotation, from the right, on the columns k and k + 1. */
function rotateColumns(re: Float64Array, im: Float64Array, size: number, k: number, first: number, g: Rotation): void {
  for (let row = first; row <= k + 1; row++) {
    const at = row * size + k;
    const [xr, xi, yr, yi] = [re[at]!, im[at]!, re[at + 1]!, im[at + 1]!];
    re[at] = g.c * xr + g.re * yr + g.im * yi;
    im[at] = g.c * xi + g.re * yi - g.im * yr;
    re[at + 1] = g.c * yr - g.re * xr + g.im * xi;
    im[at + 1] = g.c * yi - g.re * xi - g.im * xr;
  }
}

/** The eigenvalue of the last 2 × 2 block that is nearest to its last entry. */
function wilkinsonShift(re: Float64Array, im: Float64Array, size: number, last: number): { re: number; im: number } {
  const d = last * size + last;
  const [ar, ai, dr, di] = [re[d - size - 1]!, im[d - size - 1]!, re[d]!, im[d]!];
  const [br, bi, cr, ci] = [re[d - size]!, im[d - size]!, re[d - 1]!, im[d - 1]!];
  const [hr, hi] = [(ar - dr) / 2, (ai - di) / 2];
  const [qr, qi] = [hr * hr - hi * hi + br * cr - bi * ci, 2 * hr * hi + br * ci + bi * cr];
  const size2 = Math.hypot(qr, qi);
  const rootRe = Math.sqrt((size2 + qr) / 2);
  const rootIm = Math.sqrt(Math.max(0, size2 - qr) / 2) * (qi < 0 ? -1 : 1);
  // d + h ± √(h² + bc), with the sign that makes the step from d small.
  const sign = hr * rootRe + hi * rootIm > 0 ? -1 : 1;
  return { re: dr + hr + sign * rootRe, im: di + hi + sign * rootIm };
}

/** A shift that breaks a cycle of the usual ones. */
function unusualShift(re: Float64Array, im: Float64Array, size: number, last: number): { re: number; im: number } {
  const below = last * size + last - 1;
  return { re: re[last * size + last]! + Math.hypot(re[below]!, im[below]!), im: im[last * size + last]! };
}
