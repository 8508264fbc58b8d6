import { BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { type Polynomial, polynomialAt, polynomialDerivative, polynomialFit } from "../math/polynomial.js";

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
  const times = Float64Array.from(values, (_, index) => index * dt);
  const polynomial = fittedTo(times, values, degree);
  const middle = 0.5 * (values.length - 1) * dt;
  return {
    value: polynomialAt(polynomial, middle),
    rate: polynomialAt(polynomialDerivative(polynomial), middle),
    rest: values.map((value, index) => value - polynomialAt(polynomial, times[index]!)),
  };
}

/** Root mean square of those samples that are numbers. */
export function rms(values: Float64Array): number {
  const finite = values.filter(Number.isFinite);
  return Math.sqrt(finite.reduce((sum, value) => sum + value * value, 0) / finite.length);
}

function fittedTo(times: Float64Array, values: Float64Array, degree: number): Polynomial {
  const numbers = (_: number, index: number): boolean => Number.isFinite(values[index]);
  const used = values.filter(numbers);
  if (used.length < 10 * (degree + 1)) {
    throw new BadDataError(
      `a trend of degree ${degree} needs at least ${10 * (degree + 1)} samples that are numbers, found ${used.length}`,
      { degree, used: used.length },
    );
  }
  return polynomialFit(times.filter(numbers), used, degree);
}
