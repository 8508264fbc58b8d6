import type { Instant } from "../core/instant.js";
import type { Mosa, PerMosa } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { Hertz, Seconds } from "../core/units.js";

/** An interferometer of a MOSA: inter-spacecraft (science), reference, test mass. */
export type Readout = "sci" | "ref" | "tmi";

/** What the ground receives, one series per MOSA: total beatnote frequencies (Hz), pseudo-ranges (s), angle rates (rad/s). */
export type ReceivedStream = `${Readout}_carriers` | `${Readout}_usbs` | "mprs" | "sci_dws_etas" | "sci_dws_phis";

/** What only a simulator knows: a beatnote frequency (Hz) split into fluctuations and offset. */
export type DebugStream = `${Readout}_${"carrier" | "usb"}_${"fluctuations" | "offsets"}`;

/** A stream of an observation, under the Consortium's name. */
export type Stream = ReceivedStream | DebugStream;

/** Consecutive samples: `count` of them from index `start`. */
export interface SampleRange {
  readonly start: number;
  readonly count: number;
}

/** What is known of the instrument that took the data. */
export interface InstrumentParameters {
  /** Laser central frequency (Hz). */
  readonly centralFrequency: Hertz;
  /** Clock sidebands' modulation frequency by MOSA (Hz). */
  readonly modulationFrequencies: PerMosa<Hertz>;
  /** Group delay of the antialiasing filter, which no stream is corrected for (s). */
  readonly filterDelay: Seconds;
  /** The pseudo-ranges are known modulo this (s); 0 when they are known in full. */
  readonly rangeAmbiguity: Seconds;
  /** Laser locking configuration, e.g. "N1-12"; "" when the lasers are free ("six"). */
  readonly lock: string;
  /** Everything the file says of its instrument, under the simulator's names. */
  readonly raw: Readonly<Record<string, unknown>>;
}

/** A stretch of raw measurements of the constellation, in a file. All streams share t0, dt and length. */
export interface Observation {
  /** The file. */
  readonly path: string;
  /** Who wrote it and in which version: "lisainstrument 2.3.0". */
  readonly format: string;
  /** What each spacecraft's clock shows at the first sample, in seconds of the file's own epoch. */
  readonly t0: Instant<"TCB">;
  /** Sampling interval (s). */
  readonly dt: Seconds;
  /** Number of samples per stream. */
  readonly length: number;
  /** length × dt (s). */
  readonly duration: Seconds;
  readonly instrument: InstrumentParameters;
  /** The streams that the file has for all six MOSAs. */
  readonly streams: readonly Stream[];
  /**
   * One stream of one MOSA, whole or in part, as it is in the file (NaN included). Its time scale is the clock of the
   * MOSA's spacecraft. Nothing stays open or in memory in between.
   * @throws BadFileError when the file has no such dataset or it can't be read
   */
  read(stream: Stream, mosa: Mosa, range?: SampleRange): Promise<TimeSeries>;
  /** SHA-256 of the file, in hexadecimal; read once. */
  digest(): Promise<string>;
}
