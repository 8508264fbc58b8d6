import { BadArgumentError } from "../core/errors.js";
import type { RandomStream } from "../core/random.js";
import { Ensemble, type EnsembleOptions } from "./ensemble.js";
import type { Posterior } from "./posterior.js";

/** Parts of exchanges between neighbouring temperatures that were taken, from the lowest pair on, in a time. */
export type ExchangeRates = Float64Array;

/** Rounds after which the ladder moves half as fast, and how fast it does at first. */
const [LAG, SPEED] = [10, 2];

/**
 * The ladder whose neighbours exchange more alike: the distance of two temperatures grows when these exchange more often than the pair above
 * (W. D. Vousden, W. M. Farr, I. Mandel 2016, doi:10.1093/mnras/stv2422, equations 11 to 13). First and last stay.
 * @param inverse temperatures, falling from 1 to no less than 0
 * @param rates of the pairs, one fewer than temperatures
 * @param round how often it was moved before: later it moves less, so that the chain forgets that it ever did
 */
export function movedLadder(inverse: Float64Array, rates: ExchangeRates, round: number): Float64Array {
  if (rates.length !== inverse.length - 1) {
    throw new BadArgumentError(
      `${inverse.length} temperatures have ${inverse.length - 1} pairs of neighbours, and ${rates.length} rates of exchange were given.`,
    );
  }
  const last = inverse.length - 1;
  const pace = (SPEED * LAG) / (round + LAG);
  const out = inverse.slice();
  let temperature = 1;
  // The gap to a temperature of infinity is no number: the one below it has no pair above to be compared with.
  for (let t = 1; t < last; t++) {
    const gap = 1 / inverse[t]! - 1 / inverse[t - 1]!;
    temperature += gap * Math.exp(pace * (rates[t - 1]! - rates[t]!));
    out[t] = 1 / temperature;
  }
  return ordered(out, inverse[last]!);
}

/** All below the highest temperature, which they may have passed. */
function ordered(inverse: Float64Array, lowest: number): Float64Array {
  const last = inverse.length - 1;
  for (let t = last - 1; t > 0 && !(inverse[t]! > inverse[t + 1]!); t--) {
    inverse[t] = inverse[t + 1]! + (1 - lowest) * 1e-3;
  }
  return inverse;
}

/** How the ladder of an ensemble is found. */
export interface WarmUp {
  /** How often the ladder is moved. */
  readonly rounds: number;
  /** Steps between two moves. */
  readonly steps: number;
}

/** An ensemble with the options that it has in the end; both are needed to go on from its state. */
export interface WarmEnsemble {
  readonly ensemble: Ensemble;
  readonly options: EnsembleOptions;
}

/**
 * An ensemble begins, and its temperatures are moved between rounds of steps. Each value is what there is after a round. The steps of the
 * warm-up are no samples.
 */
export function* warmedEnsemble(
  posterior: Posterior,
  begun: EnsembleOptions,
  start: (random: RandomStream, walker: number, temperature: number) => Float64Array,
  { rounds, steps }: WarmUp,
): Generator<WarmEnsemble & { readonly rates: ExchangeRates }, WarmEnsemble, void> {
  let options = begun;
  let ensemble = Ensemble.begin(posterior, options, start);
  for (let round = 0; round < rounds; round++) {
    const before = ensemble.state().exchanged;
    for (let n = 0; n < steps; n++) ensemble.step();
    const state = ensemble.state();
    const rates = Float64Array.from(
      { length: state.exchanged.length - 1 },
      (_, t) => (state.exchanged[t + 1]! - before[t + 1]!) / (steps * options.walkers),
    );
    options = { ...options, inverseTemperatures: movedLadder(options.inverseTemperatures, rates, round) };
    ensemble = Ensemble.resume(posterior, options, state);
    yield { ensemble, options, rates };
  }
  return { ensemble, options };
}
