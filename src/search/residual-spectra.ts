import type { Hertz } from "../core/units.js";
import { uniformity } from "../inference/calibration.js";
import type { Channel } from "../inference/density.js";
import { gammaTails } from "../math/gamma.js";
import type { TdiSignal } from "../response/signal.js";

/** From and to. */
export type ResidualRange = readonly [Hertz, Hertz];

/** Whitened data: real and imaginary parts of unit variance; 0 where there is no noise model. */
export interface White {
  readonly data: TdiSignal;
  /** Channels that have a noise model. */
  readonly channels: readonly Channel[];
  /** Independent bins of one: less than 1 for windowed data. */
  readonly independent: number;
}

/** What one trial says. */
export interface Trial {
  readonly channels: readonly Channel[];
  readonly low: Hertz;
  readonly high: Hertz;
  readonly value: number;
  /** ln of its probability in noise. */
  readonly log: number;
}

/** Of a band: mean power, and how many bins of it have a noise model. */
export interface BandPower extends Trial {
  readonly bins: number;
  readonly error: number;
}

/** Powers of bins, ½(re² + im²): exponential with mean 1. */
function powers({ data }: White, channel: Channel, [low, high]: ResidualRange): Float64Array {
  const { re, im } = data[channel];
  const from = Math.max(0, Math.ceil(low / data.df) - data.first);
  const to = Math.min(re.length, Math.ceil(high / data.df) - data.first);
  const out = new Float64Array(Math.max(0, to - from));
  for (let k = from; k < to; k++) out[k - from] = 0.5 * (re[k]! ** 2 + im[k]! ** 2);
  return out.filter((power) => power > 0);
}

/** Bins of a band without which nothing is said of it. */
const FEWEST = 8;

/** The mean of n exponential powers: of a Gamma distribution; too much and too little alike improbable. */
export function bandPowers(white: White, bands: readonly ResidualRange[]): readonly BandPower[] {
  return overBands(white, bands, (band, channel) => {
    const power = powers(white, channel, band);
    const count = power.length * white.independent;
    if (count < FEWEST) return [];
    const mean = power.reduce((sum, value) => sum + value, 0) / power.length;
    const { below, above } = gammaTails(count, count * mean);
    const log = Math.min(0, Math.LN2 + Math.min(below, above));
    return [{ value: mean, log, bins: power.length, error: 1 / Math.sqrt(count) }];
  });
}

/** Cumulated powers over their sum are ordered uniform numbers in white noise (M. S. Bartlett 1955, An Introduction to Stochastic Processes). */
export function bandWhiteness(white: White, bands: readonly ResidualRange[]): readonly Trial[] {
  // Neighbours of windowed data depend on each other: every second or third bin does not.
  const every = Math.ceil(1 / white.independent);
  return overBands(white, bands, (band, channel) => {
    const power = powers(white, channel, band).filter((_, k) => k % every === 0);
    if (power.length < FEWEST) return [];
    let sum = 0;
    const places = power.map((value) => {
      sum += value;
      return sum;
    });
    const { distance, probability } = uniformity(places.subarray(0, places.length - 1).map((place) => place / sum));
    return [{ value: distance, log: Math.log(Math.max(probability, Number.MIN_VALUE)) }];
  });
}

function overBands<T extends { readonly value: number; readonly log: number }>(
  { channels }: White,
  bands: readonly ResidualRange[],
  of: (band: ResidualRange, channel: Channel) => readonly T[],
): readonly (T & Trial)[] {
  return bands.flatMap((band) =>
    channels.flatMap((channel) =>
      of(band, channel).map((trial) => ({ ...trial, channels: [channel], low: band[0], high: band[1] })),
    ),
  );
}

/** γ² = |Σ a* b|²/(Σ|a|² Σ|b|²) of independent channels is above x with the probability (1 − x)^(n−1). */
export function bandCoherences(white: White, bands: readonly ResidualRange[]): readonly Trial[] {
  const { channels } = white;
  const pairs = channels.flatMap((a, n) => channels.slice(n + 1).map((b) => [a, b] as const));
  return bands.flatMap((band) =>
    pairs.flatMap((pair) => {
      const { squared, count } = coherence(white, pair, band);
      if (count * white.independent < FEWEST) return [];
      const log = (count * white.independent - 1) * Math.log1p(-squared);
      return [{ channels: pair, low: band[0], high: band[1], value: squared, log }];
    }),
  );
}

function coherence(
  { data }: White,
  [one, other]: readonly [Channel, Channel],
  [low, high]: ResidualRange,
): { readonly squared: number; readonly count: number } {
  const [a, b] = [data[one], data[other]];
  const from = Math.max(0, Math.ceil(low / data.df) - data.first);
  const to = Math.min(a.re.length, Math.ceil(high / data.df) - data.first);
  let [re, im, aa, bb, count] = [0, 0, 0, 0, 0];
  for (let k = from; k < to; k++) {
    const [ar, ai, br, bi] = [a.re[k]!, a.im[k]!, b.re[k]!, b.im[k]!];
    const [p, q] = [ar * ar + ai * ai, br * br + bi * bi];
    if (!(p > 0 && q > 0)) continue;
    re += ar * br + ai * bi;
    im += ar * bi - ai * br;
    aa += p;
    bb += q;
    count++;
  }
  return { squared: count === 0 ? 0 : Math.min(1, (re * re + im * im) / (aa * bb)), count };
}

/** Bins of A and E whose power has a ln p of at most `most`, the others counted: χ² of four degrees of freedom, or two of one channel. */
export function lines(
  { data, channels }: White,
  [low, high]: ResidualRange,
  most: (trials: number) => number,
): { readonly trials: number; readonly least: number; readonly loud: readonly Trial[] } {
  const science = channels.filter((channel) => channel !== "T");
  const from = Math.max(0, Math.ceil(low / data.df) - data.first);
  const to = Math.min(data.A.re.length, Math.ceil(high / data.df) - data.first);
  const sums = new Float64Array(Math.max(0, to - from));
  for (const channel of science) {
    const { re, im } = data[channel];
    for (let k = from; k < to; k++) sums[k - from]! += 0.5 * (re[k]! ** 2 + im[k]! ** 2);
  }
  const logOf = (sum: number): number => (science.length === 2 ? Math.log1p(sum) : 0) - sum;
  const trials = sums.reduce((count, sum) => count + (sum > 0 ? 1 : 0), 0);
  const limit = most(trials);
  const loud: Trial[] = [];
  let least = 0;
  sums.forEach((sum, n) => {
    const log = logOf(sum);
    if (log < least) least = log;
    if (log > limit) return;
    const bin = data.first + from + n;
    const [begin, end] = [(bin - 0.5) * data.df, (bin + 0.5) * data.df];
    loud.push({ channels: science, low: begin, high: end, value: sum / science.length, log });
  });
  return { trials, least, loud };
}
