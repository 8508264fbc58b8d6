import { BadArgumentError } from "../core/errors.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import type { Posterior } from "./posterior.js";

/** How an ensemble walks. */
export interface EnsembleOptions {
  /** Walkers at each temperature: an even number, at least twice the number of parameters. */
  readonly walkers: number;
  /** Inverse temperatures, falling from 1; the likelihood is raised to these powers. */
  readonly inverseTemperatures: Float64Array;
  readonly seed: bigint;
  /** The name of its random numbers. */
  readonly name: string;
}

/** Where an ensemble is, as plain JSON: what goes on from here is what would have come. */
export interface EnsembleState {
  readonly step: number;
  readonly random: RandomState;
  /** Parameters of each walker at each temperature, one after the other. */
  readonly parameters: readonly (readonly number[])[];
  readonly logLikelihoods: readonly (readonly number[])[];
  readonly logPriors: readonly (readonly number[])[];
  /** Moves taken, by temperature, and exchanges between neighbours. */
  readonly accepted: readonly number[];
  readonly exchanged: readonly number[];
}

/** The stretch move's largest factor. */
const STRETCH = 2;
/** One move of so many is a differential one, which jumps between modes when its factor is 1. */
const DIFFERENTIAL = 0.5;
const JUMP = 0.1;

/**
 * A parallel-tempered ensemble of walkers: stretch moves (J. Goodman and J. Weare 2010, doi:10.2140/camcos.2010.5.65) and
 * differential ones (C. J. F. ter Braak 2006, doi:10.1007/s11222-006-8769-1) of each half of the walkers by the other,
 * and exchanges between neighbouring temperatures.
 */
export class Ensemble {
  readonly #posterior: Posterior;
  readonly #options: EnsembleOptions;
  readonly #random: RandomStream;
  readonly #walkers: readonly (readonly Walker[])[];
  readonly #accepted: Float64Array;
  readonly #exchanged: Float64Array;
  #step: number;

  private constructor(
    posterior: Posterior,
    options: EnsembleOptions,
    random: RandomStream,
    walkers: readonly (readonly Walker[])[],
    [step, accepted, exchanged]: readonly [number, readonly number[], readonly number[]],
  ) {
    this.#posterior = posterior;
    this.#options = options;
    this.#random = random;
    this.#walkers = walkers;
    this.#step = step;
    this.#accepted = Float64Array.from(accepted);
    this.#exchanged = Float64Array.from(exchanged);
  }

  /**
   * An ensemble whose walkers begin where `start` says.
   * @throws BadArgumentError for too few walkers, temperatures that do not fall from 1, starts where the prior is zero
   */
  static begin(
    posterior: Posterior,
    options: EnsembleOptions,
    start: (random: RandomStream, walker: number, temperature: number) => Float64Array,
  ): Ensemble {
    mustBeOptions(posterior, options);
    const random = randomStream(options.seed, options.name);
    const walkers = Array.from(options.inverseTemperatures, (_, t) =>
      Array.from({ length: options.walkers }, (_one, w) => begun(posterior, start(random, w, t))),
    );
    const none = Array.from(options.inverseTemperatures, () => 0);
    return new Ensemble(posterior, options, random, walkers, [0, none, none]);
  }

  /** The ensemble that goes on where `state` was taken, with the same bits. @throws BadArgumentError for a state of other options */
  static resume(posterior: Posterior, options: EnsembleOptions, state: EnsembleState): Ensemble {
    mustBeOptions(posterior, options);
    mustFit(posterior, options, state);
    const { dimension } = posterior;
    const walkers = state.parameters.map((all, t) =>
      Array.from({ length: options.walkers }, (_, w) => ({
        parameters: Float64Array.from(all.slice(w * dimension, (w + 1) * dimension)),
        logLikelihood: state.logLikelihoods[t]![w]!,
        logPrior: state.logPriors[t]![w]!,
      })),
    );
    return new Ensemble(posterior, options, resumedStream(state.random), walkers, [
      state.step,
      state.accepted,
      state.exchanged,
    ]);
  }

  state(): EnsembleState {
    const of = <T>(pick: (walker: Walker) => T): T[][] => this.#walkers.map((all) => all.map(pick));
    return {
      step: this.#step,
      random: this.#random.state(),
      parameters: this.#walkers.map((all) => all.flatMap(({ parameters }) => [...parameters])),
      logLikelihoods: of(({ logLikelihood }) => logLikelihood),
      logPriors: of(({ logPrior }) => logPrior),
      accepted: [...this.#accepted],
      exchanged: [...this.#exchanged],
    };
  }

  /** Parameters and ln likelihood of the walkers at a temperature, the first of which is 1. */
  samples(temperature = 0): readonly { readonly parameters: Float64Array; readonly logLikelihood: number }[] {
    return this.#walkers[temperature]!.map(({ parameters, logLikelihood }) => ({
      parameters: parameters.slice(),
      logLikelihood,
    }));
  }

  /** Part of the moves that were taken since the begin, by temperature. */
  acceptance(): Float64Array {
    return this.#accepted.map((count) => count / Math.max(1, this.#step * this.#options.walkers));
  }

  /** Moves every walker once, then tries an exchange of each with one of the next temperature. */
  step(): void {
    const half = this.#options.walkers / 2;
    this.#options.inverseTemperatures.forEach((beta, t) => {
      const all = this.#walkers[t]!;
      const [one, other] = [all.slice(0, half), all.slice(half)];
      for (const walker of one) this.#move(walker, other, beta, t);
      for (const walker of other) this.#move(walker, one, beta, t);
    });
    for (let t = this.#walkers.length - 1; t > 0; t--) this.#exchange(t);
    this.#step++;
  }

  #move(walker: Walker, others: readonly Walker[], beta: number, temperature: number): void {
    const [proposal, logFactor] =
      this.#random.uniform() < DIFFERENTIAL ? this.#differential(walker, others) : this.#stretched(walker, others);
    const logPrior = this.#posterior.logPrior(proposal);
    if (logPrior === Number.NEGATIVE_INFINITY) return;
    const logLikelihood = this.#posterior.logLikelihood(proposal);
    const gain = logFactor + logPrior - walker.logPrior + beta * (logLikelihood - walker.logLikelihood);
    if (!(Math.log(this.#random.uniform()) < gain)) return;
    Object.assign(walker, { parameters: proposal, logPrior, logLikelihood });
    this.#accepted[temperature]! += 1;
  }

  #stretched({ parameters }: Walker, others: readonly Walker[]): readonly [Float64Array, number] {
    const anchor = this.#one(others).parameters;
    const z = (1 + (STRETCH - 1) * this.#random.uniform()) ** 2 / STRETCH;
    const proposal = parameters.map((value, n) => anchor[n]! + z * (value - anchor[n]!));
    return [proposal, (parameters.length - 1) * Math.log(z)];
  }

  #differential({ parameters }: Walker, others: readonly Walker[]): readonly [Float64Array, number] {
    const [a, b] = [this.#one(others).parameters, this.#one(others).parameters];
    const usual = 2.38 / Math.sqrt(2 * parameters.length);
    const noise = new Float64Array(1);
    const factor = this.#random.uniform() < JUMP ? 1 : usual * (1 + 0.1 * this.#random.normals(noise)[0]!);
    return [parameters.map((value, n) => value + factor * (a[n]! - b[n]!)), 0];
  }

  #one(walkers: readonly Walker[]): Walker {
    return walkers[Math.floor(this.#random.uniform() * walkers.length)]!;
  }

  #exchange(t: number): void {
    const [hot, cold] = [this.#walkers[t]!, this.#walkers[t - 1]!];
    const difference = this.#options.inverseTemperatures[t - 1]! - this.#options.inverseTemperatures[t]!;
    for (const walker of hot) {
      const other = this.#one(cold);
      const gain = difference * (walker.logLikelihood - other.logLikelihood);
      if (!(Math.log(this.#random.uniform()) < gain)) continue;
      const { parameters, logLikelihood, logPrior } = walker;
      Object.assign(walker, { ...other });
      Object.assign(other, { parameters, logLikelihood, logPrior });
      this.#exchanged[t]! += 1;
    }
  }
}

interface Walker {
  parameters: Float64Array;
  logLikelihood: number;
  logPrior: number;
}

function begun(posterior: Posterior, parameters: Float64Array): Walker {
  const logPrior = posterior.logPrior(parameters);
  if (!Number.isFinite(logPrior)) {
    throw new BadArgumentError(
      `A walker can't begin at ${[...parameters].join(", ")}: the prior there is ${Math.exp(logPrior)}.`,
      { parameters: [...parameters] },
    );
  }
  return { parameters, logPrior, logLikelihood: posterior.logLikelihood(parameters) };
}

function mustBeOptions({ dimension }: Posterior, { walkers, inverseTemperatures: betas }: EnsembleOptions): void {
  if (!(Number.isInteger(walkers) && walkers % 2 === 0 && walkers >= 2 * dimension)) {
    throw new BadArgumentError(
      `An ensemble of ${walkers} walkers in ${dimension} dimensions; an even number, ${2 * dimension} or more, is expected.`,
      { walkers, dimension },
    );
  }
  if (betas[0] !== 1 || betas.some((beta, t) => t > 0 && !(beta < betas[t - 1]! && beta >= 0))) {
    throw new BadArgumentError(
      `inverseTemperatures are ${[...betas].join(", ")}; they must fall from 1 and not be negative.`,
      { inverseTemperatures: [...betas] },
    );
  }
}

function mustFit({ dimension }: Posterior, options: EnsembleOptions, { parameters }: EnsembleState): void {
  const wanted = [options.inverseTemperatures.length, options.walkers * dimension];
  const found = [parameters.length, parameters[0]?.length ?? 0];
  if (wanted.every((value, n) => value === found[n]) && parameters.every((all) => all.length === wanted[1])) return;
  throw new BadArgumentError(
    `The state is of ${found[0]} temperatures with ${found[1]} numbers each, and ${wanted[0]} with ${wanted[1]} are expected: it belongs to other options.`,
    { found, wanted },
  );
}

/** `count` inverse temperatures from 1 down to `lowest` in equal ratios. */
export function temperatureLadder(count: number, lowest: number): Float64Array {
  return Float64Array.from({ length: count }, (_, t) => (count === 1 ? 1 : lowest ** (t / (count - 1))));
}
