/** How far numbers are from uniform ones between 0 and 1, and how probable that is. */
export interface KolmogorovTest {
  /** The greatest distance of the sample's distribution from the uniform one. */
  readonly distance: number;
  /** Probability of such a distance, or a greater one, for uniform numbers. */
  readonly probability: number;
}

/**
 * The test of A. Kolmogorov and N. Smirnov of sorted numbers; the probability by the limit for many with Stephens' correction
 * for few (M. A. Stephens 1970, doi:10.1111/j.2517-6161.1970.tb00821.x), within 0.02, and within 0.002 where it is below 0.1.
 */
export function kolmogorovTest(sorted: Float64Array): KolmogorovTest {
  const n = sorted.length;
  const distance = sorted.reduce((most, value, k) => Math.max(most, value - k / n, (k + 1) / n - value), 0);
  const root = Math.sqrt(n);
  return { distance, probability: kolmogorov((root + 0.12 + 0.11 / root) * distance) };
}

/** The limit of the probability of √n D above x: 2 Σ (−1)^(k−1) exp(−2k²x²), and where that converges slowly, Jacobi's other form. */
function kolmogorov(x: number): number {
  if (x <= 0) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 20; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
