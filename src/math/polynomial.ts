import { BadArgumentError } from "../core/errors.js";
import { leastSquares } from "./linear.js";

/** A polynomial in the scaled abscissa u = (x − middle)/halfWidth, which is in [−1, 1] over the data it was fitted to. */
export interface Polynomial {
  readonly middle: number;
  readonly halfWidth: number;
  /** Coefficients of the Chebyshev polynomials T₀(u), T₁(u), … */
  readonly coefficients: Float64Array;
}

/** The polynomial of `degree` that fits the points by least squares (QR in Chebyshev polynomials of scaled x). */
export function polynomialFit(x: Float64Array, y: Float64Array, degree: number): Polynomial {
  if (x.length !== y.length || !(Number.isInteger(degree) && degree >= 0 && degree < x.length)) {
    throw new BadArgumentError(
      `A polynomial of degree ${degree} can't be fitted to ${x.length} abscissae and ${y.length} values: it needs equally many of both, and more than its degree.`,
      { degree, abscissae: x.length, values: y.length },
    );
  }
  const low = x.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = x.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const middle = 0.5 * (low + high);
  const halfWidth = high > low ? 0.5 * (high - low) : 1;
  const columns = chebyshevColumns(
    x.map((value) => (value - middle) / halfWidth),
    degree,
  );
  return { middle, halfWidth, coefficients: leastSquares(columns, y) };
}

/** The polynomial's value at `x` (Clenshaw's recurrence). */
export function polynomialAt({ middle, halfWidth, coefficients }: Polynomial, x: number): number {
  const u = (x - middle) / halfWidth;
  let next = 0;
  let afterNext = 0;
  for (let k = coefficients.length - 1; k > 0; k--) {
    const here = coefficients[k]! + 2 * u * next - afterNext;
    afterNext = next;
    next = here;
  }
  return coefficients[0]! + u * next - afterNext;
}

/** The derivative with respect to x, as a polynomial. */
export function polynomialDerivative({ middle, halfWidth, coefficients }: Polynomial): Polynomial {
  const degree = coefficients.length - 1;
  const derived = new Float64Array(Math.max(1, degree) + 2);
  for (let k = degree; k > 0; k--) derived[k - 1] = derived[k + 1]! + 2 * k * coefficients[k]!;
  derived[0]! *= 0.5;
  const kept = derived.subarray(0, Math.max(1, degree)).map((value) => value / halfWidth);
  return { middle, halfWidth, coefficients: kept };
}

function chebyshevColumns(u: Float64Array, degree: number): Float64Array[] {
  const columns = [new Float64Array(u.length).fill(1), u];
  for (let k = 2; k <= degree; k++) {
    const [before, last] = [columns[k - 2]!, columns[k - 1]!];
    columns.push(u.map((value, n) => 2 * value * last[n]! - before[n]!));
  }
  return columns.slice(0, degree + 1);
}
