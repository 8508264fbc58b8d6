import { BadArgumentError } from "../core/errors.js";
import { type KolmogorovTest, kolmogorovTest } from "../math/kolmogorov.js";
import { differenceOf, unwrapped } from "./parameters.js";

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
 * The test of Kolmogorov and Smirnov for numbers that should be uniform between 0 and 1 (`math/kolmogorov.ts`).
 * @throws BadArgumentError for no numbers, or numbers not between 0 and 1
 */
export function uniformityTest(values: readonly number[] | Float64Array): KolmogorovTest {
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  if (n === 0 || !sorted.every((value) => value >= 0 && value <= 1)) {
    throw new BadArgumentError(`A test of uniformity needs numbers from 0 to 1, at least one; it was given ${n}.`);
  }
  return kolmogorovTest(sorted);
}
