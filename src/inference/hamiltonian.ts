import { BadArgumentError } from "../core/errors.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import { DualAveraging, type DualAveragingState } from "./dual-averaging.js";
import { type LogDensity, logSum, mustBeSame } from "./sampler.js";

/** How a Hamiltonian sampler walks. */
export interface HamiltonianOptions {
  readonly seed: bigint;
  /** The name of its random numbers; chains of different names are independent. */
  readonly name: string;
  /** Steps in which step size and masses are learnt, not to be used as samples. */
  readonly warmup: number;
  /** Wanted mean probability of acceptance; default 0.8. */
  readonly acceptance?: number;
  /** A trajectory has at most 2^depth steps; default 10. */
  readonly depth?: number;
}

/** Where a sampler is, as plain JSON: what goes on from here is what would have come. */
export interface HamiltonianState {
  readonly step: number;
  readonly random: RandomState;
  readonly position: readonly number[];
  /** Variances by which the parameters are scaled. */
  readonly variances: readonly number[];
  readonly stepSize: DualAveragingState;
  /** Of the samples of the present window of the warm-up: number, mean and sum of squares. */
  readonly window: readonly [count: number, mean: readonly number[], squares: readonly number[]];
  readonly divergences: number;
}

/** A point of phase space, with what is known there. */
interface Point {
  readonly x: Float64Array;
  readonly momentum: Float64Array;
  readonly gradient: Float64Array;
  readonly value: number;
}

/** Half of a trajectory: its two ends, the sample from it, and what it weighs. */
interface Tree {
  readonly left: Point;
  readonly right: Point;
  readonly sample: Point;
  readonly logWeight: number;
  /** Sum of momenta. */
  readonly sum: Float64Array;
  readonly isGoingOn: boolean;
}

/** An energy that is wrong by so much is that of a trajectory that has gone astray. */
const DIVERGENCE = 1000;

/**
 * The no-U-turn sampler (M. D. Hoffman and A. Gelman 2014, JMLR 15, 1593) with multinomial samples of a trajectory and the U-turn of
 * summed momenta (M. Betancourt 2017, arXiv:1701.02434), step sizes by dual averaging and masses from the variances in windows
 * of the warm-up that double.
 */
export class Hamiltonian {
  readonly #density: LogDensity & Required<Pick<LogDensity, "gradient">>;
  readonly #options: HamiltonianOptions;
  readonly #random: RandomStream;
  readonly #stepSize: DualAveraging;
  #point: Pick<Point, "x" | "value" | "gradient">;
  #variances: Float64Array;
  #window: Welford;
  #step: number;
  #divergences: number;
  #accepted = 0;
  #tried = 0;

  private constructor(density: LogDensity, options: HamiltonianOptions, state: HamiltonianState) {
    this.#density = withGradient(density);
    this.#options = options;
    this.#random = resumedStream(state.random);
    this.#stepSize = new DualAveraging(options.acceptance ?? 0.8, state.stepSize);
    this.#variances = Float64Array.from(state.variances);
    this.#window = new Welford(...state.window);
    this.#step = state.step;
    this.#divergences = state.divergences;
    this.#point = this.#at(Float64Array.from(state.position));
  }

  /** A sampler that begins at `start`. @throws BadArgumentError for a density without gradient, or one that is zero there */
  static begin(density: LogDensity, options: HamiltonianOptions, start: Float64Array): Hamiltonian {
    const none = Array.from(start, () => 0);
    const sampler = new Hamiltonian(density, options, {
      step: 0,
      random: randomStream(options.seed, options.name).state(),
      position: [...start],
      variances: none.map(() => 1),
      stepSize: DualAveraging.begun(1),
      window: [0, none, none],
      divergences: 0,
    });
    if (start.length !== density.dimension || !Number.isFinite(sampler.#point.value)) {
      throw new BadArgumentError(
        `A chain of ${density.dimension} parameters can't begin at ${[...start].join(", ")}: ln of the density there is ${sampler.#point.value}.`,
        { start: [...start] },
      );
    }
    sampler.#stepSize.restart(sampler.#reasonable());
    return sampler;
  }

  /** The sampler that goes on where `state` was taken. @throws BadArgumentError for a state of another problem */
  static resume(density: LogDensity, options: HamiltonianOptions, state: HamiltonianState): Hamiltonian {
    mustBeSame("a Hamiltonian sampler", { parameters: state.position.length }, { parameters: density.dimension });
    return new Hamiltonian(density, options, state);
  }

  state(): HamiltonianState {
    return {
      step: this.#step,
      random: this.#random.state(),
      position: [...this.#point.x],
      variances: [...this.#variances],
      stepSize: this.#stepSize.state(),
      window: this.#window.state(),
      divergences: this.#divergences,
    };
  }

  /** The present sample and ln of its density. */
  sample(): { readonly parameters: Float64Array; readonly logDensity: number } {
    return { parameters: this.#point.x.slice(), logDensity: this.#point.value };
  }

  /** Trajectories since the warm-up whose energy went astray: more than a few say that the samples can't be trusted. */
  divergences(): number {
    return this.#divergences;
  }

  /** One trajectory; within the warm-up it is learnt from. */
  step(): void {
    const { warmup } = this.#options;
    const size = this.#step < warmup ? this.#stepSize.current() : this.#stepSize.average();
    [this.#accepted, this.#tried] = [0, 0];
    const momentum = this.#random.normals(new Float64Array(this.#density.dimension));
    momentum.forEach((value, n) => {
      momentum[n] = value / Math.sqrt(this.#variances[n]!);
    });
    this.#point = this.#trajectory({ ...this.#point, momentum }, size);
    this.#step++;
    if (this.#step > warmup) return;
    this.#stepSize.learn(this.#accepted / Math.max(1, this.#tried));
    this.#learn();
  }

  /** A first window only finds the place and the step size; those after it double until nine tenths of the warm-up. */
  #learn(): void {
    const first = Math.ceil(this.#options.warmup * 0.1);
    if (this.#step < first || this.#step > 0.9 * this.#options.warmup) return;
    this.#window.add(this.#point.x);
    const ends = [2, 4, 8].map((part) => Math.floor((0.9 * this.#options.warmup) / part));
    ends.push(Math.floor(0.9 * this.#options.warmup));
    if (!ends.includes(this.#step) || this.#window.count < 10) return;
    this.#variances = this.#window.variances();
    this.#window = Welford.empty(this.#density.dimension);
    this.#stepSize.restart(this.#reasonable());
  }

  #trajectory(start: Point, size: number): Point {
    const energy = this.#energy(start);
    let tree: Tree = { left: start, right: start, sample: start, logWeight: 0, sum: start.momentum, isGoingOn: true };
    for (let depth = 0; depth < (this.#options.depth ?? 10) && tree.isGoingOn; depth++) {
      const way = this.#random.uniform() < 0.5 ? -1 : 1;
      const grown = this.#grown(way < 0 ? tree.left : tree.right, way * size, depth, energy);
      if (!grown.isGoingOn) break;
      // The new half is favoured: samples then are further apart.
      const isTaken = Math.log(this.#random.uniform()) < grown.logWeight - tree.logWeight;
      tree = this.#joined(tree, grown, way, isTaken ? grown.sample : tree.sample);
    }
    return tree.sample;
  }

  /** 2^depth steps on from a point. */
  #grown(from: Point, size: number, depth: number, energy: number): Tree {
    if (depth === 0) return this.#leaf(from, size, energy);
    const one = this.#grown(from, size, depth - 1, energy);
    if (!one.isGoingOn) return one;
    const other = this.#grown(size < 0 ? one.left : one.right, size, depth - 1, energy);
    if (!other.isGoingOn) return other;
    const isTaken = Math.log(this.#random.uniform()) < other.logWeight - logSum(one.logWeight, other.logWeight);
    return this.#joined(one, other, size, isTaken ? other.sample : one.sample);
  }

  #leaf(from: Point, size: number, energy: number): Tree {
    const point = this.#leapt(from, size);
    const error = this.#energy(point) - energy;
    const logWeight = Number.isNaN(error) ? Number.NEGATIVE_INFINITY : -error;
    this.#accepted += Math.min(1, Math.exp(logWeight));
    this.#tried++;
    const isGoingOn = logWeight > -DIVERGENCE;
    if (!isGoingOn && this.#step >= this.#options.warmup) this.#divergences++;
    return { left: point, right: point, sample: point, logWeight, sum: point.momentum, isGoingOn };
  }

  #joined(one: Tree, other: Tree, way: number, sample: Point): Tree {
    const [left, right] = way < 0 ? [other.left, one.right] : [one.left, other.right];
    const sum = one.sum.map((value, n) => value + other.sum[n]!);
    const isGoingOn = this.#along(sum, left) > 0 && this.#along(sum, right) > 0;
    return { left, right, sample, logWeight: logSum(one.logWeight, other.logWeight), sum, isGoingOn };
  }

  #along(sum: Float64Array, { momentum }: Point): number {
    return momentum.reduce((all, value, n) => all + value * sum[n]! * this.#variances[n]!, 0);
  }

  #leapt({ x, momentum, gradient }: Point, size: number): Point {
    const half = momentum.map((value, n) => value + (size / 2) * gradient[n]!);
    const there = this.#at(x.map((value, n) => value + size * this.#variances[n]! * half[n]!));
    return { ...there, momentum: half.map((value, n) => value + (size / 2) * there.gradient[n]!) };
  }

  #at(x: Float64Array): Pick<Point, "x" | "value" | "gradient"> {
    const gradient = new Float64Array(x.length);
    this.#density.gradient(x, gradient);
    return { x, value: this.#density.value(x), gradient };
  }

  #energy({ value, momentum }: Point): number {
    return momentum.reduce((sum, p, n) => sum + (p * p * this.#variances[n]!) / 2, -value);
  }

  /** A step size whose first step is accepted every other time. */
  #reasonable(): number {
    const momentum = this.#variances.map((variance) => 1 / Math.sqrt(variance));
    const start = { ...this.#point, momentum };
    const energy = this.#energy(start);
    const gain = (size: number): number => {
      const found = energy - this.#energy(this.#leapt(start, size));
      return Number.isNaN(found) ? Number.NEGATIVE_INFINITY : found;
    };
    let size = 1;
    const way = gain(size) > -Math.LN2 ? 1 : -1;
    for (let n = 0; n < 60 && way * gain(size) > -way * Math.LN2; n++) size *= 2 ** way;
    return size;
  }
}

/** Mean and variance of numbers as they come (B. P. Welford 1962, doi:10.1080/00401706.1962.10490022). */
class Welford {
  readonly #mean: Float64Array;
  readonly #squares: Float64Array;

  constructor(
    public count: number,
    mean: readonly number[],
    squares: readonly number[],
  ) {
    this.#mean = Float64Array.from(mean);
    this.#squares = Float64Array.from(squares);
  }

  static empty(dimension: number): Welford {
    const none = Array.from({ length: dimension }, () => 0);
    return new Welford(0, none, none);
  }

  add(x: Float64Array): void {
    this.count++;
    x.forEach((value, n) => {
      const before = value - this.#mean[n]!;
      this.#mean[n]! += before / this.count;
      this.#squares[n]! += before * (value - this.#mean[n]!);
    });
  }

  /** Never 0, as which a chain that stands still would have them. */
  variances(): Float64Array {
    return this.#squares.map((sum, n) => Math.max(sum / (this.count - 1), 1e-20 * (1 + this.#mean[n]! ** 2)));
  }

  state(): HamiltonianState["window"] {
    return [this.count, [...this.#mean], [...this.#squares]];
  }
}

function withGradient(density: LogDensity): LogDensity & Required<Pick<LogDensity, "gradient">> {
  const { gradient } = density;
  if (gradient !== undefined) {
    const bound = (x: Float64Array, out: Float64Array): void => gradient.call(density, x, out);
    return { dimension: density.dimension, value: (x) => density.value(x), gradient: bound };
  }
  throw new BadArgumentError(
    "A Hamiltonian sampler needs the gradient of the density, and this one has none: give it, or take Ensemble, which needs none.",
  );
}
