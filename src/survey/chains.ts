/** How far the chains of a source's posterior agree. */
export interface SourceChains {
  readonly id: string;
  /** The largest split R̂ of its parameters; 0 where nothing was sampled. */
  readonly rHat: number;
  /** The least number of independent samples that its parameters' chains are worth. */
  readonly effective: number;
}

/** Of many sources, the worst. */
export interface WorstChains {
  readonly rHat: number;
  readonly effective: number;
  /** Which sources these are, in words. */
  readonly slowest: string;
  readonly scarcest: string;
  /** Sources without a posterior. */
  readonly unsampled: readonly string[];
}

const NAMED = 3;

/** The worst of all chains; null when nothing was sampled. What is no number, as of a chain that never moved, is the worst there is. */
export function worstChains(chains: readonly SourceChains[]): WorstChains | null {
  const sampled = chains
    .filter(({ rHat }) => rHat !== 0)
    .map(({ id, rHat, effective }) => ({
      id,
      rHat: Number.isNaN(rHat) ? Number.POSITIVE_INFINITY : rHat,
      effective: Number.isNaN(effective) ? 0 : effective,
    }));
  if (sampled.length === 0) return null;
  const slow = [...sampled].sort((a, b) => b.rHat - a.rHat);
  const scarce = [...sampled].sort((a, b) => a.effective - b.effective);
  return {
    rHat: slow[0]!.rHat,
    effective: scarce[0]!.effective,
    slowest: spelled(slow, ({ rHat }) => rHat.toFixed(3)),
    scarcest: spelled(scarce, ({ effective }) => effective.toFixed(0)),
    unsampled: chains.filter(({ rHat }) => rHat === 0).map(({ id }) => id),
  };
}

function spelled(chains: readonly SourceChains[], value: (chain: SourceChains) => string): string {
  return chains
    .slice(0, NAMED)
    .map((chain) => `${chain.id} ${value(chain)}`)
    .join(", ");
}
