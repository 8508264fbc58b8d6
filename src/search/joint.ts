import type { NoiseDensity } from "../inference/density.js";
import type { ComplexArray } from "../math/complex.js";
import { entryOf, type Matrix, matrixInverse, matrixOf } from "../math/matrix.js";
import type { TdiSignal } from "../response/signal.js";
import { driftRange, type Intrinsic, type Linear } from "./binary.js";
import { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { placed } from "./refinement.js";

/** Some binaries whose signals are not independent, where the likelihood of all is largest. */
export interface Joint {
  readonly binaries: readonly Linear[];
  /** ln of the likelihood over that of noise alone. */
  readonly logLikelihood: number;
  /** Second derivatives by {@link coordinates} of all, one after the other. */
  readonly fisher: Matrix;
}

type Slow = readonly [ComplexArray, ComplexArray];

/** Parameters of one binary: frequency, drift, λ, β, and four factors. */
export const SIZE = 8;

/** The constellation's centre in the middle of an observation (s), where it is and how it moves (light seconds, and a second). */
interface Middle {
  readonly time: number;
  readonly position: readonly number[];
  readonly velocity: readonly number[];
}

/**
 * Coordinates of binaries in units in which all of them are of order 1: frequency (bins) and phase as they arrive in the middle of
 * the observation, which depend little on the place and on each other; drift (bins over the duration), λ, β; and four factors
 * over their norm.
 */
export class Coordinates {
  readonly #duration: number;
  readonly #origin: readonly Linear[];
  readonly #scales: readonly number[];
  readonly #middle: Middle;
  /** Frequencies that arrive in the middle. */
  readonly #arriving: readonly number[];

  constructor(seen: Observation, origin: readonly Linear[]) {
    this.#duration = seen.duration;
    this.#origin = origin;
    this.#scales = origin.map((b) => Math.hypot(b.plusRe, b.plusIm, b.crossRe, b.crossIm));
    this.#middle = middleOf(seen);
    this.#arriving = origin.map((b) => {
      const [away, rate] = this.#light(b.lambda, b.beta);
      return (b.frequency + b.fdot * (this.#middle.time - away)) * (1 - rate);
    });
  }

  get count(): number {
    return this.#origin.length;
  }

  /** The origin's own coordinates. */
  origin(): Float64Array {
    const out = new Float64Array(SIZE * this.count);
    this.#origin.forEach((b, n) => {
      const scale = this.#scales[n]!;
      const [c, s] = this.#phase(b, n);
      const [plusRe, plusIm] = [b.plusRe * c - b.plusIm * s, b.plusRe * s + b.plusIm * c];
      const [crossRe, crossIm] = [b.crossRe * c - b.crossIm * s, b.crossRe * s + b.crossIm * c];
      const factors = [plusRe, plusIm, crossRe, crossIm].map((factor) => factor / scale);
      out.set([0, b.fdot * this.#duration ** 2, b.lambda, b.beta, ...factors], SIZE * n);
    });
    return out;
  }

  binary(x: Float64Array, n: number): Linear {
    const at = SIZE * n;
    const [lambda, beta] = [x[at + 2]!, x[at + 3]!];
    const fdot = x[at + 1]! / this.#duration ** 2;
    const [away, rate] = this.#light(lambda, beta);
    const arriving = this.#arriving[n]! + x[at]! / this.#duration;
    const frequency = arriving / (1 - rate) - fdot * (this.#middle.time - away);
    const [c, s] = this.#phase({ frequency, fdot, lambda, beta }, n);
    const scale = this.#scales[n]!;
    const [a, b, p, q] = [x[at + 4]! * scale, x[at + 5]! * scale, x[at + 6]! * scale, x[at + 7]! * scale];
    return {
      frequency,
      fdot,
      lambda,
      beta,
      plusRe: a * c + b * s,
      plusIm: b * c - a * s,
      crossRe: p * c + q * s,
      crossIm: q * c - p * s,
    };
  }

  all(x: Float64Array): Linear[] {
    return this.#origin.map((_, n) => this.binary(x, n));
  }

  /** Light seconds that the centre is further away than the Sun, and how they grow. */
  #light(lambda: number, beta: number): readonly [number, number] {
    const { position, velocity } = this.#middle;
    const [x, y, z] = [-Math.cos(beta) * Math.cos(lambda), -Math.cos(beta) * Math.sin(lambda), -Math.sin(beta)];
    return [
      x * position[0]! + y * position[1]! + z * position[2]!,
      x * velocity[0]! + y * velocity[1]! + z * velocity[2]!,
    ];
  }

  /** Cosine and sine of the phase that was added from the begin to the middle, less that of the origin's frequency. */
  #phase({ frequency, fdot, lambda, beta }: Intrinsic, n: number): readonly [number, number] {
    const { time } = this.#middle;
    const [away] = this.#light(lambda, beta);
    const shift = (frequency - this.#origin[n]!.frequency) * time - frequency * away;
    const phase = 2 * Math.PI * (shift + (fdot / 2) * (time - away) ** 2);
    return [Math.cos(phase), Math.sin(phase)];
  }
}

function middleOf({ samples, count }: Observation): Middle {
  const { dt } = samples.triangle;
  const half = count / 2;
  return {
    time: half * dt,
    position: samples.centre.map((axis) => axis[half]!),
    velocity: samples.centre.map((axis) => (axis[half + 1]! - axis[half - 1]!) / (2 * dt)),
  };
}

/** Steps of derivatives, in coordinates. */
const STEPS = [1e-3, 1e-3, 1e-4, 1e-4];
const ITERATIONS = 25;
/** A gain of ln L below which nothing is left to do. */
const ENOUGH = 1e-4;

/** Levenberg's and Marquardt's way up (doi:10.1137/0111030) from a start, all parameters of all binaries at once. */
export function jointlyFitted(
  seen: Observation,
  data: TdiSignal,
  noise: NoiseDensity,
  start: readonly Linear[],
  iterations: number = ITERATIONS,
): Joint {
  const near = neighbourhoodOf(seen, data, noise, start);
  const frame = new Coordinates(seen, start);
  let x = frame.origin();
  let value = logLikelihoodAt(near, frame, x);
  let damping = 1e-3;
  let { gradient, fisher } = slopes(near, frame, x);
  for (let n = 0; n < iterations; n++) {
    const next = bounded(seen, frame, stepped(x, gradient, fisher, damping));
    const there = logLikelihoodAt(near, frame, next);
    if (!(there > value)) {
      if (damping > 1e6) break;
      damping *= 8;
      continue;
    }
    const gain = there - value;
    [x, value, damping] = [next, there, damping / 6];
    ({ gradient, fisher } = slopes(near, frame, x));
    if (gain < ENOUGH) break;
  }
  return { binaries: frame.all(x).map(placed), logLikelihood: value, fisher };
}

/** Data around the middle of some binaries, turned by the first one's phase. */
export function neighbourhoodOf(
  seen: Observation,
  data: TdiSignal,
  noise: NoiseDensity,
  binaries: readonly Linear[],
): Neighbourhood {
  const mean = binaries.reduce((sum, { frequency }) => sum + frequency, 0) / binaries.length;
  const nodes = binaries.length > 1 ? seen.fineNodes : seen.nodes;
  return new Neighbourhood(seen, data, noise, { ...binaries[0]!, frequency: mean }, nodes);
}

export function logLikelihoodAt(near: Neighbourhood, frame: Coordinates, x: Float64Array): number {
  const sum = near.zeros();
  for (let n = 0; n < frame.count; n++) near.addSignal(frame.binary(x, n), sum);
  return near.logLikelihood(sum);
}

function bounded({ duration }: Observation, frame: Coordinates, x: Float64Array): Float64Array {
  for (let n = 0; n < frame.count; n++) {
    const range = driftRange(frame.binary(x, n).frequency);
    const drift = x[SIZE * n + 1]! / duration ** 2;
    x[SIZE * n + 1] = Math.min(Math.max(drift, range[0]), range[1]) * duration ** 2;
  }
  return x;
}

function stepped(x: Float64Array, gradient: Float64Array, fisher: Matrix, damping: number): Float64Array {
  const size = x.length;
  // In units of each parameter's own curvature, so that no scale matters.
  const unit = Float64Array.from({ length: size }, (_, i) => Math.sqrt(Math.max(entryOf(fisher, i, i), 1e-12)));
  const damped = matrixOf(
    size,
    size,
    (i, j) => entryOf(fisher, i, j) / (unit[i]! * unit[j]!) + (i === j ? damping : 0),
  );
  const inverse = matrixInverse(damped);
  return x.map((value, i) => {
    let step = 0;
    for (let j = 0; j < size; j++) step += (entryOf(inverse, i, j) * gradient[j]!) / unit[j]!;
    return value + step / unit[i]!;
  });
}

/** First derivatives of ln L, and second ones of ⟨h|h⟩/2 with the signals' own second derivatives left out. */
function slopes(
  near: Neighbourhood,
  frame: Coordinates,
  x: Float64Array,
): { readonly gradient: Float64Array; readonly fisher: Matrix } {
  const total = near.zeros();
  const columns: Slow[] = [];
  for (let n = 0; n < frame.count; n++) {
    near.addSignal(frame.binary(x, n), total);
    for (let i = 0; i < SIZE; i++) columns.push(derivative(near, frame, x, n, i));
  }
  const gradient = Float64Array.from(columns, (column) => productWith(near, column, total));
  const fisher = matrixOf(columns.length, columns.length, (i, j) =>
    i <= j ? weighedProduct(near, columns[i]!, columns[j]!) : 0,
  );
  const { values } = fisher;
  const size = columns.length;
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) values[i * size + j] = values[j * size + i]!;
  return { gradient, fisher };
}

function derivative(near: Neighbourhood, frame: Coordinates, x: Float64Array, n: number, i: number): Slow {
  const out = near.zeros();
  if (i >= 4) {
    // The signal is linear in these.
    const moved = x.slice();
    moved.fill(0, SIZE * n + 4, SIZE * (n + 1));
    moved[SIZE * n + i] = 1;
    near.addSignal(frame.binary(moved, n), out);
    return out;
  }
  const step = STEPS[i]!;
  const low = near.zeros();
  for (const [side, sum] of [
    [step, out],
    [-step, low],
  ] as const) {
    const moved = x.slice();
    moved[SIZE * n + i]! += side;
    near.addSignal(frame.binary(moved, n), sum);
  }
  for (let channel = 0; channel < 2; channel++) {
    const [up, down] = [out[channel]!, low[channel]!];
    for (let m = 0; m < up.re.length; m++) {
      up.re[m] = (up.re[m]! - down.re[m]!) / (2 * step);
      up.im[m] = (up.im[m]! - down.im[m]!) / (2 * step);
    }
  }
  return out;
}

/** ⟨d − h|column⟩. */
function productWith(near: Neighbourhood, column: Slow, total: Slow): number {
  let sum = 0;
  for (let channel = 0; channel < 2; channel++) {
    const [d, w, c, h] = [near.data[channel]!, near.weights[channel]!, column[channel]!, total[channel]!];
    for (let m = 0; m < w.length; m++) {
      sum += (d.re[m]! - w[m]! * h.re[m]!) * c.re[m]! + (d.im[m]! - w[m]! * h.im[m]!) * c.im[m]!;
    }
  }
  return sum;
}

function weighedProduct(near: Neighbourhood, a: Slow, b: Slow): number {
  let sum = 0;
  for (let channel = 0; channel < 2; channel++) {
    const [w, p, q] = [near.weights[channel]!, a[channel]!, b[channel]!];
    for (let m = 0; m < w.length; m++) sum += w[m]! * (p.re[m]! * q.re[m]! + p.im[m]! * q.im[m]!);
  }
  return sum;
}
