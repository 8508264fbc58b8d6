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
