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

/** How much counts what is outside of the band that matters. */
const OUTSIDE = 0.2;
const MOST_STEPS = 20;
/** The most that a pole moves in one step, in ln σ; and the relative gain below which steps are not worth it. */
const FARTHEST = 0.7;
const ENOUGH = 0.01;
/** No pole goes beyond: the response could not tell its place. */
const HIGHEST = 4;

/** Fits poles to a target by least squares. */
export class PoleFitting {
  readonly #weights: Float64Array;
  readonly #wanted: Float64Array;
  readonly #constant: readonly Float64Array[];

  constructor(
    private readonly target: FilterTarget,
    matters: (frequency: Hertz) => boolean,
  ) {
    const { re, im, frequencies } = target;
    this.#weights = frequencies.map(
      (f, n) => (matters(f) ? 1 : OUTSIDE) / Math.sqrt(re[n]! * re[n]! + im[n]! * im[n]!),
    );
    this.#wanted = this.#column((n) => [re[n]!, im[n]!]);
    this.#constant = target.isDifference ? [] : [this.#column(() => [1, 0])];
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

  /** With one pole more, at the place where it helps most. */
  extended(fit: FilterFit, places: readonly number[]): FilterFit {
    const free = places.filter((place) => fit.corners.every((corner) => Math.abs(corner - place) > 0.1));
    return free.map((place) => this.solve([...fit.corners, place])).reduce((a, b) => (b.cost < a.cost ? b : a));
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
    const isApart = ordered.every((corner, k) => corner < HIGHEST && (k === 0 || corner - ordered[k - 1]! > 0.02));
    return isApart ? this.solve(corners) : null;
  }

  #pole(corner: number): Float64Array {
    const sigma = portableExp(corner);
    return this.#column((n) => {
      const tangent = this.target.tangents[n]!;
      const scale = sigma / (sigma * sigma + tangent * tangent);
      return [scale * (sigma + tangent * tangent), scale * (sigma - 1) * tangent];
    });
  }

  /** The derivative of a pole's part by the corner. */
  #slope(corner: number, coefficient: number): Float64Array {
    const sigma = portableExp(corner);
    return this.#column((n) => {
      const tangent = this.target.tangents[n]!;
      const square = sigma * sigma + tangent * tangent;
      const scale = (coefficient * sigma * tangent) / (square * square);
      // σ iΩ (1 + iΩ)(σ − iΩ)² / |σ + iΩ|⁴
      const [a, b] = [sigma * sigma - tangent * tangent, -2 * sigma * tangent];
      return [scale * (-tangent * a - b), scale * (a - tangent * b)];
    });
  }

  #column(at: (n: number) => readonly [re: number, im: number]): Float64Array {
    const column = new Float64Array(2 * this.#weights.length);
    for (let n = 0; n < this.#weights.length; n++) {
      const [re, im] = at(n);
      column[2 * n] = re * this.#weights[n]!;
      column[2 * n + 1] = im * this.#weights[n]!;
    }
    return column;
  }
}
