import type { Metres, Radians, Seconds } from "../core/units.js";

/** A mode of a wave by frequency, A exp(−iφ), in units of the total mass: arguments are Mf. */
export interface WaveMode {
  readonly l: number;
  readonly m: number;
  /** Amplitude at the distance of one total mass. */
  amplitude(mf: number): number;
  /** φ (rad). */
  phase(mf: number): number;
  /** dφ/d(Mf). */
  slope(mf: number): number;
  /** The three for the first `count` of growing Mf, {@link MODE_BLOCK} at most: to rounding the same, and much faster. */
  values(mfs: Float64Array, count: number, out: ModeValues): void;
}

/** A mode at many frequencies. */
export interface ModeValues {
  readonly amplitude: Float64Array;
  readonly phase: Float64Array;
  readonly slope: Float64Array;
}

/** Frequencies at a time, which stay in the cache. */
export const MODE_BLOCK = 1024;

/** Room for as many. */
export function modeValues(): ModeValues {
  const room = (): Float64Array => new Float64Array(MODE_BLOCK);
  return { amplitude: room(), phase: room(), slope: room() };
}

/** Modes with what their times and phases are counted from. */
export interface WaveModes {
  readonly modes: readonly WaveMode[];
  /** Mf of the greatest f² A of (2, 2), the reference. */
  readonly peak: number;
  /** φ of (2, 2) and its derivative there. */
  readonly peakPhase: number;
  readonly peakSlope: number;
}

/** How a chirp is seen. */
export interface ChirpOrientation {
  readonly inclination: Radians;
  /** Of the orbit at the peak. */
  readonly phase: Radians;
  readonly polarization: Radians;
}

/** How a chirp is seen, and how large it is. */
export interface ChirpSize extends ChirpOrientation {
  /** Total mass as time (G M/c³, s). */
  readonly mass: Seconds;
  readonly distance: Metres;
}
