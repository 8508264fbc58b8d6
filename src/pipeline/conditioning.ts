import { inpainted } from "../calibration/inpainting.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import { later } from "../core/instant.js";
import type { TimeSeries } from "../core/series.js";
import type { Hertz, Seconds } from "../core/units.js";
import { kernels } from "../math/engine.js";
import { lowPassTaps } from "../math/fir.js";
import { butterworth, filterBothWays } from "../math/iir.js";
import { windowOf } from "../math/window.js";

/** How series are made ready for the analysis of level 2. */
export interface ConditioningOptions {
  /** The band that is kept; default: from 5 µHz. Order 2 if not given; filtered forwards and backwards. */
  readonly band?: { readonly low?: Hertz; readonly high?: Hertz; readonly order?: number };
  /** The sampling rate to go down to, a whole fraction of the series'; default: theirs. */
  readonly rate?: Hertz;
  /** Parameter of the Kaiser window of the filter before it; default: 31. */
  readonly kaiser?: number;
  /** Share of the series that is cut off, half at each end, for what the filters do there; default: 0. */
  readonly trim?: number;
  /** Length of the segments; what is left over at the end is dropped. Default: one segment. */
  readonly segment?: Seconds;
  /** Share of a segment over which a Tukey window rises and falls; default: 0.025; 0 for none. */
  readonly tukey?: number;
  /** What becomes of NaN: it is filled from both sides (default), or refused. */
  readonly gaps?: "inpaint" | "refuse";
}

/** Series made ready, in segments in order. */
export type Segments<N extends string = string> = readonly Readonly<Record<N, TimeSeries>>[];

/** The lowest frequency that is kept when nothing else is said. */
const LOWEST: Hertz = 5e-6;

/**
 * Makes series ready for the analysis of level 2: fills gaps, keeps a band, goes down to a lower rate, cuts the ends off, cuts into
 * segments, and tapers these. What PyPI's mojito-processor does, in its order and with its defaults.
 * @throws BadArgumentError for options that don't fit the series; BadDataError for gaps that are refused
 */
export function conditioned<N extends string>(
  series: Readonly<Record<N, TimeSeries>>,
  options: ConditioningOptions = {},
): Segments<N> {
  const names = Object.keys(series) as N[];
  const ready = names.map((name) => trimmed(lowered(filtered(series[name], name, options), options), options));
  const first = ready[0];
  if (first === undefined) return [];
  if (ready.some(({ values, dt }) => values.length !== first.values.length || dt !== first.dt)) {
    throw new BadArgumentError(
      `Series that are made ready together have one rate and length; ${names.join(", ")} differ.`,
    );
  }
  const length = options.segment === undefined ? first.values.length : Math.floor(options.segment / first.dt);
  if (!(length >= 1 && length <= first.values.length)) {
    throw new BadArgumentError(
      `A segment of ${options.segment} s is longer than the series, of which ${first.values.length * first.dt} s are left, or shorter than a sample.`,
      { segment: options.segment },
    );
  }
  const taper = windowOf({ tukey: options.tukey ?? 0.025 }, length, "symmetric");
  return Array.from({ length: Math.floor(first.values.length / length) }, (_, k) =>
    Object.fromEntries(names.map((name, n) => [name, tapered(ready[n]!, k * length, taper)])),
  ) as unknown as Segments<N>;
}

function filtered(series: TimeSeries, name: string, { band = {}, gaps = "inpaint" }: ConditioningOptions): TimeSeries {
  const missing = series.values.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing > 0 && gaps === "refuse") {
    throw new BadDataError(
      `${name} has no number in ${missing} of ${series.values.length} samples; fill them (gaps: "inpaint"), or cut the series there.`,
      {
        missing,
      },
    );
  }
  const { low = LOWEST, high, order = 2 } = band;
  const sections = butterworth(order, { low, ...(high !== undefined && { high }) }, 1 / series.dt);
  const whole = missing > 0 ? inpainted(series.values).values : series.values;
  return { ...series, values: filterBothWays(sections, whole) };
}

/** Fewer samples, behind a low-pass; a straight line through both ends is kept out of the filter. */
function lowered(series: TimeSeries, { rate, kaiser = 31 }: ConditioningOptions): TimeSeries {
  if (rate === undefined) return series;
  const factor = Math.round(1 / series.dt / rate);
  if (!(factor >= 1 && Math.abs(factor * rate * series.dt - 1) < 1e-9)) {
    throw new BadArgumentError(`A rate of ${rate} Hz is no whole fraction of ${1 / series.dt} Hz.`, { rate });
  }
  if (factor === 1) return series;
  const { values } = series;
  const slope = (values.at(-1)! - values[0]!) / (values.length - 1);
  const flat = values.map((value, n) => value - values[0]! - slope * n);
  const half = 10 * factor;
  const taps = lowPassTaps({ taps: 2 * half + 1, beta: kaiser }, 1 / factor);
  const out = new Float64Array(Math.ceil(values.length / factor));
  kernels().correlate(flat, taps, -half, factor, out);
  for (let m = 0; m < out.length; m++) out[m]! += values[0]! + slope * factor * m;
  return { ...series, dt: series.dt * factor, values: out };
}

function trimmed(series: TimeSeries, { trim = 0 }: ConditioningOptions): TimeSeries {
  if (!(trim >= 0 && trim < 1))
    throw new BadArgumentError(`The share to trim is ${trim}; it is from 0 to below 1.`, { trim });
  const cut = Math.floor((series.values.length * trim) / 2);
  return {
    ...series,
    t0: later(series.t0, cut * series.dt),
    values: series.values.slice(cut, series.values.length - cut),
  };
}

function tapered(series: TimeSeries, start: number, taper: Float64Array): TimeSeries {
  const values = taper.map((weight, n) => weight * series.values[start + n]!);
  return { ...series, t0: later(series.t0, start * series.dt), values };
}
