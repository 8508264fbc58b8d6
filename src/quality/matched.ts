import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { NoiseModel } from "../noise/tdi.js";
import type { Band } from "./bands.js";

/** One stretch of several channels, ready to be compared with what might be in it. */
export interface MatchedFilter {
  readonly df: Hertz;
  readonly bins: number;
  /** What a template would show that another template is in the data, with signal-to-noise ratio 1 and `lag` samples earlier. */
  overlap(seen: Pattern, present: Pattern, lag: number): number;
  /** For one source, whose `response` each channel shows, a comparison with shapes. */
  source(response: readonly ComplexArray[]): (shape: ComplexArray) => Match;
}

/** A template: what the channels show of a shape. */
export interface Pattern {
  readonly response: readonly ComplexArray[];
  readonly shape: ComplexArray;
}

/** How well a template fits, for every time at which it might begin. */
export interface Match {
  /** Signal-to-noise ratio, with its sign: a normal variable where there is nothing but noise. Valid until the next match. */
  readonly snr: Float64Array;
  /** Signal-to-noise ratio that an amplitude of 1 has. */
  readonly perUnit: number;
  /** How often noise alone crosses zero upwards, by S. O. Rice's formula (Bell Syst. Tech. J. 24 (1945) 46). */
  readonly crossings: Hertz;
}

/**
 * The matched filter of several channels, whose noises are independent: ρ(t) = (d|h_t)/√(h|h), with (a|b) =
 * 4 Re Σ_channels ∫ a b̄/S df. Below `band` the weight goes down gently, so that templates don't ring for long. Ends of the
 * stretch are tapered over `taper` samples.
 */
export function matchedFilter(
  channels: readonly Float64Array[],
  dt: Seconds,
  noise: readonly NoiseModel[],
  band: Band,
  taper: number,
): MatchedFilter {
  const length = smoothLength(channels[0]!.length);
  const plan = fftPlan(length);
  const df = 1 / (length * dt);
  const first = Math.max(1, Math.ceil(LOWEST * (band.from / df)));
  const last = Math.min(plan.bins - 1, Math.floor(band.to / df));
  const inverse = noise.map((model) =>
    inBand(plan.bins, first, last, (bin) => highPass((bin * df) / band.from) / model(bin * df)),
  );
  const data = channels.map((values, index) => {
    const bins = plan.forwardReal(tapered(values, length, taper), complexArray(plan.bins));
    scale(bins, inverse[index]!);
    return bins;
  });
  const snr = new Float64Array(length);
  const product = complexArray(plan.bins);
  return {
    df,
    bins: plan.bins,
    overlap: (seen, present, lag) =>
      overlapOf(inverse, seen, present, { lag: 2 * Math.PI * df * dt * lag, first, last }),
    source: (response) => {
      const seen = correlated(data, response, first, last);
      const weight = weights(inverse, response, first, last);
      return (shape) => {
        const { norm, crossings } = normOf(weight, shape, df, first, last);
        for (let bin = first; bin <= last; bin++) {
          const [a, b, c, d] = [seen.re[bin]!, seen.im[bin]!, shape.re[bin]!, shape.im[bin]!];
          product.re[bin] = a * c + b * d;
          product.im[bin] = b * c - a * d;
        }
        plan.inverseReal(product, snr);
        for (let n = 0; n < length; n++) snr[n]! *= 2 / norm;
        return { snr: snr.subarray(0, channels[0]!.length), perUnit: norm, crossings };
      };
    },
  };
}

/** Below this part of the band's lower end nothing is used. */
const LOWEST = 0.25;

/** The weight at `x` times the band's lower end: half there, and as the eighth power below. */
export function highPass(x: number): number {
  return x ** 8 / (1 + x ** 8);
}

/** (a|b)/√((a|a)(b|b)) of two patterns, b later by the phase `lag` a bin. */
function overlapOf(
  inverse: readonly Float64Array[],
  a: Pattern,
  b: Pattern,
  { lag, first, last }: { readonly lag: number; readonly first: number; readonly last: number },
): number {
  let [together, ofA, ofB] = [0, 0, 0];
  inverse.forEach((weight, channel) => {
    const [ra, rb] = [a.response[channel]!, b.response[channel]!];
    for (let bin = first; bin <= last; bin++) {
      const w = weight[bin]!;
      const [aRe, aIm] = times(ra.re[bin]!, ra.im[bin]!, a.shape.re[bin]!, a.shape.im[bin]!);
      const [bRe, bIm] = times(rb.re[bin]!, rb.im[bin]!, b.shape.re[bin]!, b.shape.im[bin]!);
      ofA += w * (aRe * aRe + aIm * aIm);
      ofB += w * (bRe * bRe + bIm * bIm);
      const [re, im] = [aRe * bRe + aIm * bIm, aIm * bRe - aRe * bIm];
      together += w * (re * Math.cos(lag * bin) + im * Math.sin(lag * bin));
    }
  });
  return together / Math.sqrt(ofA * ofB);
}

function times(a: number, b: number, c: number, d: number): readonly [number, number] {
  return [a * c - b * d, a * d + b * c];
}

/** √(h|h), and the rate of zero crossings of noise that was filtered by h. */
function normOf(
  weight: Float64Array,
  { re, im }: ComplexArray,
  df: Hertz,
  first: number,
  last: number,
): { norm: number; crossings: Hertz } {
  let [power, moment] = [0, 0];
  for (let bin = first; bin <= last; bin++) {
    const part = weight[bin]! * (re[bin]! ** 2 + im[bin]! ** 2);
    power += part;
    moment += part * (bin * df) ** 2;
  }
  return { norm: Math.sqrt(4 * df * power), crossings: Math.sqrt(moment / power) };
}

/** Σ d h*, where the data are over their noise already. */
function correlated(
  data: readonly ComplexArray[],
  response: readonly ComplexArray[],
  first: number,
  last: number,
): ComplexArray {
  const out = complexArray(data[0]!.re.length);
  data.forEach(({ re, im }, channel) => {
    const h = response[channel]!;
    for (let bin = first; bin <= last; bin++) {
      out.re[bin]! += re[bin]! * h.re[bin]! + im[bin]! * h.im[bin]!;
      out.im[bin]! += im[bin]! * h.re[bin]! - re[bin]! * h.im[bin]!;
    }
  });
  return out;
}

/** Σ |h|²/S */
function weights(
  inverse: readonly Float64Array[],
  response: readonly ComplexArray[],
  first: number,
  last: number,
): Float64Array {
  const out = new Float64Array(inverse[0]!.length);
  inverse.forEach((values, channel) => {
    const { re, im } = response[channel]!;
    for (let bin = first; bin <= last; bin++) out[bin]! += values[bin]! * (re[bin]! ** 2 + im[bin]! ** 2);
  });
  return out;
}

function inBand(bins: number, first: number, last: number, of: (bin: number) => number): Float64Array {
  const out = new Float64Array(bins);
  for (let bin = first; bin <= last; bin++) out[bin] = of(bin);
  return out;
}

function scale({ re, im }: ComplexArray, by: Float64Array): void {
  for (let bin = 0; bin < by.length; bin++) {
    re[bin]! *= by[bin]!;
    im[bin]! *= by[bin]!;
  }
}

/** The values with their ends let down to zero along half a cosine, and zeros behind. */
function tapered(values: Float64Array, length: number, taper: number): Float64Array {
  const out = new Float64Array(length);
  out.set(values);
  for (let n = 0; n < taper; n++) {
    const weight = Math.sin((Math.PI * (n + 0.5)) / (2 * taper)) ** 2;
    out[n]! *= weight;
    out[values.length - 1 - n]! *= weight;
  }
  return out;
}

/** The next even number that is a product of 2, 3 and 5: the fastest to transform. */
function smoothLength(least: number): number {
  for (let length = least + (least % 2); ; length += 2) {
    let rest = length;
    for (const prime of [2, 3, 5]) while (rest % prime === 0) rest /= prime;
    if (rest === 1) return length;
  }
}
