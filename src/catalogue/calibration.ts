import { BadArgumentError } from "../core/errors.js";
import { differenceOf, unwrapped } from "./parameters.js";

/** How probable a sample of uniform numbers is. */
export interface KolmogorovTest {
  /** The greatest distance of the sample's distribution from the uniform one. */
  readonly distance: number;
  /** Probability of such a distance or a greater one. */
  readonly probability: number;
}

/**
 * Where the truth lies in a posterior: the part of the samples below it, half of those at it. Over many sources these are uniform between 0 and
 * 1 when posteriors are honest. Angles that go round are cut opposite to the posterior's middle.
 * @throws BadArgumentError without samples
 */
export function truthRank(name: string, samples: Float64Array, truth: number): number {
  if (samples.length === 0)
    throw new BadArgumentError(`There are no samples of ${name} to rank its truth among.`, { name });
  const values = unwrapped(name, samples);
  const middle = values.reduce((sum, value) => sum + value, 0) / values.length;
  const place = middle + differenceOf(name, truth, middle);
  let below = 0;
  for (const value of values) below += value < place ? 1 : value === place ? 0.5 : 0;
  return below / values.length;
}

/**
 * The test of Kolmogorov and Smirnov for numbers that should be uniform between 0 and 1; the probability by the limit for many with Stephens'
 * correction for few (M. A. Stephens 1970, doi:10.1111/j.2517-6161.1970.tb00821.x), within 0.02, and within 0.002 where it is below 0.1.
 * @throws BadArgumentError for no numbers, or numbers not between 0 and 1
 */
export function uniformityTest(values: readonly number[] | Float64Array): KolmogorovTest {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0 || !sorted.every((value) => value >= 0 && value <= 1)) {
    throw new BadArgumentError(`A test of uniformity needs numbers from 0 to 1, at least one; it was given ${n}.`);
  }
  const distance = sorted.reduce((most, value, k) => Math.max(most, (k + 1) / n - value, value - k / n), 0);
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
