/** c_j = 1/((2j+1) Π_{i≠j} (i−j)(i+j+1)), which makes the paired form of the interpolant pass through its nodes. */
export function pairCoefficients(half: number): Float64Array {
  return Float64Array.from({ length: half }, (_, j) => {
    let denominator = 2 * j + 1;
    for (let i = 0; i < half; i++) if (i !== j) denominator *= (i - j) * (i + j + 1);
    return 1 / denominator;
  });
}

/**
 * The taps of the interpolation at fraction f + δ as polynomials in δ up to δ²: number k (for the node k − half + 1) has
 * its three coefficients at 3k. Tap of node −j: c_j (j+1−f−δ) Π_{i≠j} e_i(δ), of node 1+j: c_j (j+f+δ) Π_{i≠j} e_i(δ),
 * where e_i(δ) = i(i+1) + f(1−f) + (1−2f) δ − δ²; the products come from both ends.
 */
export function expandedTaps(coefficients: Float64Array, f: number): Float64Array {
  const half = coefficients.length;
  const below = productsBelow(half, f);
  const taps = new Float64Array(6 * half);
  const slope = 1 - 2 * f;
  let a0 = 1;
  let a1 = 0;
  let a2 = 0;
  for (let j = half - 1; j >= 0; j--) {
    const [b0, b1, b2] = [below[3 * j]!, below[3 * j + 1]!, below[3 * j + 2]!];
    const c = coefficients[j]!;
    const p0 = c * (a0 * b0);
    const p1 = c * (a0 * b1 + a1 * b0);
    const p2 = c * (a0 * b2 + a1 * b1 + a2 * b0);
    putLinearTimes(taps, 3 * (half - 1 - j), j + 1 - f, -1, p0, p1, p2);
    putLinearTimes(taps, 3 * (half + j), j + f, 1, p0, p1, p2);
    const e = j * (j + 1) + f * (1 - f);
    a2 = a2 * e + a1 * slope - a0;
    a1 = a1 * e + a0 * slope;
    a0 *= e;
  }
  return taps;
}

/** The taps at fraction f. */
export function tapsAt(coefficients: Float64Array, f: number): Float64Array {
  const expanded = expandedTaps(coefficients, f);
  return Float64Array.from({ length: 2 * coefficients.length }, (_, k) => expanded[3 * k]!);
}

/** Π_{i<j} e_i(δ) up to δ², in threes. */
function productsBelow(half: number, f: number): Float64Array {
  const products = new Float64Array(3 * half);
  const slope = 1 - 2 * f;
  let [b0, b1, b2] = [1, 0, 0];
  for (let j = 0; j < half; j++) {
    products[3 * j] = b0;
    products[3 * j + 1] = b1;
    products[3 * j + 2] = b2;
    const e = j * (j + 1) + f * (1 - f);
    b2 = b2 * e + b1 * slope - b0;
    b1 = b1 * e + b0 * slope;
    b0 *= e;
  }
  return products;
}

/** out[at…] = (u + v δ)(p0 + p1 δ + p2 δ²) up to δ². */
function putLinearTimes(out: Float64Array, at: number, u: number, v: number, p0: number, p1: number, p2: number): void {
  out[at] = u * p0;
  out[at + 1] = u * p1 + v * p0;
  out[at + 2] = u * p2 + v * p1;
}
