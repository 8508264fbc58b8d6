import { portableExp } from "../core/portable.js";
import type { Hertz } from "../core/units.js";
import { leastSquares } from "../math/linear.js";
import type { FilterTarget } from "./target.js";

/** Σ c h, h = σ(1 + iΩ)/(σ + iΩ): poles p = (1 − σ)/(1 + σ) of 1/(1 − p/z), times 1 − p. */
export interface FilterFit {
  /** ln σ of each pole. */
  readonly corners: readonly number[];
  /** Of the constant, if the target has one, then of each pole. */
  readonly coefficients: Float64Array;
  /** What is left, relative to the target and weighted: real and imaginary parts in turn. */
  readonly rest: Float64Array;
  readonly cost: number;
}

/** Of the target's grid every second point is enough: the filter is smoother than the phase's integral. */
const EVERY = 2;
/** How much counts what is outside of the band that matters. */
const OUTSIDE = 0.2;
const MOST_STEPS = 8;
/** The most that a pole moves in one step, in ln σ; and the relative gain below which steps are not worth it. */
const FARTHEST = 0.7;
const ENOUGH = 0.01;
/** Poles are further apart than this, none goes beyond, in ln σ: the response could not tell their places. */
const CLOSEST = 0.02;
const HIGHEST = 4;

/** Fits poles to a target by least squares. */
export class PoleFitting {
  readonly #tangents: Float64Array;
  readonly #weights: Float64Array;
  readonly #wanted: Float64Array;
  readonly #constant: readonly Float64Array[];

  constructor({ tangents, frequencies, re, im, isDifference }: FilterTarget, matters: (frequency: Hertz) => boolean) {
    const thin = (values: Float64Array): Float64Array => values.filter((_, n) => n % EVERY === 0);
    const [x, y] = [thin(re), thin(im)];
    this.#tangents = thin(tangents);
    this.#weights = thin(frequencies).map(
      (frequency, n) => (matters(frequency) ? 1 : OUTSIDE) / Math.sqrt(x[n]! * x[n]! + y[n]! * y[n]!),
    );
    this.#wanted = this.#column((_, column, n) => column.set([x[n]!, y[n]!], 2 * n));
    this.#constant = isDifference ? [] : [this.#column((_, column, n) => column.set([1, 0], 2 * n))];
  }

  /** The best coefficients for these poles. */
  solve(corners: readonly number[]): FilterFit {
    const columns = [...this.#constant, ...corners.map((corner) => this.#pole(corner))];
    const coefficients = columns.length === 0 ? new Float64Array(0) : leastSquares(columns, this.#wanted);
    const rest = this.#wanted.slice();
    columns.forEach((column, k) => {
      for (let n = 0; n < rest.length; n++) rest[n]! -= coefficients[k]! * column[n]!;
    });
    return { corners, coefficients, rest, cost: rest.reduce((sum, value) => sum + value * value, 0) };
  }

  /** With one pole more, at the place where it would help most if the others stayed. */
  extended(fit: FilterFit, places: readonly number[]): FilterFit {
    const basis = orthonormal([...this.#constant, ...fit.corners.map((corner) => this.#pole(corner))]);
    let [best, most] = [NaN, -1];
    for (const place of places) {
      if (fit.corners.some((corner) => Math.abs(corner - place) < CLOSEST)) continue;
      const column = withoutParts(this.#pole(place), basis);
      const gain = dot(column, fit.rest) ** 2 / dot(column, column);
      if (gain > most) [best, most] = [place, gain];
    }
    return this.solve([...fit.corners, best]);
  }

  /** With the poles moved to where the fit is best nearby: steps of Gauss and Newton, damped as Levenberg and Marquardt do. */
  refined(start: FilterFit): FilterFit {
    let fit = start;
    let damping = 1e-3;
    for (let step = 0; step < MOST_STEPS && damping < 10; step++) {
      const next = this.#moved(fit, damping);
      const gain = next === null ? 0 : 1 - next.cost / fit.cost;
      if (next === null || !(gain > 0)) {
        damping *= 10;
        continue;
      }
      fit = next;
      damping /= 3;
      if (gain < ENOUGH) break;
    }
    return fit;
  }

  /** One step; null if it leads where poles can't be told apart. */
  #moved(fit: FilterFit, damping: number): FilterFit | null {
    const linear = [...this.#constant, ...fit.corners.map((corner) => this.#pole(corner))];
    const skip = this.#constant.length;
    const slopes = fit.corners.map((corner, k) => this.#slope(corner, fit.coefficients[skip + k]!));
    const rows = this.#wanted.length;
    const padded = [...linear, ...slopes].map((column, k) => {
      const long = new Float64Array(rows + slopes.length);
      long.set(column);
      if (k >= linear.length) long[rows + k - linear.length] = damping;
      return long;
    });
    const right = new Float64Array(rows + slopes.length);
    right.set(fit.rest);
    const steps = leastSquares(padded, right).subarray(linear.length);
    const corners = fit.corners.map((corner, k) => corner + Math.max(-FARTHEST, Math.min(FARTHEST, steps[k]!)));
    const ordered = [...corners].sort((a, b) => a - b);
    const isApart = ordered.every((corner, k) => corner < HIGHEST && (k === 0 || corner - ordered[k - 1]! > CLOSEST));
    return isApart ? this.solve(corners) : null;
  }

  #pole(corner: number): Float64Array {
    const sigma = portableExp(corner);
    return this.#column((tangent, column, n) => {
      const scale = sigma / (sigma * sigma + tangent * tangent);
      column[2 * n] = scale * (sigma + tangent * tangent);
      column[2 * n + 1] = scale * (sigma - 1) * tangent;
    });
  }

  /** The derivative of a pole's part by the corner. */
  #slope(corner: number, coefficient: number): Float64Array {
    const sigma = portableExp(corner);
    return this.#column((tangent, column, n) => {
      // σ iΩ (1 + iΩ)(σ − iΩ)² / |σ + iΩ|⁴
      const square = sigma * sigma + tangent * tangent;
      const scale = (coefficient * sigma * tangent) / (square * square);
      const [a, b] = [sigma * sigma - tangent * tangent, -2 * sigma * tangent];
      column[2 * n] = scale * (-tangent * a - b);
      column[2 * n + 1] = scale * (a - tangent * b);
    });
  }

  #column(fill: (tangent: number, column: Float64Array, n: number) => void): Float64Array {
    const column = new Float64Array(2 * this.#weights.length);
    this.#weights.forEach((weight, n) => {
      fill(this.#tangents[n]!, column, n);
      column[2 * n]! *= weight;
      column[2 * n + 1]! *= weight;
    });
    return column;
  }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += a[n]! * b[n]!;
  return sum;
}

/** A basis of the same space. */
function orthonormal(columns: readonly Float64Array[]): readonly Float64Array[] {
  const basis: Float64Array[] = [];
  for (const column of columns) {
    const rest = withoutParts(column, basis);
    const size = Math.sqrt(dot(rest, rest));
    basis.push(rest.map((value) => value / size));
  }
  return basis;
}

/** What is not of the space of an orthonormal basis: in two rounds, as one leaves rounding errors (Kahan and Parlett). */
function withoutParts(column: Float64Array, basis: readonly Float64Array[]): Float64Array {
  const rest = column.slice();
  for (const direction of [...basis, ...basis]) {
    const part = dot(rest, direction);
    for (let n = 0; n < rest.length; n++) rest[n]! -= part * direction[n]!;
  }
  return rest;
}
