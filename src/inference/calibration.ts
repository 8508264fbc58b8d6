import { BadArgumentError } from "../core/errors.js";

/** The part of samples that are below the truth, half a sample from the ends: uniform over many truths when posteriors are honest. */
export function credibleRank(truth: number, samples: ArrayLike<number>): number {
  let below = 0;
  for (let n = 0; n < samples.length; n++) if (samples[n]! < truth) below++;
  return (below + 0.5) / (samples.length + 1);
}

/** How far ranks are from uniform ones. */
export interface Uniformity {
  /** The largest distance of the two cumulative distributions. */
  readonly distance: number;
  /** The probability of such a distance, or a larger one, for uniform ranks. */
  readonly probability: number;
}

/**
 * The test of A. Kolmogorov and N. Smirnov with the correction for few numbers of M. A. Stephens (1970,
 * doi:10.1111/j.2517-6161.1970.tb00821.x).
 * @throws BadArgumentError for fewer than 5 ranks, and for what is no number from 0 to 1
 */
export function uniformity(ranks: ArrayLike<number>): Uniformity {
  const sorted = Float64Array.from(ranks).sort();
  const count = sorted.length;
  if (count < 5 || !sorted.every((rank) => rank >= 0 && rank <= 1)) {
    throw new BadArgumentError(
      `uniformity: ${count} ranks from ${sorted[0]} to ${sorted[count - 1]}; 5 or more from 0 to 1 are expected.`,
      { count },
    );
  }
  const distance = sorted.reduce((most, rank, n) => Math.max(most, rank - n / count, (n + 1) / count - rank), 0);
  const root = Math.sqrt(count);
  return { distance, probability: kolmogorov((root + 0.12 + 0.11 / root) * distance) };
}

/** 2 Σ (−1)^(k−1) exp(−2k²x²); for small x, where that needs many terms, by its other series. */
function kolmogorov(x: number): number {
  if (x < 0.2) return 1;
  let sum = 0;
  if (x < 1) {
    for (let k = 1; k < 20; k += 2) sum += Math.exp(-((k * Math.PI) ** 2) / (8 * x * x));
    return Math.max(0, 1 - (Math.sqrt(2 * Math.PI) / x) * sum);
  }
  for (let k = 1; k < 20; k++) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return Math.min(1, Math.max(0, sum));
}
