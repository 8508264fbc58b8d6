import { BadArgumentError } from "../core/errors.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import { logSum, mustBeSame } from "./sampler.js";

/** A problem for nested sampling: the prior as a map of the unit cube, and ln of the likelihood. */
export interface NestedProblem {
  /** Number of parameters. */
  readonly dimension: number;
  /** Writes the parameters of a point of the unit cube, whose equal volumes are alike probable before the data. */
  fromCube(cube: Float64Array, out: Float64Array): void;
  logLikelihood(parameters: Float64Array): number;
}

/** How nested sampling goes. */
export interface NestedOptions {
  /** Live points: the error of ln evidence falls as one over the root of their number. */
  readonly points: number;
  readonly seed: bigint;
  /** The name of its random numbers. */
  readonly name: string;
  /**
   * Slices for a new point; default: five times the number of parameters, with which 120 evidences of a Gaussian came out too high by 0.16
   * of their error, and with twenty times by none.
   */
  readonly slices?: number;
  /** It ends when the live points can add no more than this to ln evidence; default 0.01. */
  readonly tolerance?: number;
}

/** Where nested sampling is, as plain JSON. */
export interface NestedState {
  readonly random: RandomState;
  /** Live points in the cube, one after the other, and ln of their likelihoods. */
  readonly live: readonly number[];
  readonly logLikelihoods: readonly number[];
  /** Dead points, the same. */
  readonly dead: readonly number[];
  readonly deadLogLikelihoods: readonly number[];
  readonly calls: number;
}

/** What nested sampling has found. */
export interface Evidence {
  readonly logEvidence: number;
  /** Its standard error, √(information/points). */
  readonly error: number;
  /** How much the data have told (nats). */
  readonly information: number;
  /** Parameters of all points and ln of their weights in the posterior. */
  readonly samples: readonly { readonly parameters: Float64Array; readonly logWeight: number }[];
}

/** The interval of a slice is this many times the spread of live points along it. */
const WIDTH = 3;
/** Intervals that a slice is made longer by, at most. */
const FURTHEST = 100;

/**
 * Static nested sampling (J. Skilling 2006, doi:10.1214/06-BA127). A new point comes from a living one by slices (R. M. Neal 2003,
 * doi:10.1214/aos/1056562461) along differences of live points, which have their shape, within what is more likely than the
 * one that died.
 */
export class NestedSampler {
  readonly #problem: NestedProblem;
  readonly #options: NestedOptions;
  readonly #random: RandomStream;
  readonly #live: Point[];
  readonly #dead: Point[];
  #calls: number;

  private constructor(
    problem: NestedProblem,
    options: NestedOptions,
    random: RandomStream,
    live: Point[],
    dead: Point[],
  ) {
    this.#problem = problem;
    this.#options = options;
    this.#random = random;
    this.#live = live;
    this.#dead = dead;
    this.#calls = 0;
  }

  /** Begins with points all over the prior. @throws BadArgumentError for too few points, a likelihood that is no number */
  static begin(problem: NestedProblem, options: NestedOptions): NestedSampler {
    mustBeEnough(problem, options);
    const random = randomStream(options.seed, options.name);
    const sampler = new NestedSampler(problem, options, random, [], []);
    for (let n = 0; n < options.points; n++) {
      const cube = Float64Array.from({ length: problem.dimension }, () => random.uniform());
      sampler.#live.push({ cube, logLikelihood: sampler.#likelihood(cube) });
    }
    return sampler;
  }

  /** Goes on where `state` was taken, with the same bits. @throws BadArgumentError for a state of other options */
  static resume(problem: NestedProblem, options: NestedOptions, state: NestedState): NestedSampler {
    mustBeEnough(problem, options);
    mustBeSame(
      "a nested sampler",
      { points: state.logLikelihoods.length, parameters: state.live.length / state.logLikelihoods.length },
      { points: options.points, parameters: problem.dimension },
    );
    const points = (all: readonly number[], values: readonly number[]): Point[] =>
      values.map((logLikelihood, n) => ({
        cube: Float64Array.from(all.slice(n * problem.dimension, (n + 1) * problem.dimension)),
        logLikelihood,
      }));
    const [live, dead] = [points(state.live, state.logLikelihoods), points(state.dead, state.deadLogLikelihoods)];
    const sampler = new NestedSampler(problem, options, resumedStream(state.random), live, dead);
    sampler.#calls = state.calls;
    return sampler;
  }

  state(): NestedState {
    return {
      random: this.#random.state(),
      live: this.#live.flatMap(({ cube }) => [...cube]),
      logLikelihoods: this.#live.map(({ logLikelihood }) => logLikelihood),
      dead: this.#dead.flatMap(({ cube }) => [...cube]),
      deadLogLikelihoods: this.#dead.map(({ logLikelihood }) => logLikelihood),
      calls: this.#calls,
    };
  }

  /** How often the likelihood was asked for. */
  calls(): number {
    return this.#calls;
  }

  /** The least likely live point dies, and another comes in its place. */
  step(): void {
    let worst = 0;
    this.#live.forEach(({ logLikelihood }, n) => {
      if (logLikelihood < this.#live[worst]!.logLikelihood) worst = n;
    });
    const dead = this.#live[worst]!;
    this.#dead.push(dead);
    let from = Math.floor(this.#random.uniform() * (this.#live.length - 1));
    if (from >= worst) from++;
    let point = this.#live[from]!;
    const slices = this.#options.slices ?? 5 * this.#problem.dimension;
    for (let n = 0; n < slices; n++) point = this.#sliced(point, dead.logLikelihood);
    this.#live[worst] = point;
  }

  /** ln of the most that the live points can add to the evidence, over what there is. */
  left(): number {
    const volume = -this.#dead.length / this.#options.points;
    const best = this.#live.reduce(
      (most, { logLikelihood }) => Math.max(most, logLikelihood),
      Number.NEGATIVE_INFINITY,
    );
    let sum = Number.NEGATIVE_INFINITY;
    for (const { logLikelihood, logVolume } of this.#weighed()) sum = logSum(sum, logLikelihood + logVolume);
    return logSum(sum, best + volume) - sum;
  }

  /** Goes on until the end; each value is how many nats are left, to which the state may be kept. */
  *run(): Generator<{ readonly steps: number; readonly left: number }, Evidence, void> {
    const tolerance = this.#options.tolerance ?? 0.01;
    for (let left = this.left(); !(left < tolerance); left = this.left()) {
      for (let n = 0; n < this.#options.points; n++) this.step();
      yield { steps: this.#dead.length, left };
    }
    return this.evidence();
  }

  /** What has been found, with the live points as the last ones. */
  evidence(): Evidence {
    const { points } = this.#options;
    const rest = -this.#dead.length / points - Math.log(points);
    const all = [...this.#weighed(), ...this.#live.map((point) => ({ ...point, logVolume: rest }))];
    const logEvidence = all.reduce(
      (sum, { logLikelihood, logVolume }) => logSum(sum, logLikelihood + logVolume),
      Number.NEGATIVE_INFINITY,
    );
    let information = 0;
    const samples = all.map(({ cube, logLikelihood, logVolume }) => {
      const logWeight = logLikelihood + logVolume - logEvidence;
      const weight = Math.exp(logWeight);
      if (weight > 0) information += weight * (logLikelihood - logEvidence);
      return { parameters: this.#parameters(cube), logWeight };
    });
    return { logEvidence, error: Math.sqrt(Math.max(information, 0) / points), information, samples };
  }

  /** Dead points and ln of the prior's part that each is for: it shrinks by exp(−1/points) from one to the next. */
  #weighed(): readonly (Point & { readonly logVolume: number })[] {
    const { points } = this.#options;
    const shell = Math.log(-Math.expm1(-1 / points));
    return this.#dead.map((point, n) => ({ ...point, logVolume: shell - n / points }));
  }

  #sliced(from: Point, least: number): Point {
    const [a, b] = this.#two();
    const scale = WIDTH * this.#random.uniform();
    const direction = a.cube.map((value, n) => scale * (value - b.cube[n]!));
    const at = (s: number): Float64Array => from.cube.map((value, n) => value + s * direction[n]!);
    const isInside = (s: number): boolean => this.#likelihood(at(s)) > least;
    let low = -this.#random.uniform();
    let high = low + 1;
    for (let n = 0; n < FURTHEST && isInside(low); n++) low--;
    for (let n = 0; n < FURTHEST && isInside(high); n++) high++;
    // The point itself is inside, so that this ends.
    for (;;) {
      const s = low + (high - low) * this.#random.uniform();
      const cube = at(s);
      const logLikelihood = this.#likelihood(cube);
      if (logLikelihood > least) return { cube, logLikelihood };
      if (s < 0) low = s;
      else high = s;
      if (high - low < 1e-14) return from;
    }
  }

  /** Two live points that are not the same. */
  #two(): readonly [Point, Point] {
    const many = this.#live.length;
    const first = Math.floor(this.#random.uniform() * many);
    const second = (first + 1 + Math.floor(this.#random.uniform() * (many - 1))) % many;
    return [this.#live[first]!, this.#live[second]!];
  }

  #likelihood(cube: Float64Array): number {
    if (!cube.every((value) => value > 0 && value < 1)) return Number.NEGATIVE_INFINITY;
    this.#calls++;
    const value = this.#problem.logLikelihood(this.#parameters(cube));
    if (!Number.isNaN(value)) return value;
    throw new BadArgumentError(
      `ln of the likelihood is no number at ${[...this.#parameters(cube)].join(", ")}; where parameters can't be it must be −Infinity.`,
    );
  }

  #parameters(cube: Float64Array): Float64Array {
    const out = new Float64Array(cube.length);
    this.#problem.fromCube(cube, out);
    return out;
  }
}

interface Point {
  readonly cube: Float64Array;
  readonly logLikelihood: number;
}

function mustBeEnough({ dimension }: NestedProblem, { points }: NestedOptions): void {
  if (Number.isInteger(points) && points >= 2 * dimension + 2) return;
  throw new BadArgumentError(
    `Nested sampling with ${points} live points in ${dimension} dimensions; ${2 * dimension + 2} or more are needed, and some hundred give an evidence to a tenth.`,
    { points, dimension },
  );
}
