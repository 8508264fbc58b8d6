import type { RandomStream } from "../core/random.js";
import {
  bestAmplitudes,
  type ChirpAmplitudes,
  type ChirpProducts,
  linearLogLikelihood,
} from "../inference/chirpamplitudes.js";
import { colouredAmplitudes, logDeterminant, whitenedAmplitudes } from "../inference/chirpwhitening.js";
import type { MergerPoint } from "./merger-likelihood.js";
import { SKY_MODES, type SkyCells } from "./merger-modes.js";
import { reoriented } from "./merger-orientation.js";
import { amplitudesOf, folded, logAmplitudePrior, logPriorOf, lyingOf, type MergerPrior } from "./merger-prior.js";

/** What chains walk in. */
export interface MergerTarget {
  /** ⟨d|h⟩ and ⟨h|h⟩ of masses, spins, time and place. */
  readonly products: (point: MergerPoint) => ChirpProducts;
  readonly prior: MergerPrior;
  readonly cells: SkyCells;
  /** Principal directions of ln L where it is greatest, each as long as its standard deviation. */
  readonly widths: readonly Float64Array[];
}

/** A binary that a chain is at. */
export interface MergerWalker {
  readonly point: MergerPoint;
  readonly amplitudes: ChirpAmplitudes;
  readonly products: ChirpProducts;
  readonly logLikelihood: number;
}

/** Parts of the moves, added up: along one principal direction, along all, those and differential ones; the rest change the part of the sky. */
const KINDS = { one: 0.15, all: 0.35, local: 0.85 };
/** Part in which circular amplitudes keep their sizes; in the others what noise is in them is kept. */
const SIZES_KEPT = 0.3;
/** One differential move of so many jumps from one walker's place to another's. */
const JUMP = 0.1;

/**
 * Walkers at some temperatures. Distance, inclination, polarisation and phase are two complex amplitudes that ln L is quadratic in: a
 * move of the other seven parameters carries them along with the best ones, so that the chain sees the profile of the likelihood,
 * and they walk by themselves in between.
 */
export class MergerChains {
  readonly #target: MergerTarget;
  readonly #inverse: Float64Array;
  readonly #random: RandomStream;
  readonly #walkers: MergerWalker[][];
  readonly #tried: Float64Array;
  readonly #taken: Float64Array;

  constructor(
    target: MergerTarget,
    inverseTemperatures: Float64Array,
    starts: readonly (readonly MergerPoint[])[],
    random: RandomStream,
  ) {
    this.#target = target;
    this.#inverse = inverseTemperatures;
    this.#random = random;
    this.#walkers = starts.map((points) => points.map((point) => begun(target, point)));
    this.#tried = new Float64Array(inverseTemperatures.length);
    this.#taken = new Float64Array(inverseTemperatures.length);
  }

  /** Those at a temperature, the first of which is 1. */
  walkers(temperature: number): readonly MergerWalker[] {
    return this.#walkers[temperature]!;
  }

  /** Part of the moves of seven parameters that were taken, by temperature. */
  acceptance(): Float64Array {
    return this.#taken.map((count, t) => count / Math.max(1, this.#tried[t]!));
  }

  /** Every walker moves once, then neighbouring temperatures exchange. */
  step(): void {
    this.#inverse.forEach((_, t) => {
      for (let w = 0; w < this.#walkers[t]!.length; w++) this.#move(t, w);
    });
    for (let t = this.#inverse.length - 1; t > 0; t--) this.#exchange(t);
  }

  #move(t: number, w: number): void {
    const all = this.#walkers[t]!;
    const [inverse, { prior }] = [this.#inverse[t]!, this.#target];
    this.#tried[t]! += 1;
    const moved = this.#moved(all[w]!, this.#proposal(t, w), inverse);
    if (moved !== undefined) this.#taken[t]! += 1;
    const now = moved ?? all[w]!;
    all[w] = { ...now, ...reoriented(now.products, now, [inverse, prior], this.#random) };
  }

  /** The walker at a point, if it goes there. */
  #moved(
    from: MergerWalker,
    [point, logFactor]: readonly [MergerPoint, number],
    inverse: number,
  ): MergerWalker | undefined {
    const { prior } = this.#target;
    const logPrior = logPriorOf(prior, point) - logPriorOf(prior, from.point);
    if (!(logFactor + logPrior > Number.NEGATIVE_INFINITY)) return undefined;
    const products = this.#target.products(point);
    const [amplitudes, logVolume] =
      this.#random.uniform() < SIZES_KEPT ? turnedAlong(from, products) : carried(from, products, prior);
    const logLikelihood = linearLogLikelihood(products, amplitudes);
    const gain = logFactor + logPrior + logVolume + inverse * (logLikelihood - from.logLikelihood);
    // What is no number is no binary that the waveform knows.
    return Math.log(this.#random.uniform()) < gain ? { point, amplitudes, products, logLikelihood } : undefined;
  }

  /** A point, and ln of what the proposal lacks in symmetry. */
  #proposal(t: number, w: number): readonly [MergerPoint, number] {
    const { cells } = this.#target;
    const kind = this.#random.uniform();
    const { point } = this.#walkers[t]![w]!;
    const inverse = this.#inverse[t]!;
    if (kind < KINDS.one) return [this.#alongOne(point, (2.4 / Math.sqrt(inverse)) * this.#size()), 0];
    if (kind > KINDS.local) {
      const other = cells.inCell(point, Math.floor(SKY_MODES * this.#random.uniform()));
      return [other, levelOf(point) - levelOf(other)];
    }
    // All walkers are brought to one cell of the sky, where their differences say something, and back.
    const from = cells.inCell(point, 0);
    const to =
      kind < KINDS.all
        ? this.#along(from, (1.7 / Math.sqrt(7 * inverse)) * this.#size())
        : this.#differential(t, w, from);
    if (cells.cellOf(to) !== 0) return [to, Number.NEGATIVE_INFINITY];
    const back = cells.inCell(to, cells.cellOf(point));
    return [back, levelOf(to) - levelOf(from) - levelOf(back) + levelOf(point)];
  }

  #size(): number {
    return 10 ** -this.#random.uniform();
  }

  #differential(t: number, w: number, from: MergerPoint): MergerPoint {
    const all = this.#walkers[t]!;
    const other = (): MergerPoint => {
      const pick = Math.floor(this.#random.uniform() * (all.length - 1));
      return this.#target.cells.inCell(all[pick < w ? pick : pick + 1]!.point, 0);
    };
    const [a, b] = [other(), other()];
    const usual = (2.38 / Math.sqrt(14)) * (0.2 + 1.2 * this.#random.uniform());
    const factor = this.#random.uniform() < JUMP ? 1 : usual;
    return folded(from.map((x, n) => x + factor * (n === 5 ? roundTurn(a[n]! - b[n]!) : a[n]! - b[n]!)));
  }

  #along(point: MergerPoint, size: number): MergerPoint {
    const { widths } = this.#target;
    const lengths = this.#random.normals(new Float64Array(widths.length));
    const to = point.slice();
    widths.forEach((width, k) => {
      for (let n = 0; n < to.length; n++) to[n]! += size * lengths[k]! * width[n]!;
    });
    return folded(to);
  }

  #alongOne(point: MergerPoint, size: number): MergerPoint {
    const { widths } = this.#target;
    const width = widths[Math.floor(this.#random.uniform() * widths.length)]!;
    const length = size * this.#random.normals(new Float64Array(1))[0]!;
    return folded(point.map((x, n) => x + length * width[n]!));
  }

  #exchange(t: number): void {
    const [hot, cold] = [this.#walkers[t]!, this.#walkers[t - 1]!];
    const difference = this.#inverse[t - 1]! - this.#inverse[t]!;
    for (let w = 0; w < hot.length; w++) {
      const v = Math.floor(this.#random.uniform() * cold.length);
      const gain = difference * (hot[w]!.logLikelihood - cold[v]!.logLikelihood);
      if (Math.log(this.#random.uniform()) < gain) [hot[w], cold[v]] = [cold[v]!, hot[w]!];
    }
  }
}

function begun({ products, prior }: MergerTarget, point: MergerPoint): MergerWalker {
  const found = products(point);
  const { amplitudes } = bestAmplitudes(found);
  const [logDistance, ...lies] = lyingOf(amplitudes);
  const [near, far] = prior.distance.map(Math.log) as [number, number];
  const within = amplitudesOf([Math.min(Math.max(logDistance, near), far - 1e-9), ...lies]);
  return { point, products: found, amplitudes: within, logLikelihood: linearLogLikelihood(found, within) };
}

/** Amplitudes as far from the best ones as before, in units of their noise. */
function carried(
  { products, amplitudes }: MergerWalker,
  to: ChirpProducts,
  prior: MergerPrior,
): readonly [ChirpAmplitudes, number] {
  const moved = colouredAmplitudes(to, whitenedAmplitudes(products, amplitudes));
  const logPrior = logAmplitudePrior(prior, moved) - logAmplitudePrior(prior, amplitudes);
  return [moved, logPrior + logDeterminant(products) - logDeterminant(to)];
}

/** Distance and inclination as before, phases turned as far as those of the best circular amplitudes. */
function turnedAlong({ products, amplitudes }: MergerWalker, to: ChirpProducts): readonly [ChirpAmplitudes, number] {
  const [logDistance, cosine, right, left] = lyingOf(amplitudes);
  const [, , right0, left0] = lyingOf(bestAmplitudes(products).amplitudes);
  const [, , right1, left1] = lyingOf(bestAmplitudes(to).amplitudes);
  return [amplitudesOf([logDistance, cosine, right + right1 - right0, left + left1 - left0]), 0];
}

/** ln of the area of the sphere by steps of longitude and latitude. */
function levelOf(point: MergerPoint): number {
  return Math.log(Math.cos(point[6]!));
}

function roundTurn(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}
