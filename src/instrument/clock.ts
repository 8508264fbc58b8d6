import type { Hertz, Seconds } from "../core/units.js";

/**
 * What a spacecraft's clock is off by, deterministically: its time at t0, its frequency (fractional), the frequency's change and
 * the change's change. t is the proper time since t0.
 */
export interface ClockParameters {
  /** s */
  readonly offset: Seconds;
  /** Fractional frequency. */
  readonly frequencyOffset: number;
  /** 1/s */
  readonly drift: Hertz;
  /** 1/s² */
  readonly driftRate: number;
}

/** How much too fast the clock runs, as a fraction: q(t) = f₀ + f₁ t + f₂ t². */
export function frequencyError({ frequencyOffset, drift, driftRate }: ClockParameters, t: Seconds): number {
  return frequencyOffset + t * (drift + t * driftRate);
}

/** What the clock shows less the proper time (s), its noise apart: offset + f₀ t + f₁ t²/2 + f₂ t³/3. */
export function timeError({ offset, frequencyOffset, drift, driftRate }: ClockParameters, t: Seconds): Seconds {
  return offset + t * (frequencyOffset + t * (drift / 2 + t * (driftRate / 3)));
}

/** Integrates a clock's frequency noise by trapezia, on from `previous` whose integral is `sum`; returns the last sum. */
export function integrateNoise(
  noise: Float64Array,
  dt: Seconds,
  previous: number,
  sum: number,
  out: Float64Array,
): number {
  let before = previous;
  let total = sum;
  for (let n = 0; n < noise.length; n++) {
    const value = noise[n]!;
    total += 0.5 * dt * (before + value);
    before = value;
    out[n] = total;
  }
  return total;
}
