import type { Instant } from "../core/instant.js";
import type { Hertz, Radians, Seconds } from "../core/units.js";
import type { ComplexArray } from "../math/complex.js";
import type { ChirpSize, WaveModes } from "./modes.js";

/** The two polarisations of a wave (dimensionless), sample by sample. */
export interface Strain {
  readonly plus: Float64Array;
  readonly cross: Float64Array;
}

/** The two polarisations by frequency (s). */
export interface StrainBins {
  readonly plus: ComplexArray;
  readonly cross: ComplexArray;
}

/** A chirp by its modes. */
export interface Chirp {
  readonly waves: WaveModes;
  readonly size: ChirpSize;
  /** When its peak passes the Sun. */
  readonly peak: Instant<"TCB">;
}

/** A source of plane gravitational waves. */
export interface Source {
  /** For people and files: "HM Cnc". */
  readonly name: string;
  /** What kind of source, and with what parameters (SI): for files and provenance. */
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  /** Ecliptic latitude of where the wave comes from (rad). */
  readonly beta: Radians;
  /** Ecliptic longitude (rad). */
  readonly lambda: Radians;
  /**
   * The wave as it passes the Sun, in the polarisation basis of the ecliptic frame (see {@link waveBasis}), at `offsets` (s)
   * after `from`. A sample depends on its time alone.
   */
  strain(from: Instant<"TCB">, offsets: Float64Array): Strain;
  /** The highest frequency (Hz) that the wave has during `duration` after `from`. */
  highestFrequency(from: Instant<"TCB">, duration: Seconds): Hertz;
  /**
   * Present when the wave has nothing above a frequency: its response is then computed at times this far apart (s), a power of
   * two, and interpolated between them.
   */
  readonly step?: Seconds;
  /** What whoever uses the wave should know, for people: parameters beyond a model's calibration. */
  readonly warnings?: readonly string[];
  /**
   * Present when the model is one of frequency: ∫ h exp(−2πift) dt at growing `frequencies` (Hz), t counted from `from` (s), without what only
   * series need, as a begin.
   */
  spectrum?(from: Instant<"TCB">, frequencies: Float64Array): StrainBins;
  /** Present when the wave is a chirp, whose response has a fast form in frequency. */
  readonly chirp?: Chirp;
  /** Present when the wave is one slowly changing frequency: its response is then computed as a slow envelope. */
  readonly carrier?: Carrier;
}

/** A wave h = Re[H exp(iφ(t))], where φ is a polynomial in time. */
export interface Carrier {
  /** Where time is 0 in the polynomial. */
  readonly reference: Instant<"TCB">;
  /** φ/2π = c₀ + c₁ t + c₂ t² + c₃ t³ (turns, Hz, Hz/s, Hz/s²). */
  readonly turns: readonly [number, number, number, number];
  /** Complex amplitudes of the polarisations. */
  readonly plus: readonly [re: number, im: number];
  readonly cross: readonly [re: number, im: number];
}

/** Sources that belong together, such as the directions of a background; in files they are one. */
export interface SourceGroup {
  readonly name: string;
  readonly kind: string;
  readonly parameters: Readonly<Record<string, number | string>>;
  readonly sources: readonly Source[];
}
