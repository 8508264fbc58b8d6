import type { TimeSeries } from "../core/series.js";
import type { Hertz, Seconds } from "../core/units.js";
import { psd } from "../math/welch.js";
import type { NoiseModel } from "../noise/tdi.js";
import { FIRST_BIN } from "./bands.js";

/** Ratios are averaged over this part of a decade. */
const STEPS_PER_DECADE = 12;
/** A model's zeros are filled from this far, and at most from this part of the frequency: no window resolves them, and the
 * narrower they are, the longer a filter by the spectrum's inverse rings. */
const ZERO_WIDTH: Hertz = 1e-3;
const ZERO_PART = 0.25;

/**
 * The spectrum that `series` has most of the time, as a smooth function: the median of its periodograms over `model` (1 when
 * there is none), averaged over a twelfth of a decade. Short bursts don't change it, and where the model is steep, so
 * is it.
 */
export function typicalSpectrum(series: TimeSeries, segment: Seconds, model: NoiseModel = () => 1): NoiseModel {
  const { values, df } = psd(series, { segment, detrend: "none", average: "median" });
  const centres: number[] = [];
  const levels: number[] = [];
  for (let first = FIRST_BIN; first < values.length - 1; ) {
    const next = Math.min(values.length - 1, Math.max(first + 1, Math.round(first * 10 ** (1 / STEPS_PER_DECADE))));
    let sum = 0;
    for (let bin = first; bin < next; bin++) sum += values[bin]! / aroundBin(model, bin, df);
    centres.push(Math.log(0.5 * (first + next - 1) * df));
    levels.push(Math.log(sum / (next - first)));
    first = next;
  }
  const logRatio = interpolated(Float64Array.from(centres), Float64Array.from(levels));
  return tabulated((frequency) => filled(model, frequency) * Math.exp(logRatio(Math.log(frequency))), 0.5 / series.dt);
}

/** Frequencies of a table are this far apart, and below that, this part of the frequency. */
const TABLE_STEP: Hertz = 2e-4;
const TABLE_PART = 0.05;
const TABLE_FROM: Hertz = 1e-5;

/** A model that is asked for often: from a table, on straight lines between logarithms. */
function tabulated(model: NoiseModel, highest: Hertz): NoiseModel {
  const frequencies: Hertz[] = [];
  for (let f = TABLE_FROM; f < highest + TABLE_STEP; f += Math.min(TABLE_STEP, TABLE_PART * f)) frequencies.push(f);
  const x = Float64Array.from(frequencies, Math.log);
  const y = Float64Array.from(frequencies, (f) => Math.log(model(f)));
  const logarithm = interpolated(x, y);
  return (frequency) => Math.exp(logarithm(Math.log(frequency)));
}

function filled(model: NoiseModel, frequency: Hertz): number {
  const width = Math.min(ZERO_WIDTH, ZERO_PART * frequency);
  return Math.max(model(frequency), aroundBin(model, frequency / width, width));
}

/** What a Hann window shows of a model around the bin at `bin` times `df`. */
function aroundBin(model: NoiseModel, bin: number, df: Hertz): number {
  return (model((bin - 1) * df) + 4 * model(bin * df) + model((bin + 1) * df)) / 6;
}

/** Straight lines between points of rising `x`; constant beyond the ends. */
function interpolated(x: Float64Array, y: Float64Array): (at: number) => number {
  return (at) => {
    let [low, high] = [0, x.length - 1];
    if (at <= x[low]!) return y[low]!;
    if (at >= x[high]!) return y[high]!;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (x[middle]! <= at) low = middle;
      else high = middle;
    }
    return y[low]! + ((y[high]! - y[low]!) * (at - x[low]!)) / (x[high]! - x[low]!);
  };
}
