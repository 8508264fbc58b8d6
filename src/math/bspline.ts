/**
 * The degree + 1 B-splines that are not zero on piece i, between knots[i] and knots[i+1], at x (C. de Boor, A Practical Guide
 * to Splines, X.8).
 */
export function bsplines(knots: Float64Array, degree: number, i: number, x: number): Float64Array {
  const values = new Float64Array(degree + 1);
  values[0] = 1;
  for (let k = 1; k <= degree; k++) {
    let saved = 0;
    for (let r = 0; r < k; r++) {
      const right = knots[i + r + 1]! - x;
      const left = x - knots[i + 1 - k + r]!;
      const part = values[r]! / (right + left);
      values[r] = saved + right * part;
      saved = left * part;
    }
    values[k] = saved;
  }
  return values;
}
