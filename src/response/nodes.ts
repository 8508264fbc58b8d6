/** Degree of the polynomials that stand for slow quantities within a segment. */
export const DEGREE = 4;

/** Points at which a quantity is evaluated in each segment. */
export const NODES: number = DEGREE + 1;

/** The Chebyshev points of [−1, 1]: zeros of T₅. */
export const ABSCISSAE: readonly number[] = Array.from({ length: NODES }, (_, j) =>
  Math.cos((Math.PI * (2 * j + 1)) / (2 * NODES)),
);

/** T₀ … T₄ in powers of u. */
const CHEBYSHEV: readonly (readonly number[])[] = [
  [1, 0, 0, 0, 0],
  [0, 1, 0, 0, 0],
  [-1, 0, 2, 0, 0],
  [0, -3, 0, 4, 0],
  [1, 0, -8, 0, 8],
];

/** Number m·NODES + j: what the value at point j adds to the coefficient of u^m. */
const TO_POWERS: Float64Array = Float64Array.from({ length: NODES * NODES }, (_, at) => {
  const [m, j] = [Math.floor(at / NODES), at % NODES];
  return CHEBYSHEV.reduce((sum, powers, k) => {
    const weight = (k === 0 ? 1 : 2) / NODES;
    return sum + weight * Math.cos((Math.PI * k * (2 * j + 1)) / (2 * NODES)) * powers[m]!;
  }, 0);
});

/**
 * The polynomials in u ∈ [−1, 1] through values at the Chebyshev points: quantity q has its value at point j in
 * values[j·count + q] and gets its coefficient of u^m in the result at q·NODES + m.
 */
export function interpolants(values: Float64Array, count: number): Float64Array {
  const out = new Float64Array(count * NODES);
  for (let q = 0; q < count; q++) {
    for (let m = 0; m < NODES; m++) {
      let sum = 0;
      for (let j = 0; j < NODES; j++) sum += TO_POWERS[m * NODES + j]! * values[j * count + q]!;
      out[q * NODES + m] = sum;
    }
  }
  return out;
}
