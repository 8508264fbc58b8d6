import type { FlagSeries } from "../core/flags.js";
import type { Instant } from "../core/instant.js";
import type { Mosa, Spacecraft } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { ComplexArray } from "../math/complex.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { L1Variable } from "../pipeline/product.js";
import type { LogFrequencies, Sampling } from "./l1grids.js";

/** Covariances of the noises of several variables: on a grid of times and one of frequencies. */
export interface NoiseCovariances {
  readonly sampling: Sampling;
  readonly frequencies: LogFrequencies;
  /** Number of variables: 3, or 6 for η. */
  readonly size: number;
  /** The matrices at these times (Hz²/Hz): time, frequency, row, column, in row-major order. */
  read(range?: SampleRange): Promise<ComplexArray>;
}

/**
 * A level-1 product in the mission's files: one, or several bricks (of sources and of noise) that add up, or days that follow each other. Only what is asked for
 * is read; nothing stays open or in memory in between.
 */
export interface L1File {
  readonly paths: readonly string[];
  /** Who made each file. */
  readonly pipelines: readonly string[];
  readonly laserFrequency: Hertz;
  /** Time of the first sample, in seconds of TCB after 2035-01-01T00:00:00 TCB. */
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  /** The variables that every file has. */
  readonly variables: readonly L1Variable[];
  /** Groups and datasets of a complete file that none of the files has, such as "noise_estimates". */
  readonly missing: readonly string[];
  readonly sampling: { readonly tdis: Sampling; readonly ltts?: Sampling; readonly orbits?: Sampling };
  /** What a file of lisalab says of its making, by name; undefined in others' files. */
  readonly provenance: Readonly<Record<string, unknown>> | undefined;
  /** Samples of a variable, added up over the bricks (Hz). */
  read(variable: L1Variable, range?: SampleRange): Promise<TimeSeries>;
  /**
   * Flags of X to T ("tdi") or of the single links ("eta"), OR-ed over the bricks: in detail where the file has them so, else
   * what is not to be used counts as a gap.
   */
  flags(of: "tdi" | "eta", range?: SampleRange): Promise<FlagSeries>;
  /** A link's light travel times, on a grid of their own (s). @throws BadDataError when the bricks don't agree */
  lightTravelTimes(mosa: Mosa, range?: SampleRange): Promise<TimeSeries>;
  /** Their derivatives (s/s). */
  lightTravelTimeRates(mosa: Mosa, range?: SampleRange): Promise<TimeSeries>;
  /** A spacecraft's positions in BCRS, axes of the ICRS, row by row (m). @throws BadDataError when the bricks don't agree */
  positions(spacecraft: Spacecraft, range?: SampleRange): Promise<Float64Array>;
  /** Its velocities (m/s). */
  velocities(spacecraft: Spacecraft, range?: SampleRange): Promise<Float64Array>;
  /** The noise's covariances, added up over the bricks that have them. @throws BadFileError when none has */
  noise(of: "XYZ" | "AET" | "eta"): NoiseCovariances;
}
