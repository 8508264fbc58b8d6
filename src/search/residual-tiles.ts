import { BadArgumentError } from "../core/errors.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Channel } from "../inference/density.js";
import { complexArray } from "../math/complex.js";
import { irfft } from "../math/fft.js";
import { gammaTails } from "../math/gamma.js";
import { waveletTransform } from "../math/wavelet.js";
import type { White } from "./residual-spectra.js";

/** Wavelet coefficients of whitened channels, of unit variance in noise: layer after layer, time after time. */
export interface Tiling {
  readonly times: number;
  readonly layers: number;
  /** Length of a coefficient in time, and its width. */
  readonly step: Seconds;
  readonly width: Hertz;
  /** Lower edge of the first layer. */
  readonly low: Hertz;
  readonly coefficients: Readonly<Partial<Record<Channel, Float64Array>>>;
  /** Whether a time is not in a gate; and whether a layer has a noise model everywhere. */
  readonly open: readonly boolean[];
  readonly known: readonly boolean[];
}

/** How data become tiles. */
export interface TilingOptions {
  readonly from: Hertz;
  readonly to: Hertz;
  readonly pixel: Seconds;
  readonly window: (time: Seconds) => number;
}

/** Layers without which there is nothing to be said of frequency. */
const FEWEST_LAYERS = 3;

/**
 * The wavelets of Wilson, Daubechies and Meyer of the band alone, moved down to begin at 0: coefficients of white noise are independent.
 * Half a layer at either end is left out.
 */
export function tilingOf({ data, channels }: White, { from, to, pixel, window }: TilingOptions): Tiling {
  const duration = 1 / data.df;
  const times = 2 * Math.round(duration / pixel / 2);
  const half = times / 2;
  const first = Math.max(data.first, Math.ceil(from / data.df));
  const last = Math.min(data.first + data.A.re.length - 1, Math.floor(to / data.df));
  const all = Math.floor((last - first) / half);
  if (times < 4 || all < FEWEST_LAYERS) {
    throw new BadArgumentError(
      `Tiles of ${pixel} s, and ${(1 / (2 * pixel)).toPrecision(3)} Hz, do not fit into ${duration.toPrecision(3)} s from ${from} to ${to} Hz: ${FEWEST_LAYERS} or more layers and 4 or more times are needed; give another pixel, or a wider band.`,
      { pixel, times, layers: all },
    );
  }
  const wavelets = waveletTransform(times, all);
  const layers = all - 1;
  const coefficients = Object.fromEntries(
    channels.map((channel) => {
      const series = movedDown(data[channel], first - data.first, all * half);
      // Layer 0 has the halves at both ends.
      return [channel, wavelets.forward(series).slice(times)];
    }),
  );
  const step = duration / times;
  const open = Array.from({ length: times }, (_, n) =>
    [-1, 0, 1, 2].every((near) => window(Math.min(duration, Math.max(0, (n - 0.5 + near) * step))) > OPEN),
  );
  const known = Array.from({ length: layers }, (_, m) => {
    const begin = first - data.first + (m + 0.5) * half;
    return channels.every((channel) => isKnown(data[channel], begin, begin + half));
  });
  return { times, layers, step, width: half * data.df, low: (first + half / 2) * data.df, coefficients, open, known };
}

/** A window is open from here on. */
const OPEN = 0.995;

/** The series whose transform has these bins from 0 on; of unit variance when each part of a bin has. */
function movedDown({ re, im }: White["data"]["A"], from: number, count: number): Float64Array {
  const bins = complexArray(count + 1);
  const scale = Math.sqrt(count);
  for (let k = 1; k < count; k++) {
    bins.re[k] = scale * (re[from + k] ?? 0);
    bins.im[k] = scale * (im[from + k] ?? 0);
  }
  return irfft(bins, 2 * count);
}

function isKnown({ re, im }: White["data"]["A"], from: number, to: number): boolean {
  for (let k = Math.floor(from); k < to; k++) if (re[k] === 0 && im[k] === 0) return false;
  return true;
}

/** Some neighbouring coefficients. */
export interface Tile {
  readonly layer: number;
  readonly layers: number;
  readonly time: number;
  readonly times: number;
  /** Sum of squares, and what noise has on average. */
  readonly energy: number;
  readonly expected: number;
  /** ln of the probability of as much or more in noise. */
  readonly log: number;
}

/** What tiles of all shapes say. */
export interface TileScan {
  readonly trials: number;
  readonly least: number;
  /** The least probable first; none overlaps one before it. */
  readonly loud: readonly Tile[];
}

/** Sizes of tiles: powers of two up to these. */
const MOST = { times: 64, layers: 32 };
/** Energies that are fewer standard deviations above their mean need not be looked at closer. */
const NEAR = 3;

/**
 * Energies of tiles of 1, 2, 4 … 64 times and 1, 2, 4 … 32 layers, those of one shape side by side: sums of squares are χ². Tiles that a gate
 * or a layer without a model is in are left out.
 */
export function scanTiles(tiling: Tiling, channels: readonly Channel[], most: (trials: number) => number): TileScan {
  const near: Tile[] = [];
  let trials = 0;
  let wide: Energies = energiesOf(tiling, channels);
  for (let layers = 1; layers <= MOST.layers && wide.layers > 0; layers *= 2) {
    let long = wide;
    for (let times = 1; times <= MOST.times && long.times > 0; times *= 2) {
      trials += look(long, times, layers, channels.length, near);
      long = halved(long);
    }
    wide = narrowed(wide);
  }
  const least = near.reduce((log, tile) => Math.min(log, tile.log), 0);
  const limit = most(trials);
  const loud = near.filter(({ log }) => log <= limit).sort((a, b) => a.log - b.log);
  return { trials, least, loud: apart(loud) };
}

/** Sums of squares on a grid of tiles of one shape; NaN where there is none. */
interface Energies {
  readonly layers: number;
  readonly times: number;
  readonly values: Float64Array;
}

function energiesOf({ times, layers, coefficients, open, known }: Tiling, channels: readonly Channel[]): Energies {
  const values = new Float64Array(times * layers);
  for (const channel of channels) coefficients[channel]!.forEach((value, n) => (values[n]! += value * value));
  for (let m = 0; m < layers; m++) {
    for (let n = 0; n < times; n++) if (!(known[m] && open[n])) values[m * times + n] = Number.NaN;
  }
  return { layers, times, values };
}

/** Two times become one. */
function halved({ layers, times, values }: Energies): Energies {
  const half = Math.floor(times / 2);
  const out = new Float64Array(layers * half);
  for (let m = 0; m < layers; m++) {
    for (let n = 0; n < half; n++) out[m * half + n] = values[m * times + 2 * n]! + values[m * times + 2 * n + 1]!;
  }
  return { layers, times: half, values: out };
}

/** Two layers become one. */
function narrowed({ layers, times, values }: Energies): Energies {
  const half = Math.floor(layers / 2);
  const out = new Float64Array(half * times);
  for (let m = 0; m < half; m++) {
    for (let n = 0; n < times; n++) {
      out[m * times + n] = values[2 * m * times + n]! + values[(2 * m + 1) * times + n]!;
    }
  }
  return { layers: half, times, values: out };
}

/** Keeps what is far above the mean; gives how many tiles there are. */
function look(grid: Energies, times: number, layers: number, channels: number, near: Tile[]): number {
  const expected = times * layers * channels;
  const from = expected + NEAR * Math.sqrt(2 * expected);
  let count = 0;
  grid.values.forEach((energy, at) => {
    if (Number.isNaN(energy)) return;
    count++;
    if (energy < from) return;
    const [layer, time] = [Math.floor(at / grid.times) * layers, (at % grid.times) * times];
    near.push({ layer, layers, time, times, energy, expected, log: gammaTails(expected / 2, energy / 2).above });
  });
  return count;
}

/** At most so many are told of: a residual with more has other problems. */
const MOST_TOLD = 200;

/** Tiles without those that overlap a less probable one. */
function apart(sorted: readonly Tile[]): readonly Tile[] {
  const out: Tile[] = [];
  for (const tile of sorted) {
    if (out.length === MOST_TOLD) break;
    if (!out.some((other) => overlaps(tile, other))) out.push(tile);
  }
  return out;
}

function overlaps(a: Tile, b: Tile): boolean {
  const inTime = a.time < b.time + b.times && b.time < a.time + a.times;
  return inTime && a.layer < b.layer + b.layers && b.layer < a.layer + a.layers;
}

/** The energy of a channel in a tile. */
export function energyIn({ times, coefficients }: Tiling, channel: Channel, tile: Tile): number {
  const values = coefficients[channel];
  let sum = 0;
  if (values === undefined) return Number.NaN;
  for (let m = tile.layer; m < tile.layer + tile.layers; m++) {
    for (let n = tile.time; n < tile.time + tile.times; n++) sum += values[m * times + n]! ** 2;
  }
  return sum;
}

/** ln of the probability that kurtosis, of coefficients in a band, is as far from 3. */
export interface Kurtosis {
  readonly value: number;
  readonly log: number;
}

/** Coefficients without which a kurtosis says nothing. */
const FEWEST = 100;

/**
 * The kurtosis of the coefficients of a band in one channel, two-sided, by the normal approximation of F. J. Anscombe and W. J. Glynn (1983,
 * doi:10.1093/biomet/70.1.227); undefined where there are too few.
 */
export function kurtosisIn(
  { times, layers, coefficients, open, known, low, width }: Tiling,
  channel: Channel,
  [from, to]: readonly [Hertz, Hertz],
): Kurtosis | undefined {
  let [count, second, fourth] = [0, 0, 0];
  for (let m = 0; m < layers; m++) {
    const centre = low + (m + 0.5) * width;
    if (!known[m] || centre < from || centre >= to) continue;
    for (let n = 0; n < times; n++) {
      if (!open[n]) continue;
      const square = coefficients[channel]![m * times + n]! ** 2;
      second += square;
      fourth += square * square;
      count++;
    }
  }
  if (count < FEWEST) return undefined;
  const value = (fourth * count) / second ** 2;
  return { value, log: logTwoSided(anscombe(value, count)) };
}

/** The kurtosis of n normal numbers as a standard normal number. */
function anscombe(kurtosis: number, n: number): number {
  const mean = (3 * (n - 1)) / (n + 1);
  const variance = (24 * n * (n - 2) * (n - 3)) / ((n + 1) ** 2 * (n + 3) * (n + 5));
  const x = (kurtosis - mean) / Math.sqrt(variance);
  const skew =
    ((6 * (n * n - 5 * n + 2)) / ((n + 7) * (n + 9))) * Math.sqrt((6 * (n + 3) * (n + 5)) / (n * (n - 2) * (n - 3)));
  const a = 6 + (8 / skew) * (2 / skew + Math.sqrt(1 + 4 / skew ** 2));
  const base = (1 - 2 / a) / (1 + x * Math.sqrt(2 / (a - 4)));
  return (1 - 2 / (9 * a) - Math.cbrt(base)) / Math.sqrt(2 / (9 * a));
}

/** ln of the probability beyond ±z: z² is of a Gamma distribution. */
function logTwoSided(z: number): number {
  return gammaTails(0.5, (z * z) / 2).above;
}
