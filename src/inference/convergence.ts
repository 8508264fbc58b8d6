/** Chains of one parameter, each of the same length. */
export type Chains = readonly Float64Array[];

/**
 * Split R̂: what the variance of all halves of chains is over the mean variance within them, as a ratio of standard deviations. 1 when
 * chains have forgotten where they began; below 1.01 is the usual demand (A. Gelman et al. 2013, Bayesian Data Analysis, section
 * 11.4; A. Vehtari et al. 2021, doi:10.1214/20-BA1221).
 */
export function splitRHat(chains: Chains): number {
  const halves = chains.flatMap((chain) => {
    const half = Math.floor(chain.length / 2);
    return [chain.subarray(0, half), chain.subarray(chain.length - half)];
  });
  const { within, total } = variances(halves);
  return Math.sqrt(total / within);
}

/** Variance within chains, and the estimate of the whole from within and between. */
function variances(chains: Chains): { readonly within: number; readonly total: number } {
  const length = chains[0]!.length;
  const means = chains.map(mean);
  const centre = mean(means);
  const between = (length * sumOf(means, (value) => (value - centre) ** 2)) / (chains.length - 1);
  const within = mean(chains.map((chain, n) => sumOf(chain, (value) => (value - means[n]!) ** 2) / (length - 1)));
  return { within, total: ((length - 1) * within + between) / length };
}

/**
 * How many independent samples the chains are worth for a mean: all, over 1 + 2 Σ ρ(t), the autocorrelations added pair by pair as
 * long as pairs are positive and fall (C. J. Geyer 1992, doi:10.1214/ss/1177011137).
 */
export function effectiveSampleSize(chains: Chains): number {
  const length = chains[0]!.length;
  const { within, total } = variances(chains);
  const means = chains.map(mean);
  const correlation = (lag: number): number => {
    const covariance = mean(
      chains.map((chain, n) => {
        let sum = 0;
        for (let k = 0; k + lag < length; k++) sum += (chain[k]! - means[n]!) * (chain[k + lag]! - means[n]!);
        return sum / length;
      }),
    );
    return 1 - (within - (covariance * length) / (length - 1)) / total;
  };
  let [sum, last] = [0, Number.POSITIVE_INFINITY];
  for (let lag = 0; lag + 1 < length; lag += 2) {
    const pair = Math.min(correlation(lag) + correlation(lag + 1), last);
    if (pair <= 0) break;
    sum += pair;
    last = pair;
  }
  return (chains.length * length) / Math.max(2 * sum - 1, 1 / Math.log10(chains.length * length));
}

function mean(values: ArrayLike<number>): number {
  return sumOf(values, (value) => value) / values.length;
}

function sumOf(values: ArrayLike<number>, term: (value: number) => number): number {
  let sum = 0;
  for (let n = 0; n < values.length; n++) sum += term(values[n]!);
  return sum;
}
