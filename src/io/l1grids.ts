import type { Hertz, Seconds } from "../core/units.js";

/** An even grid: times are in seconds of TCB. */
export interface Sampling {
  readonly t0: Seconds;
  readonly dt: Seconds;
  readonly size: number;
}

/** Frequencies evenly spaced in their logarithm, both ends included. */
export interface LogFrequencies {
  readonly fmin: Hertz;
  readonly fmax: Hertz;
  readonly size: number;
}
