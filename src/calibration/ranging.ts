import { BadDataError } from "../core/errors.js";
import { type Mosa, receiverOf } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { type Trend, TrendFit } from "./trend.js";

/*
 * A link's clock sideband counts the emitter's clock against the receiver's: less the carrier it is
 *   f_ji (1 − dR_ij/dτ) − f_ij
 * so that it gives the pseudo-range R_ij but for a constant, to picoseconds, and free of the lasers. The code on the light gives all of
 * R_ij, to nanoseconds a sample and modulo the length of the code. Together: the integral of the one with the mean of the other.
 * A Kalman smoother of both comes to the same when the sidebands' noise is so much smaller (here by 1000).
 */

/** Length of a piece of the smooth range (s); what is faster is the clocks' noise, which the clock correction takes away. */
const PIECE: Seconds = 21_600;

/** A range that was fused from both measurements. */
export interface FusedRange {
  /** The range less what was expected (s), smooth, on the grid of the samples. */
  readonly trend: Trend;
  /** What the code's ranges give as the constant (s); known modulo the ambiguity. */
  readonly offset: Seconds;
  /** Standard deviation of the offset, from the scatter of the code's ranges. */
  readonly uncertainty: Seconds;
  /** Standard deviation of one range by the code (s). */
  readonly noise: Seconds;
}

/** Fuses the two measurements of a link's range, as they come in stretches. Only averages are kept. */
export class RangeFusion {
  readonly #dt: Seconds;
  readonly #ambiguity: Seconds;
  readonly #fit: TrendFit;
  #integral = 0;
  #last: { readonly sample: number; readonly rate: number } | undefined;
  #reference: number | undefined;
  #count = 0;
  #mean = 0;
  #squares = 0;

  /**
   * @param length of the whole series, in samples
   * @param dt sampling interval (s)
   * @param ambiguity the code's ranges are known modulo this (s); 0 when they are known in full
   */
  constructor(length: number, dt: Seconds, ambiguity: Seconds) {
    this.#dt = dt;
    this.#ambiguity = ambiguity;
    this.#fit = new TrendFit(length, PIECE / dt);
  }

  /**
   * Takes in the samples from index `start`, in order; NaN where there is none. Across a gap the rate is taken as straight.
   * @param rates derivative of the range less what is expected, by the sidebands
   * @param codes the code's ranges less what is expected (s)
   */
  add(start: number, rates: Float64Array, codes: Float64Array): void {
    const integral = new Float64Array(rates.length);
    for (let n = 0; n < rates.length; n++) {
      integral[n] = this.#advanced(start + n, rates[n]!);
      this.#average(codes[n]! - integral[n]!);
    }
    this.#fit.add(start, integral);
  }

  /**
   * All that was taken in, of a link.
   * @throws BadDataError when there is no sample with both, or too few for a trend
   */
  range(link: Mosa): FusedRange {
    if (this.#count < 2) {
      throw new BadDataError(
        `The range of link ${link} can't be fused: no sample has both a sideband and a pseudo-range. Is all of spacecraft ${receiverOf(link)} missing? Level 1 needs all three.`,
        { link },
      );
    }
    const noise = Math.sqrt(this.#squares / (this.#count - 1));
    const trend = this.#fit.trend();
    return {
      trend,
      offset: this.#reference! + this.#mean,
      noise,
      uncertainty: noise / Math.sqrt(this.#count),
    };
  }

  /** The integral by the trapezoid rule up to this sample; NaN when it has no rate. */
  #advanced(sample: number, rate: number): number {
    if (Number.isNaN(rate)) return Number.NaN;
    if (this.#last !== undefined)
      this.#integral += (sample - this.#last.sample) * this.#dt * 0.5 * (rate + this.#last.rate);
    this.#last = { sample, rate };
    return this.#integral;
  }

  /** Mean and scatter about the first, on the circle when the ranges are ambiguous. */
  #average(offset: Seconds): void {
    if (Number.isNaN(offset)) return;
    this.#reference ??= offset;
    const turned = nearest(offset - this.#reference, this.#ambiguity);
    this.#count += 1;
    const step = turned - this.#mean;
    this.#mean += step / this.#count;
    this.#squares += step * (turned - this.#mean);
  }
}

/** The value nearest to 0 that differs from `offset` by multiples of `ambiguity`; itself when that is 0. */
export function nearest(offset: Seconds, ambiguity: Seconds): Seconds {
  return ambiguity === 0 ? offset : offset - ambiguity * Math.round(offset / ambiguity);
}
