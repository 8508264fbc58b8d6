import { BadArgumentError } from "../core/errors.js";
import { bsplines } from "./bspline.js";

/** A function known at points and smooth between them. */
export interface Spline {
  /** The value at x; outside the points the end pieces go on. */
  at(x: number): number;
  /** The derivative of order 1 or more (0 is the value). */
  derivative(x: number, order?: number): number;
}

/**
 * The interpolating spline of odd `degree` (3 or 5) through the points, with "not-a-knot" ends, as scipy's
 * make_interp_spline(x, y, k): B-splines, and a banded system for their coefficients (C. de Boor, A Practical Guide to
 * Splines, chapters IX, X and XIII).
 */
export function interpolatingSpline(x: Float64Array, y: Float64Array, degree: 3 | 5 = 3): Spline {
  checkPoints(x, y, degree);
  const knots = notAKnot(x, degree);
  const coefficients = interpolationCoefficients(x, y, knots, degree);
  const derivative = (at: number, order = 1): number => evaluate(knots, coefficients, degree, at, order);
  return { at: (at) => derivative(at, 0), derivative };
}

function checkPoints(x: Float64Array, y: Float64Array, degree: number): void {
  if (x.length !== y.length || x.length <= degree) {
    throw new BadArgumentError(
      `A spline of degree ${degree} needs more than ${degree} points, as many values as abscissae, not ${x.length} and ${y.length}.`,
      { abscissae: x.length, values: y.length },
    );
  }
  const bad = x.findIndex((value, n) => n > 0 && !(value > x[n - 1]!));
  if (bad > 0) {
    throw new BadArgumentError(`Abscissae of a spline must grow; number ${bad} is ${x[bad]} after ${x[bad - 1]}.`, {
      index: bad,
    });
  }
}

/** Ends repeated degree + 1 times; the (degree−1)/2 points next to each end are no knots. */
function notAKnot(x: Float64Array, degree: number): Float64Array {
  const skipped = (degree + 1) / 2;
  const inner = x.subarray(skipped, x.length - skipped);
  const first = new Float64Array(degree + 1).fill(x[0]!);
  const last = new Float64Array(degree + 1).fill(x[x.length - 1]!);
  return Float64Array.from([...first, ...inner, ...last]);
}

/** The index i with knots[i] ≤ x < knots[i+1], kept to the pieces inside. */
function pieceOf(knots: Float64Array, degree: number, x: number): number {
  let low = degree;
  let high = knots.length - degree - 2;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (x < knots[middle]!) high = middle - 1;
    else low = middle;
  }
  return low;
}

/** Solves Σ c_j B_j(x_n) = y_n: elimination in the band, with partial pivoting not needed (total positivity). */
function interpolationCoefficients(
  x: Float64Array,
  y: Float64Array,
  knots: Float64Array,
  degree: number,
): Float64Array {
  const count = x.length;
  const width = 2 * degree + 1;
  const band = new Float64Array(count * width);
  for (let n = 0; n < count; n++) {
    const i = pieceOf(knots, degree, x[n]!);
    bsplines(knots, degree, i, x[n]!).forEach((value, r) => {
      band[n * width + (i - degree + r) - n + degree] = value;
    });
  }
  const solution = y.slice();
  eliminate(band, solution, degree);
  return solution;
}

/** Gaussian elimination of a matrix of `half` diagonals on each side, row n's column c at band[n(2half+1) + c − n + half]. */
function eliminate(band: Float64Array, right: Float64Array, half: number): void {
  const width = 2 * half + 1;
  const at = (row: number, column: number): number => row * width + column - row + half;
  for (let n = 0; n < right.length; n++) {
    for (let row = n + 1; row <= Math.min(n + half, right.length - 1); row++) {
      const factor = band[at(row, n)]! / band[at(n, n)]!;
      if (factor === 0) continue;
      for (let c = n; c <= Math.min(n + half, right.length - 1); c++) band[at(row, c)]! -= factor * band[at(n, c)]!;
      right[row]! -= factor * right[n]!;
    }
  }
  for (let n = right.length - 1; n >= 0; n--) {
    for (let c = n + 1; c <= Math.min(n + half, right.length - 1); c++) right[n]! -= band[at(n, c)]! * right[c]!;
    right[n]! /= band[at(n, n)]!;
  }
}

/** De Boor's algorithm on the coefficients of the derivative of this order. */
function evaluate(knots: Float64Array, coefficients: Float64Array, degree: number, x: number, order: number): number {
  if (order > degree) return 0;
  const i = pieceOf(knots, degree, x);
  const d = coefficients.slice(i - degree, i + 1);
  for (let k = 1; k <= degree; k++) {
    for (let j = degree; j >= k; j--) {
      const low = knots[j + i - degree]!;
      const span = knots[j + 1 + i - k]! - low;
      if (k <= order) d[j] = ((degree - k + 1) * (d[j]! - d[j - 1]!)) / span;
      else d[j] = d[j - 1]! + ((x - low) / span) * (d[j]! - d[j - 1]!);
    }
  }
  return d[degree]!;
}
