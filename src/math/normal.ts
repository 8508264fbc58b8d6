import { BadDataError } from "../core/errors.js";

/**
 * A weighted fit by least squares whose equations come one by one or summed up already: the normal equations, solved by
 * Cholesky's factors of the matrix scaled to a unit diagonal. For some dozens of unknowns.
 */
export class NormalFit {
  readonly #size: number;
  readonly #matrix: Float64Array;
  readonly #right: Float64Array;

  constructor(unknowns: number) {
    this.#size = unknowns;
    this.#matrix = new Float64Array(unknowns * unknowns);
    this.#right = new Float64Array(unknowns);
  }

  /** Takes in the equation Σ row[j] c[j] = value with this weight (one over the variance). */
  add(row: Float64Array, value: number, weight: number = 1): void {
    for (let i = 0; i < this.#size; i++) {
      this.#right[i]! += weight * row[i]! * value;
      for (let j = 0; j <= i; j++) this.#matrix[i * this.#size + j]! += weight * row[i]! * row[j]!;
    }
  }

  /** Adds sums over many equations: of weight · row[i] · row[j], and of weight · row[i] · value, where i ≥ j. */
  addSums(i: number, j: number, sum: number): void {
    this.#matrix[Math.max(i, j) * this.#size + Math.min(i, j)]! += sum;
  }

  /** See {@link addSums}. */
  addRight(i: number, sum: number): void {
    this.#right[i]! += sum;
  }

  /**
   * The unknowns and their covariance (row-major), which is right when the weights are one over the variances.
   * @throws BadDataError when the equations don't determine them
   */
  solution(): { readonly values: Float64Array; readonly covariance: Float64Array } {
    const size = this.#size;
    const scale = Float64Array.from({ length: size }, (_, i) => 1 / Math.sqrt(this.#matrix[i * size + i]!));
    const lower = this.#factor(scale);
    const covariance = new Float64Array(size * size);
    for (let column = 0; column < size; column++) {
      const unit = new Float64Array(size);
      unit[column] = scale[column]!;
      solve(lower, unit);
      for (let row = 0; row < size; row++) covariance[row * size + column] = unit[row]! * scale[row]!;
    }
    const values = this.#right.map((value, i) => value * scale[i]!);
    solve(lower, values);
    return { values: values.map((value, i) => value * scale[i]!), covariance };
  }

  #factor(scale: Float64Array): Float64Array {
    const size = this.#size;
    const lower = new Float64Array(size * size);
    for (let i = 0; i < size; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = this.#matrix[i * size + j]! * scale[i]! * scale[j]!;
        for (let k = 0; k < j; k++) sum -= lower[i * size + k]! * lower[j * size + k]!;
        if (i === j && !(sum > size * Number.EPSILON)) throw undetermined(i);
        lower[i * size + j] = i === j ? Math.sqrt(sum) : sum / lower[j * size + j]!;
      }
    }
    return lower;
  }
}

function undetermined(unknown: number): BadDataError {
  return new BadDataError(`Unknown ${unknown} of the fit depends on those before it; the data don't determine it.`, {
    unknown,
  });
}

/** Solves L Lᵀ x = b in place. */
function solve(lower: Float64Array, x: Float64Array): void {
  const size = x.length;
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < i; k++) x[i]! -= lower[i * size + k]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let k = i + 1; k < size; k++) x[i]! -= lower[k * size + i]! * x[k]!;
    x[i]! /= lower[i * size + i]!;
  }
}
