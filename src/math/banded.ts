import { BadDataError } from "../core/errors.js";

/**
 * A fit by least squares of which each equation has `width` neighbouring unknowns. Equations come one by one and are rotated
 * into a triangle of that width (Givens rotations; A. Björck, Numerical Methods for Least Squares Problems, section 6.2), so
 * that memory and time grow with the unknowns and not with their square.
 */
export class BandedFit {
  readonly #width: number;
  /** Row k of the triangle: its numbers in the columns k to k + width − 1. */
  readonly #triangle: Float64Array;
  readonly #right: Float64Array;

  constructor(unknowns: number, width: number) {
    this.#width = width;
    this.#triangle = new Float64Array(unknowns * width);
    this.#right = new Float64Array(unknowns);
  }

  /** Takes in the equation Σ row[j] c[first + j] = value. */
  add(first: number, row: Float64Array, value: number): void {
    const rest = row.slice();
    let right = value;
    for (let j = 0; j < this.#width; j++) {
      if (rest[j] === 0) continue;
      const k = first + j;
      const [cosine, sine] = this.#rotate(k, rest, j);
      const above = this.#right[k]!;
      this.#right[k] = cosine * above + sine * right;
      right = cosine * right - sine * above;
    }
  }

  /** Turns number j of `rest` into row k of the triangle, and gives the rotation. */
  #rotate(k: number, rest: Float64Array, j: number): readonly [cosine: number, sine: number] {
    const at = k * this.#width;
    const length = Math.hypot(this.#triangle[at]!, rest[j]!);
    const [cosine, sine] = [this.#triangle[at]! / length, rest[j]! / length];
    for (let m = 0; j + m < this.#width; m++) {
      const [above, below] = [this.#triangle[at + m]!, rest[j + m]!];
      this.#triangle[at + m] = cosine * above + sine * below;
      rest[j + m] = cosine * below - sine * above;
    }
    return [cosine, sine];
  }

  /** The unknowns. @throws BadDataError when the equations don't determine them */
  solution(): Float64Array {
    const solution = this.#right.slice();
    for (let k = solution.length - 1; k >= 0; k--) {
      const at = k * this.#width;
      for (let m = 1; m < this.#width && k + m < solution.length; m++) {
        solution[k]! -= this.#triangle[at + m]! * solution[k + m]!;
      }
      if (!(Math.abs(this.#triangle[at]!) > 0)) {
        throw new BadDataError(`Unknown ${k} of the fit is in no equation of its own; there is no single best fit.`, {
          unknown: k,
        });
      }
      solution[k]! /= this.#triangle[at]!;
    }
    return solution;
  }
}
