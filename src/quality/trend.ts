import { BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { type Polynomial, polynomialAt, polynomialDerivative } from "../math/polynomial.js";

/** What is slow in a series: its value and its rate in the middle, and what is left without it. */
export interface Trend {
  /** Value in the middle of the series, in its unit. */
  readonly value: number;
  /** Rate of change in the middle, per second. */
  readonly rate: number;
  /** The series less the trend; NaN where it is NaN. */
  readonly rest: Float64Array;
}

/** The least-squares polynomial of `degree` through `values`, `dt` apart; samples that are no number are left out. */
export function trendOf(values: Float64Array, dt: Seconds, degree: number): Trend {
  const { length } = values;
  mustSuffice(values, degree);
  const factors = choleskyOf(gramOf(values, degree));
  const rest = values.slice();
  const coefficients = new Float64Array(degree + 1);
  // Sums of products lose half of the digits; what the first pass leaves, the second one finds.
  for (let pass = 0; pass < 2; pass++) {
    const found = solved(factors, projected(rest, degree));
    for (let k = 0; k <= degree; k++) coefficients[k]! += found[k]!;
    subtract(rest, found);
  }
  const middle = 0.5 * (length - 1) * dt;
  const polynomial: Polynomial = { middle, halfWidth: Math.max(middle, dt), coefficients };
  return {
    value: polynomialAt(polynomial, middle),
    rate: polynomialAt(polynomialDerivative(polynomial), middle),
    rest,
  };
}

/** Root mean square of those samples that are numbers. */
export function rms(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value * value;
    count++;
  }
  return Math.sqrt(sum / count);
}

function mustSuffice(values: Float64Array, degree: number): void {
  let used = 0;
  for (const value of values) if (Number.isFinite(value)) used++;
  if (used >= 10 * (degree + 1)) return;
  throw new BadDataError(
    `a trend of degree ${degree} needs at least ${10 * (degree + 1)} samples that are numbers, found ${used}`,
    { degree, used },
  );
}

/** Sample `n` of `length` on [−1, 1]. */
function abscissa(n: number, length: number): number {
  return length > 1 ? (2 * n) / (length - 1) - 1 : 0;
}

/** Σ T_k T_j over the samples that are numbers, row by row; T_k T_j = (T_(k+j) + T_|k−j|)/2. */
function gramOf(values: Float64Array, degree: number): number[][] {
  const sums = projected(
    values.map((value) => (Number.isFinite(value) ? 1 : Number.NaN)),
    2 * degree,
  );
  return Array.from({ length: degree + 1 }, (_, k) =>
    Array.from({ length: degree + 1 }, (_, j) => 0.5 * (sums[k + j]! + sums[Math.abs(k - j)]!)),
  );
}

/** Σ values T_k for k up to `degree`. */
function projected(values: Float64Array, degree: number): Float64Array {
  const sums = new Float64Array(degree + 1);
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (!Number.isFinite(value)) continue;
    const u = abscissa(n, values.length);
    let [before, here] = [u, 1];
    for (let k = 0; k <= degree; k++) {
      sums[k]! += value * here;
      [before, here] = [here, 2 * u * here - before];
    }
  }
  return sums;
}

function subtract(values: Float64Array, coefficients: Float64Array): void {
  const polynomial: Polynomial = { middle: 0, halfWidth: 1, coefficients };
  for (let n = 0; n < values.length; n++) values[n]! -= polynomialAt(polynomial, abscissa(n, values.length));
}

/** The lower triangle L with L Lᵀ = `matrix`, which is positive definite. */
function choleskyOf(matrix: readonly (readonly number[])[]): number[][] {
  const lower: number[][] = [];
  matrix.forEach((row, k) => {
    const own: number[] = [];
    lower.push(own);
    for (let j = 0; j <= k; j++) {
      let rest = row[j]!;
      for (let i = 0; i < j; i++) rest -= own[i]! * lower[j]![i]!;
      own.push(j === k ? Math.sqrt(rest) : rest / lower[j]![j]!);
    }
  });
  return lower;
}

function solved(lower: readonly (readonly number[])[], right: Float64Array): Float64Array {
  const x = right.slice();
  const { length } = x;
  for (let k = 0; k < length; k++) {
    for (let j = 0; j < k; j++) x[k]! -= lower[k]![j]! * x[j]!;
    x[k]! /= lower[k]![k]!;
  }
  for (let k = length - 1; k >= 0; k--) {
    for (let j = k + 1; j < length; j++) x[k]! -= lower[j]![k]! * x[j]!;
    x[k]! /= lower[k]![k]!;
  }
  return x;
}
