import { BadDataError } from "../core/errors.js";

/**
 * The coefficients c that minimise |Σ c_k columns[k] − y|², by Householder's QR (G. Golub, C. Van Loan, Matrix
 * Computations, 4th ed., algorithm 5.3.2).
 */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array): Float64Array {
  const a = columns.map((column) => column.slice());
  const rest = y.slice();
  const diagonal = a.map((column, k) => {
    const size = reflect(column, k);
    for (const other of [...a.slice(k + 1), rest]) applyReflection(column, other, k);
    return size;
  });
  const solution = new Float64Array(a.length);
  for (let k = a.length - 1; k >= 0; k--) {
    let sum = rest[k]!;
    for (let j = k + 1; j < a.length; j++) sum -= a[j]![k]! * solution[j]!;
    if (!(Math.abs(diagonal[k]!) > 0)) {
      throw new BadDataError(`Column ${k} of the fit depends on those before it; there is no single best fit.`, {
        column: k,
      });
    }
    solution[k] = sum / diagonal[k]!;
  }
  return solution;
}

/** Makes column[k…] the Householder vector (of squared length 2) that maps it to a multiple of the unit vector. */
function reflect(column: Float64Array, k: number): number {
  const tail = column.subarray(k);
  const norm = Math.sqrt(squaredNorm(tail));
  const alpha = tail[0]! > 0 ? -norm : norm;
  tail[0]! -= alpha;
  const scale = Math.sqrt(squaredNorm(tail) / 2);
  if (scale > 0) for (let n = 0; n < tail.length; n++) tail[n]! /= scale;
  return alpha;
}

function squaredNorm(vector: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < vector.length; n++) sum += vector[n]! * vector[n]!;
  return sum;
}

function applyReflection(vector: Float64Array, target: Float64Array, k: number): void {
  let projection = 0;
  for (let n = k; n < target.length; n++) projection += vector[n]! * target[n]!;
  for (let n = k; n < target.length; n++) target[n]! -= projection * vector[n]!;
}
