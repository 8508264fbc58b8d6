import { BadArgumentError } from "../core/errors.js";
import { type KolmogorovTest, kolmogorovTest } from "../math/kolmogorov.js";

/** The part of samples that are below the truth, half a sample from the ends: uniform over many truths when posteriors are honest. */
export function credibleRank(truth: number, samples: ArrayLike<number>): number {
  let below = 0;
  for (let n = 0; n < samples.length; n++) if (samples[n]! < truth) below++;
  return (below + 0.5) / (samples.length + 1);
}

/**
 * The test of Kolmogorov and Smirnov for ranks that should be uniform (`math/kolmogorov.ts`).
 * @throws BadArgumentError for fewer than 5 ranks, and for what is no number from 0 to 1
 */
export function uniformity(ranks: ArrayLike<number>): KolmogorovTest {
  const sorted = Float64Array.from(ranks).sort();
  const count = sorted.length;
  if (count < 5 || !sorted.every((rank) => rank >= 0 && rank <= 1)) {
    throw new BadArgumentError(
      `uniformity: ${count} ranks from ${sorted[0]} to ${sorted[count - 1]}; 5 or more from 0 to 1 are expected.`,
      { count },
    );
  }
  return kolmogorovTest(sorted);
}
