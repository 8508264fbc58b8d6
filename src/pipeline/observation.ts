import type { FlagSeries } from "../core/flags.js";
import type { Instant } from "../core/instant.js";
import type { Mosa, PerMosa, PerSpacecraft } from "../core/mosa.js";
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

/** What the mission operations centre knows of the clocks from the radio link: clock minus time scale, about once a day. */
export interface TimeCorrelations {
  /** Epochs, in seconds after the observation's first sample. */
  readonly times: Float64Array;
  /** Clock minus time scale at these epochs, in seconds; good to about a millisecond. */
  readonly values: PerSpacecraft<Float64Array>;
}

/** A channel of a spacecraft beside the streams: a position, a temperature, a voltage. Its sampling is its own. */
export interface ObservedChannel {
  /** Spacecraft and channel: "1/eh_temperature_03". */
  readonly name: string;
  /** Sampling interval (s). */
  readonly dt: Seconds;
  /** Number of samples. */
  readonly length: number;
  readonly unit: string;
  /** What it measures. */
  readonly description: string;
}

/** A stretch of raw measurements of the constellation, in a file or a folder of packets. All streams share t0, dt and length. */
export interface Observation {
  /** The file, or the folder. */
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
  /** The quality of what `read` gives, sample by sample; all good (zeros) where the file says nothing of it. */
  flags(stream: Stream, mosa: Mosa, range?: SampleRange): Promise<FlagSeries>;
  /** Names of the channels that it has beside the streams, such as "1/eh_temperature_03"; none in files without telemetry. */
  readonly channels: readonly string[];
  /**
   * Sampling and meaning of a channel.
   * @throws BadArgumentError when there is no such channel
   */
  channel(name: string): ObservedChannel;
  /**
   * A channel, whole or in part, on the clock of its spacecraft; NaN where nothing was received.
   * @throws BadArgumentError when there is no such channel
   */
  readChannel(name: string, range?: SampleRange): Promise<TimeSeries>;
  /** The quality of what `readChannel` gives, sample by sample. */
  channelFlags(name: string, range?: SampleRange): Promise<FlagSeries>;
  /**
   * What the ground knows of the clocks.
   * @throws BadFileError when the file lacks them, or has too few for a straight line
   */
  timeCorrelations(): Promise<TimeCorrelations>;
  /** SHA-256 of the file, or of the names and digests of the folder's files, in hexadecimal; read once. */
  digest(): Promise<string>;
}
