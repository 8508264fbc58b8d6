import type { Instant } from "./instant.js";
import type { Hertz, Seconds } from "./units.js";

/** Real samples at a constant rate. */
export interface TimeSeries {
  /** When the first sample was taken. */
  readonly t0: Instant;
  /** Sampling interval. */
  readonly dt: Seconds;
  /** The samples, in `unit`. */
  readonly values: Float64Array;
  /** Unit of the samples, e.g. "Hz". */
  readonly unit: string;
}

/** A one-sided spectrum on equally spaced frequencies, `df` apart from 0. */
export interface Spectrum {
  readonly df: Hertz;
  /** Density per bin, in `unit`. */
  readonly values: Float64Array;
  /** Unit of the density, e.g. "Hz^2/Hz". */
  readonly unit: string;
}

/** How long a series lasts: number of samples times dt. */
export function durationOf(series: TimeSeries): Seconds {
  return series.values.length * series.dt;
}
