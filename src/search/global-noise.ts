import type { Hertz } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import { windowOf } from "../math/window.js";
import { equalArms } from "../noise/equalarms.js";
import type { NoiseModels, TdiSeries } from "./merger-spectrogram.js";

/** Length of a stretch (s), if the data are long enough for some; and how many there must be. */
const STRETCH = 61_440;
const FEWEST = 7;
/** Cells of frequency a decade, of at least so many bins. */
const CELLS = 16;
const LEAST = 5;
const LOWEST: Hertz = 5e-5;
/** Parts of a stretch's window that a gap may take. */
const LOST = 0.02;

/**
 * What the noise of A, E and T is, from a series with signals in it: medians over stretches of time, which don't see mergers and
 * glitches, then medians over cells of frequency, which don't see lines; both of the ratio to the shape that the noise of equal arms has.
 */
export function seriesNoise(series: TdiSeries, window: Float64Array, generation: 1.5 | 2): NoiseModels {
  const shape = equalArms({ level: "Sangria", generation });
  const { dt } = series;
  const span = Math.min(STRETCH, (2 * series.A.length * dt) / (FEWEST + 1));
  const count = 2 * Math.floor(span / dt / 2);
  const of = (name: "A" | "E" | "T"): ((frequency: Hertz) => number) => {
    const curve = ratios(series[name], window, shape[name], count, dt);
    return (frequency) => Math.max(shape[name](frequency), Number.MIN_VALUE) * curve(frequency);
  };
  return { A: of("A"), E: of("E"), T: of("T") };
}

function ratios(
  values: Float64Array,
  window: Float64Array,
  model: (frequency: Hertz) => number,
  count: number,
  dt: number,
): (frequency: Hertz) => number {
  const rows = powers(values, window, count, dt);
  const df = 1 / (count * dt);
  const bias = medianOfExponentials(rows.length);
  const column = new Float64Array(rows.length);
  const medians = Float64Array.from({ length: (rows[0]?.length ?? 1) - 1 }, (_, k) => {
    rows.forEach((row, n) => {
      column[n] = row[k]!;
    });
    return median(column) / bias / model(Math.max(k, 1) * df);
  });
  const cells: { log: number; value: number }[] = [];
  for (let k = Math.max(2, Math.floor(LOWEST / df)); k + LEAST < medians.length; ) {
    const end = Math.min(medians.length, k + Math.max(LEAST, Math.round(k * (10 ** (1 / CELLS) - 1))));
    cells.push({ log: Math.log(((k + end - 1) / 2) * df), value: Math.log(median(medians.slice(k, end))) });
    k = end;
  }
  return (frequency) => Math.exp(between(cells, Math.log(frequency)));
}

/** One-sided densities of stretches that overlap by half; those that a window cuts into are left out, as long as some are left. */
function powers(values: Float64Array, window: Float64Array, count: number, dt: number): Float64Array[] {
  const hann = windowOf("hann", count);
  const square = hann.reduce((sum, w) => sum + w * w, 0);
  const plan = fftPlan(count);
  const out: { row: Float64Array; kept: number }[] = [];
  for (let from = 0; from + count <= values.length; from += count / 2) {
    const stretch = hann.map((w, n) => w * values[from + n]! * window[from + n]!);
    const kept = hann.reduce((sum, w, n) => sum + (w * window[from + n]!) ** 2, 0) / square;
    const { re, im } = plan.forwardReal(stretch, complexArray(plan.bins));
    out.push({ row: re.map((x, k) => (2 * dt * (x * x + im[k]! ** 2)) / square / Math.max(kept, 1e-9)), kept });
  }
  const best = out.filter(({ kept }) => kept > 1 - LOST);
  return (best.length >= 3 ? best : out.filter(({ kept }) => kept > 0.5)).map(({ row }) => row);
}

/** Mean of the median of n exponential numbers of mean 1. */
function medianOfExponentials(n: number): number {
  let sum = 0;
  for (let k = Math.floor(n / 2) + 1; k <= n; k++) sum += 1 / k;
  return n % 2 === 1 || n === 0 ? Math.max(sum, Math.LN2) : sum + 1 / n;
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

/** Linear between points, constant beyond them. */
function between(points: readonly { readonly log: number; readonly value: number }[], at: number): number {
  const next = points.findIndex(({ log }) => log > at);
  if (next === 0 || points.length === 0) return points[0]?.value ?? 0;
  if (next < 0) return points.at(-1)!.value;
  const [low, high] = [points[next - 1]!, points[next]!];
  return low.value + ((high.value - low.value) * (at - low.log)) / (high.log - low.log);
}
