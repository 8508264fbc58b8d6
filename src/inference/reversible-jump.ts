import { BadArgumentError } from "../core/errors.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import { mustBeSame } from "./sampler.js";

/** Some sources of one kind, each with as many parameters, whose number is not known. */
export interface CountProblem {
  /** Parameters of one source. */
  readonly dimension: number;
  /** The most sources that there can be. */
  readonly most: number;
  /** Steps of a source's parameters that are natural (its posterior's widths). */
  readonly widths: Float64Array;
  /** ln of the prior density of a source's parameters, −Infinity where they can't be. */
  logPrior(source: Float64Array): number;
  /** ln of the likelihood of these sources together. */
  logLikelihood(sources: readonly Float64Array[]): number;
  /** Where sources are born: parameters, whose density is exp `logBirth`. The better it fits the posterior, the more live. */
  birth(random: RandomStream): Float64Array;
  logBirth(source: Float64Array): number;
  /** ln of the prior probability of so many sources, but for a constant; default: all alike. */
  logPriorOfCount?(count: number): number;
}

/** Which random numbers. */
export interface ReversibleJumpOptions {
  readonly seed: bigint;
  readonly name: string;
}

/** Where the chain is, as plain JSON. */
export interface ReversibleJumpState {
  readonly step: number;
  readonly random: RandomState;
  readonly sources: readonly (readonly number[])[];
  readonly logLikelihood: number;
  /** Steps that ended with 0, 1, 2 … sources. */
  readonly visits: readonly number[];
  /** Births, deaths and walks that were taken, and tried. */
  readonly taken: readonly number[];
  readonly tried: readonly number[];
}

type Move = 0 | 1 | 2;

/**
 * A chain that goes from one number of sources to another (P. J. Green 1995, doi:10.1093/biomet/82.4.711): sources are born,
 * die, and walk by steps of sizes over three decades. Sources have labels that mean nothing: a new one takes any of k + 1 places, and any of
 * k + 1 may die, so that their number drops out of the ratio.
 */
export class ReversibleJump {
  readonly #problem: CountProblem;
  readonly #random: RandomStream;
  readonly #visits: number[];
  readonly #taken: number[];
  readonly #tried: number[];
  #sources: readonly Float64Array[];
  #logLikelihood: number;
  #step: number;

  private constructor(problem: CountProblem, state: ReversibleJumpState) {
    this.#problem = problem;
    this.#random = resumedStream(state.random);
    this.#sources = state.sources.map((source) => Float64Array.from(source));
    this.#logLikelihood = state.logLikelihood;
    this.#step = state.step;
    this.#visits = [...state.visits];
    this.#taken = [...state.taken];
    this.#tried = [...state.tried];
  }

  /** A chain that begins without sources. @throws BadArgumentError for widths that are none, a likelihood that is no number */
  static begin(problem: CountProblem, options: ReversibleJumpOptions): ReversibleJump {
    const { widths, dimension, most } = problem;
    if (widths.length !== dimension || !widths.every((width) => width > 0) || !(most >= 1)) {
      throw new BadArgumentError(
        `Sources of ${dimension} parameters need as many positive widths, and a largest number of 1 or more, not ${[...widths].join(", ")} and ${most}.`,
        { widths: [...widths], dimension, most },
      );
    }
    const logLikelihood = problem.logLikelihood([]);
    if (!Number.isFinite(logLikelihood)) {
      throw new BadArgumentError(`ln of the likelihood of no sources at all is ${logLikelihood}; it must be a number.`);
    }
    const random = randomStream(options.seed, options.name).state();
    const visits = Array.from({ length: most + 1 }, () => 0);
    return new ReversibleJump(problem, {
      step: 0,
      random,
      sources: [],
      logLikelihood,
      visits,
      taken: [0, 0, 0],
      tried: [0, 0, 0],
    });
  }

  /** The chain that goes on where `state` was taken, with the same bits. @throws BadArgumentError for a state of another problem */
  static resume(problem: CountProblem, state: ReversibleJumpState): ReversibleJump {
    const { dimension, most } = problem;
    const parameters = state.sources[0]?.length ?? dimension;
    mustBeSame(
      "a chain over numbers of sources",
      { parameters, most: state.visits.length - 1 },
      { parameters: dimension, most },
    );
    return new ReversibleJump(problem, state);
  }

  state(): ReversibleJumpState {
    return {
      step: this.#step,
      random: this.#random.state(),
      sources: this.#sources.map((source) => [...source]),
      logLikelihood: this.#logLikelihood,
      visits: [...this.#visits],
      taken: [...this.#taken],
      tried: [...this.#tried],
    };
  }

  /** The present sources. */
  sources(): readonly Float64Array[] {
    return this.#sources;
  }

  /** Part of all steps that ended with 0, 1, 2 … sources: the posterior of their number. */
  probabilities(): Float64Array {
    return Float64Array.from(this.#visits, (count) => count / Math.max(1, this.#step));
  }

  /** Part of the births, deaths and walks that were taken. */
  acceptance(): Float64Array {
    return Float64Array.from(this.#taken, (count, n) => count / Math.max(1, this.#tried[n]!));
  }

  /** Forgets which numbers were visited: the begin of the chain, before it has found its place. */
  forget(): void {
    this.#visits.fill(0);
    this.#step = 0;
  }

  step(): void {
    const choice = this.#random.uniform();
    if (choice < 0.25) this.#born();
    else if (choice < 0.5) this.#died();
    else this.#walked();
    this.#step++;
    this.#visits[this.#sources.length]! += 1;
  }

  #born(): void {
    const { most } = this.#problem;
    const source = this.#problem.birth(this.#random);
    const place = Math.floor(this.#random.uniform() * (this.#sources.length + 1));
    if (this.#sources.length === most) return;
    const density = this.#problem.logPrior(source) - this.#problem.logBirth(source);
    this.#propose(0, [...this.#sources.slice(0, place), source, ...this.#sources.slice(place)], density);
  }

  #died(): void {
    const one = Math.floor(this.#random.uniform() * this.#sources.length);
    const source = this.#sources[one];
    if (source === undefined) return;
    const density = this.#problem.logPrior(source) - this.#problem.logBirth(source);
    this.#propose(
      1,
      this.#sources.filter((_, n) => n !== one),
      -density,
    );
  }

  /** One source takes a step in all of its parameters, or in one. */
  #walked(): void {
    const one = Math.floor(this.#random.uniform() * this.#sources.length);
    const source = this.#sources[one];
    if (source === undefined) return;
    const { dimension, widths } = this.#problem;
    const size = 10 ** (0.5 - 2.5 * this.#random.uniform());
    const only = Math.floor(this.#random.uniform() * 2 * dimension);
    const steps = this.#random.normals(new Float64Array(dimension));
    const moved = source.map((value, n) =>
      only < dimension && only !== n ? value : value + size * widths[n]! * steps[n]!,
    );
    const density = this.#problem.logPrior(moved) - this.#problem.logPrior(source);
    this.#propose(
      2,
      this.#sources.map((other, n) => (n === one ? moved : other)),
      density,
    );
  }

  /** @param density ln of the ratio of priors over that of proposals */
  #propose(move: Move, sources: readonly Float64Array[], density: number): void {
    this.#tried[move]! += 1;
    if (density === Number.NEGATIVE_INFINITY) return;
    const logLikelihood = this.#problem.logLikelihood(sources);
    const ofCount = (count: number): number => this.#problem.logPriorOfCount?.(count) ?? 0;
    const gain =
      density + ofCount(sources.length) - ofCount(this.#sources.length) + logLikelihood - this.#logLikelihood;
    if (!(Math.log(this.#random.uniform()) < gain)) return;
    this.#sources = sources;
    this.#logLikelihood = logLikelihood;
    this.#taken[move]! += 1;
  }
}
