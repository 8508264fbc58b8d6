import type { CalibrationTable } from "../calibration/table.js";
import type { FittedTilt, TiltCoefficients } from "../calibration/tilt.js";
import type { FlagSeries } from "../core/flags.js";
import type { Instant } from "../core/instant.js";
import type { Mosa, PerMosa } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { Hertz } from "../core/units.js";
import type { OrbitTable, RangeTable } from "../orbits/table.js";
import type { TdiVariable } from "../tdi/variable.js";

/**
 * Where the delays come from: pseudo-ranges as measured ("raw"), with their noise removed ("smoothed"), the integral of the sidebands'
 * range rates with the mean of the pseudo-ranges ("fused"), or the orbits alone.
 */
export type DelaySource = "raw" | "smoothed" | "fused" | "orbits";

/** What beatnote frequencies are taken: totals as received, or the simulator's fluctuations. */
export type InputStreams = "totals" | "fluctuations";

/** How time-delay interferometry is done. */
export interface TdiOptions {
  /** Default: "smoothed". */
  readonly delays?: DelaySource;
  /**
   * Orbits. With delays "orbits", their proper pseudo-ranges are the delays (right only for synchronised clocks); with
   * "smoothed", what is smoothed is the difference of the pseudo-ranges to them.
   */
  readonly orbits?: RangeTable;
  /** Order of the Lagrange interpolation of the beatnotes: odd, 3 to 63. Default: 31. */
  readonly order?: number;
  /** Remove clock noise with the sidebands. Default: true. */
  readonly clockCorrection?: boolean;
  /** Default: totals if the file has them, else fluctuations. */
  readonly inputStreams?: InputStreams;
  /** Beatnote frequencies in the clock correction (Hz), constant; default: the smooth trend of each beatnote. */
  readonly beatnoteFrequencies?: { readonly sci: PerMosa<Hertz>; readonly ref: PerMosa<Hertz> };
}

/** TDI variables of an observation, in Hz, on the observation's own grid. */
export interface TdiProduct<V extends TdiVariable = TdiVariable> {
  readonly series: Readonly<Record<V, TimeSeries>>;
  /** The first sample and the one behind the last for which every delayed sample exists: cut the rest off. */
  readonly valid: { readonly start: number; readonly stop: number };
}

/** How level 1 is made. */
export interface L1Options extends TdiOptions {
  /** Orbits with light travel times; without them the product stays on the spacecraft's clocks. */
  readonly orbits?: OrbitTable;
  /**
   * What is done about tilt-to-length coupling: its coefficients are found in the data and it is subtracted ("subtract", the default
   * where the observation has the angles), it stays ("keep"), or it is subtracted with these coefficients (m/rad).
   */
  readonly tilt?: "subtract" | "keep" | TiltCoefficients;
  /** Scale factors, offsets, cross-talk and actuation of streams and channels; default: all are right as they are. */
  readonly calibration?: CalibrationTable;
  /**
   * Only the samples from `from` to before `until`. What is fitted on the way (ranges, clocks, coefficients) is fitted to all that the
   * observation has. Default: all samples that have what delays and filters reach.
   */
  readonly span?: { readonly from: Instant<"TCB">; readonly until: Instant<"TCB"> };
}

/** A variable of the mission's level-1 file. */
export type L1Variable = `${"X" | "Y" | "Z" | "A" | "E" | "T"}2` | `eta_${Mosa}`;

/**
 * Calibrated data of level 1, in Hz, edges cut off: on barycentric time, corrected for the delay of the on-board filter, when orbits
 * were given; else on the clock of spacecraft 1, 2 or 3. Good below a quarter of the sampling rate: near half of it the delays'
 * interpolation leaves laser noise, tens of hertz at 4 Hz. Take spectra with a window whose sidelobes fall off (Hann does), and
 * without fitting a straight line, which that noise would tilt.
 */
export interface L1 {
  readonly X: TimeSeries;
  readonly Y: TimeSeries;
  readonly Z: TimeSeries;
  /** (Z − X)/√2 */
  readonly A: TimeSeries;
  /** (X − 2Y + Z)/√6 */
  readonly E: TimeSeries;
  /** (X + Y + Z)/√3: nearly free of gravitational waves below 30 mHz. */
  readonly T: TimeSeries;
  /** The single links, free of the optical benches' motion and of the right-hand lasers, without their trend; with clock noise. */
  readonly eta: PerMosa<TimeSeries>;
  /** The delays that were applied, by link (s), on the receivers' clocks. */
  readonly delays: Readonly<Record<Mosa, TimeSeries>>;
  /** Why samples of X to T, and of η, are to be used with care or not at all (bits of FLAGS; values are NaN where not at all). */
  readonly flags: { readonly tdi: FlagSeries; readonly eta: FlagSeries };
  /** The coefficients of tilt-to-length coupling that were found and subtracted (m/rad); undefined when none were. */
  readonly tilt: FittedTilt | undefined;
  readonly provenance: L1Provenance;
}

/** What an L1 product was made from and how. */
export interface L1Provenance {
  readonly input: { readonly path: string; readonly sha256: string; readonly format: string };
  readonly software: string;
  readonly parameters: Readonly<Record<string, string | number | boolean>>;
  /** What the data showed on the way: clocks against barycentric time, ranges, tilt-to-length coupling, what is left of the lasers. */
  readonly findings?: Readonly<Record<string, unknown>>;
}
