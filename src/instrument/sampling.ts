import { BadArgumentError } from "../core/errors.js";
import { kernels } from "../math/engine.js";
import { expandedTaps, pairCoefficients } from "../math/taps.js";

/** Outputs whose filters are made together: the clock's time moves by some thousandths of a physics sample meanwhile. */
export const SEGMENT = 1024;

/** Filters made per segment; each output's is a cubic in between. */
const NODES = 4;

/** Where a segment's outputs lie among the physics samples. */
export interface SamplePoints {
  /** Index of the physics sample in the middle of the filter, for each output. */
  readonly middle: number;
  /** Physics samples from one output to the next. */
  readonly step: number;
  /** What to add to the indices, in samples: minus what the clock is ahead. */
  readonly shifts: Float64Array;
  /** How much the shift grows from sample to sample. */
  readonly rate: number;
}

/**
 * Samples at even times of a spacecraft's clock, filtered against aliasing and decimated, in one step: out[m] = Σ_k h_k y(4m − k),
 * where y(n) = x(n + σ(n)) is x seen at the clock's n by Lagrange interpolation of order 31. As σ is all but a straight line
 * within the filter's reach, that is one filter whose taps are, with u = K − k from the middle on,
 * C_j = Σ_u h_(K−u) L_(j−u)(σ + ρ u), L expanded to the second order in ρ u < 1e-4, and interpolated in σ within a segment.
 */
export class Sampler {
  /** Taps of the joint filter. */
  readonly width: number;
  /** Samples before the middle that the joint filter reaches. */
  readonly reach: number;
  readonly #half = 16;
  readonly #coefficients: Float64Array = pairCoefficients(16);
  readonly #nodes: Float64Array;
  /** Weights of a segment's outputs: of nodes, and of neighbours in the interpolation of order 5. */
  readonly #blending: Float64Array = new Float64Array(NODES * SEGMENT);
  readonly #quintic: Float64Array = new Float64Array(5 * SEGMENT);

  /** @param filter the taps against aliasing; their middle one is at (taps − 1)/2 */
  constructor(private readonly filter: Float64Array) {
    const middle = this.#middle();
    this.width = filter.length + 2 * this.#half - 1;
    this.reach = filter.length - 1 - middle + this.#half - 1;
    this.#nodes = new Float64Array(NODES * this.width);
  }

  #middle(): number {
    return (this.filter.length - 1) >> 1;
  }

  /** Physics samples from the newest of the filter back to its middle. */
  get delay(): number {
    return this.#middle();
  }

  /** The outputs of a segment, at most so many, from each of the series, whose sample 0 has the index `start`. */
  sample(points: SamplePoints, series: readonly Float64Array[], start: number, outs: readonly Float64Array[]): void {
    const { shifts, middle, step } = points;
    const { width } = this;
    const [low, high] = extremes(shifts);
    const floor = Math.floor(0.5 * (low + high));
    const nodes = nodesBetween(low - floor, high - floor);
    nodes.forEach((node, index) => {
      this.#filterAt(node, points.rate, this.#nodes.subarray(index * width, (index + 1) * width));
    });
    const weights = cubicWeights(nodes, shifts, floor, this.#blending.subarray(0, NODES * shifts.length));
    const first = middle + floor - this.reach - start;
    mustReach(first, first + step * (shifts.length - 1) + width, series);
    kernels().blend({ nodes: this.#nodes, weights, first, step }, series, outs);
  }

  /**
   * The same of series that are smooth, which the filter only delays: what they are at its middle, by interpolation of order 5.
   * Of an offset that a link's Doppler shift moves, 1e-7 Hz/s² at most, the filter would change less than 1e-9 Hz.
   */
  sampleSmooth(
    points: SamplePoints,
    series: readonly Float64Array[],
    start: number,
    outs: readonly Float64Array[],
  ): void {
    const { shifts, middle, step } = points;
    const [low, high] = extremes(shifts).map(Math.floor) as [number, number];
    mustReach(middle + low - 2 - start, middle + step * (shifts.length - 1) + high + 4 - start, series);
    const taps = quinticTaps(shifts, this.#quintic);
    series.forEach((values, s) => {
      quintic(values, middle - 2 - start, step, shifts, taps, outs[s]!);
    });
  }

  /** The joint filter when the clock stands at fraction f between samples. */
  #filterAt(f: number, rate: number, out: Float64Array): void {
    const { filter } = this;
    const width = 2 * this.#half;
    const expanded = expandedTaps(this.#coefficients, f);
    const [value, slope, curve] = [0, 1, 2].map((power) => expanded.filter((_, n) => n % 3 === power));
    const middle = this.#middle();
    out.fill(0);
    for (let k = 0; k < filter.length; k++) {
      const u = middle - k;
      const [a, b, c] = [filter[k]!, filter[k]! * rate * u, filter[k]! * (rate * u) ** 2];
      // Node −(half − 1) of the sample at u is tap 0 of the filter when u is at its lowest.
      const at = u + filter.length - 1 - middle;
      for (let l = 0; l < width; l++) out[at + l]! += a * value![l]! + b * slope![l]! + c * curve![l]!;
    }
  }
}

function extremes(values: Float64Array): [number, number] {
  let low = values[0]!;
  let high = low;
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}

/** Four points on and around an interval, apart enough to divide by their distances. */
function nodesBetween(low: number, high: number): Float64Array {
  const middle = 0.5 * (low + high);
  const half = Math.max(0.5 * (high - low), 1e-5);
  return Float64Array.of(middle - half, middle - half / 3, middle + half / 3, middle + half);
}

/** Lagrange's weights for a cubic through four nodes, at each of the shifts. */
function cubicWeights(nodes: Float64Array, shifts: Float64Array, floor: number, out: Float64Array): Float64Array {
  const [p, q, r, s] = nodes as unknown as [number, number, number, number];
  const [wp, wq] = [1 / ((p - q) * (p - r) * (p - s)), 1 / ((q - p) * (q - r) * (q - s))];
  const [wr, ws] = [1 / ((r - p) * (r - q) * (r - s)), 1 / ((s - p) * (s - q) * (s - r))];
  for (let m = 0; m < shifts.length; m++) {
    const f = shifts[m]! - floor;
    const [a, b, c, d] = [f - p, f - q, f - r, f - s];
    out[NODES * m] = b * c * d * wp;
    out[NODES * m + 1] = a * c * d * wq;
    out[NODES * m + 2] = a * b * d * wr;
    out[NODES * m + 3] = a * b * c * ws;
  }
  return out;
}

/** Lagrange's weights of the six samples around each of the shifted points, without the third, which is what is left to 1. */
function quinticTaps(shifts: Float64Array, out: Float64Array): Float64Array {
  for (let m = 0, at = 0; m < shifts.length; m++, at += 5) {
    const f = shifts[m]! - Math.floor(shifts[m]!);
    const [a, b, c, d, e, g] = [f + 2, f + 1, f, f - 1, f - 2, f - 3];
    out[at] = (-b * c * d * e * g) / 120;
    out[at + 1] = (a * c * d * e * g) / 24;
    out[at + 2] = (a * b * c * e * g) / 12;
    out[at + 3] = (-a * b * c * d * g) / 24;
    out[at + 4] = (a * b * c * d * e) / 120;
  }
  return out;
}

/** Interpolation of order 5. Differences from the third sample are exact, so that only the last digit is rounded. */
function quintic(
  x: Float64Array,
  first: number,
  step: number,
  shifts: Float64Array,
  taps: Float64Array,
  out: Float64Array,
): void {
  for (let m = 0, t = 0; m < shifts.length; m++, t += 5) {
    const at = first + m * step + Math.floor(shifts[m]!);
    const base = x[at + 2]!;
    const low = taps[t]! * (x[at]! - base) + taps[t + 1]! * (x[at + 1]! - base) + taps[t + 2]! * (x[at + 3]! - base);
    out[m] = base + (low + taps[t + 3]! * (x[at + 4]! - base) + taps[t + 4]! * (x[at + 5]! - base));
  }
}

function mustReach(first: number, end: number, series: readonly Float64Array[]): void {
  if (first >= 0 && series.every((values) => end <= values.length)) return;
  throw new BadArgumentError(
    `Samples ${first} to ${end} are needed and only 0 to ${series[0]?.length} are known: a clock is off by more than its parameters say.`,
    { first, end },
  );
}
