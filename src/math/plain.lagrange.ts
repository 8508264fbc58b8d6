/**
 * Lagrange interpolation at n + shifts[n] in the paired, division-free form. With f the fraction of the shift, the nodes
 * −j and 1+j share the factor e_j = (j+f)(1+j−f) = j(j+1) + f(1−f), up to its sign; so, from j = 0 up,
 * S ← S e_j + c_j A (x₋ⱼ (j+1−f) + x₁₊ⱼ (j+f)), A ← A e_j, and S is the value: no division, no special case f = 0.
 * @param window input samples; sample n of the output's grid is window[offset + n]
 * @param half number of pairs, (order + 1)/2
 */
export function lagrangePaired(
  window: Float64Array,
  offset: number,
  shifts: Float64Array,
  half: number,
  out: Float64Array,
): void {
  const coefficients = pairCoefficients(half);
  for (let n = 0; n < shifts.length; n++) {
    const floor = Math.floor(shifts[n]!);
    const f = shifts[n]! - floor;
    const g = 1 - f;
    const q = f * g;
    const at = offset + n + floor;
    let sum = 0;
    let product = 1;
    for (let j = 0; j < half; j++) {
      const e = j * (j + 1) + q;
      const pair = window[at - j]! * (j + g) + window[at + 1 + j]! * (j + f);
      sum = sum * e + coefficients[j]! * product * pair;
      product *= e;
    }
    out[n] = sum;
  }
}

/** c_j = 1/((2j+1) Π_{i≠j} (i−j)(i+j+1)), which makes the interpolant pass through its nodes. */
export function pairCoefficients(half: number): Float64Array {
  return Float64Array.from({ length: half }, (_, j) => {
    let denominator = 2 * j + 1;
    for (let i = 0; i < half; i++) if (i !== j) denominator *= (i - j) * (i + j + 1);
    return 1 / denominator;
  });
}
