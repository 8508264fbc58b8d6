import { BadArgumentError } from "../core/errors.js";
import type { Hertz, Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import { windowOf } from "../math/window.js";

/** A, E and T in time, with the begin in seconds after the path's. */
export interface TdiSeries {
  readonly dt: Seconds;
  readonly start: Seconds;
  readonly A: Float64Array;
  readonly E: Float64Array;
  readonly T: Float64Array;
}

/** One-sided densities of the noise (1/Hz). */
export type NoiseModels = Readonly<Record<"A" | "E" | "T", (frequency: Hertz) => number>>;

/** Power over the noise's in stretches of time, which overlap by half, and bins of frequency. */
export interface Spectrogram {
  /** Begin of the first stretch, the step to the next and how long each is (s). */
  readonly start: Seconds;
  readonly step: Seconds;
  readonly length: Seconds;
  readonly rows: number;
  readonly df: Hertz;
  readonly first: number;
  readonly bins: number;
  /** Of A and E together, row by row: 2 on average where there is noise alone. */
  readonly power: Float64Array;
  /** Of T: 1 on average. */
  readonly silent: Float64Array;
}

/** Median of the sum of two exponential variables of mean 1, and of one. */
const MEDIANS = { power: 1.678_347, silent: Math.LN2 };
/** Rows from which on a median tells a line from a chirp. */
const ENOUGH = 12;

/** Default length of a stretch: a chirp of a million solar masses ten days before its merger crosses half a bin meanwhile (s). */
export const STRETCH: Seconds = 61_440;

/**
 * The spectrogram of a series from 0.1 mHz on, by Hann's window. What a bin has all the time, as a galactic binary does, is divided out.
 * @throws BadArgumentError for a series that is shorter than a stretch, or has what is no number
 */
export function spectrogram(
  series: TdiSeries,
  noise: NoiseModels,
  { length = STRETCH, highest = 0.03 }: { readonly length?: Seconds; readonly highest?: Hertz } = {},
): Spectrogram {
  const { dt, start } = series;
  const count = 2 * Math.round(length / dt / 2);
  const rows = Math.floor((2 * series.A.length) / count) - 1;
  mustHave(series, count);
  const df = 1 / (count * dt);
  const first = Math.max(1, Math.round(1e-4 / df));
  const bins = Math.min(Math.floor(highest / df), count / 2 - 1) - first;
  const map = { start, step: (count * dt) / 2, length: count * dt, rows, df, first, bins };
  const [a, e, t] = (["A", "E", "T"] as const).map((name) => whitened(series[name], noise[name], map, count, dt));
  const power = a.map((value, n) => value + e[n]);
  for (const [values, median] of [
    [power, MEDIANS.power],
    [t, MEDIANS.silent],
  ] as const)
    withoutLines(values, map, median);
  return { ...map, power, silent: t };
}

function mustHave({ A, E, T, dt }: TdiSeries, count: number): void {
  if (!(A.length >= count && E.length === A.length && T.length === A.length)) {
    throw new BadArgumentError(
      `A spectrogram of A, E and T of ${A.length}, ${E.length} and ${T.length} samples at ${dt} s: as many of each are expected, and ${count} or more.`,
      { samples: A.length, needed: count },
    );
  }
  for (const [name, values] of Object.entries({ A, E, T })) {
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad < 0) continue;
    throw new BadArgumentError(
      `Sample ${bad} of ${name} is ${values[bad]}: fill gaps first (calibration.inpaint), with flags that say so.`,
      { channel: name, sample: bad },
    );
  }
}

type Map = Omit<Spectrogram, "power" | "silent">;

function whitened(
  values: Float64Array,
  density: (frequency: Hertz) => number,
  { rows, bins, first, df }: Map,
  count: number,
  dt: Seconds,
): Float64Array {
  const window = windowOf("hann", count);
  const plan = fftPlan(count);
  const spectrum = complexArray(plan.bins);
  const out = new Float64Array(rows * bins);
  const square = window.reduce((sum, value) => sum + value * value, 0);
  const scales = Float64Array.from({ length: bins }, (_, k) => (2 * dt) / (square * density((first + k) * df)));
  const stretch = new Float64Array(count);
  for (let row = 0; row < rows; row++) {
    const from = (row * count) / 2;
    for (let n = 0; n < count; n++) stretch[n] = window[n] * values[from + n];
    plan.forwardReal(stretch, spectrum);
    for (let k = 0; k < bins; k++) {
      const [re, im] = [spectrum.re[first + k], spectrum.im[first + k]];
      out[row * bins + k] = scales[k] * (re * re + im * im);
    }
  }
  return out;
}

/** Divides each bin by its median over what it should be, where it is more. */
function withoutLines(power: Float64Array, { rows, bins }: Map, median: number): void {
  if (rows < ENOUGH) return;
  const column = new Float64Array(rows);
  for (let k = 0; k < bins; k++) {
    for (let row = 0; row < rows; row++) column[row] = power[row * bins + k];
    column.sort();
    // A quarter more is what medians of so few rows have by chance.
    const over = column[rows >> 1] / (1.25 * median);
    if (over > 1) for (let row = 0; row < rows; row++) power[row * bins + k] /= over;
  }
}
