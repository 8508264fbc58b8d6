/** Points that take part: eight on each side. */
const POINTS = 16;

/** Of the series, points before and after the floor of a place. */
const BEFORE = POINTS / 2 - 1;
const AFTER = POINTS / 2;

/** (−1)^j C(15, j), over their largest: the barycentric weights of even points. */
const WEIGHTS: Float64Array = Float64Array.from({ length: POINTS }, (_, j) => {
  let binomial = 1;
  for (let i = 0; i < j; i++) binomial = (binomial * (POINTS - 1 - i)) / (i + 1);
  return (j % 2 === 0 ? binomial : -binomial) / 6435;
});

/**
 * Values between the samples of a series, by Lagrange interpolation of order 15 (barycentric form: J.-P. Berrut and L. N.
 * Trefethen 2004, DOI 10.1137/S0036144502417715). At a fifth of the sampling rate it errs by 2e-4, at a tenth by 1e-8.
 */
export class UniformInterpolation {
  static readonly before: number = BEFORE;
  static readonly after: number = AFTER;
  readonly #taps = new Float64Array(POINTS);
  #fraction = 0;

  constructor() {
    this.#taps[BEFORE] = 1;
  }

  /** The value at `place`, in samples; seven samples before its floor and eight after must be there. */
  at(values: Float64Array, place: number): number {
    const floor = Math.floor(place);
    this.#turnTo(place - floor);
    const first = floor - BEFORE;
    let sum = 0;
    for (let j = 0; j < POINTS; j++) sum += this.#taps[j]! * values[first + j]!;
    return sum;
  }

  /** Taps are kept while the fraction is the same. */
  #turnTo(fraction: number): void {
    if (fraction === this.#fraction) return;
    this.#fraction = fraction;
    const taps = this.#taps;
    if (fraction === 0) {
      taps.fill(0);
      taps[BEFORE] = 1;
      return;
    }
    let total = 0;
    for (let j = 0; j < POINTS; j++) {
      const tap = WEIGHTS[j]! / (fraction + BEFORE - j);
      taps[j] = tap;
      total += tap;
    }
    for (let j = 0; j < POINTS; j++) taps[j]! /= total;
  }
}
