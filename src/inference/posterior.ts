/** What is to be sampled: a prior and a likelihood of some parameters, as logarithms. */
export interface Posterior {
  /** Number of parameters. */
  readonly dimension: number;
  /** ln of the prior density; −Infinity where parameters can't be. */
  logPrior(parameters: Float64Array): number;
  /** ln of the likelihood; asked only where the prior is positive. */
  logLikelihood(parameters: Float64Array): number;
}

/** Values of one parameter between two bounds, alike; a periodic one goes on at the other end. */
export interface Range {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly periodic?: boolean;
}

/** ln of the density that is constant within all ranges. */
export function uniformPrior(ranges: readonly Range[]): Posterior["logPrior"] {
  const level = ranges.reduce((sum, { from, to }) => sum - Math.log(to - from), 0);
  return (parameters) =>
    ranges.every(({ from, to }, n) => parameters[n]! >= from && parameters[n]! <= to)
      ? level
      : Number.NEGATIVE_INFINITY;
}

/** Brings periodic parameters back into their ranges, in place. */
export function wrapped(ranges: readonly Range[], parameters: Float64Array): Float64Array {
  ranges.forEach(({ from, to, periodic }, n) => {
    if (!periodic) return;
    const period = to - from;
    parameters[n] = parameters[n]! - period * Math.floor((parameters[n]! - from) / period);
  });
  return parameters;
}
