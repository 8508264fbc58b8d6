/** The time scales of the mission: barycentric, one proper time and one clock per spacecraft, and the ground's. */
export type TimeScale =
  | "TCB"
  | "TDB"
  | "TT"
  | "TPS1"
  | "TPS2"
  | "TPS3"
  | "SCET1"
  | "SCET2"
  | "SCET3"
  | "TAI"
  | "UTC"
  | "GPS";

/**
 * A point in time on a named scale, as whole seconds and a fraction, since one float64 of 2037 is off by 0.24 µs,
 * which is 72 m of light path. Seconds count from the scale's epoch (for TCB of simulated data: the file's own).
 */
export interface Instant<S extends TimeScale = TimeScale> {
  readonly scale: S;
  /** Whole seconds. */
  readonly seconds: number;
  /** Fraction of a second, in [0, 1). */
  readonly fraction: number;
}

/** The instant `seconds` after the epoch of `scale`; integer and fractional part are kept apart. */
export function instant<S extends TimeScale>(scale: S, seconds: number, fraction = 0): Instant<S> {
  const whole = Math.floor(seconds);
  const rest = seconds - whole + fraction;
  const carry = Math.floor(rest);
  // Just below a whole second the difference is rounded up to 1.
  return rest - carry < 1
    ? { scale, seconds: whole + carry, fraction: rest - carry }
    : { scale, seconds: whole + carry + 1, fraction: 0 };
}

/** Seconds from `b` to `a` on one scale. */
export function secondsBetween<S extends TimeScale>(a: Instant<S>, b: Instant<S>): number {
  return a.seconds - b.seconds + (a.fraction - b.fraction);
}

/** The instant `seconds` later. */
export function later<S extends TimeScale>(from: Instant<S>, seconds: number): Instant<S> {
  const whole = Math.floor(seconds);
  return instant(from.scale, from.seconds + whole, from.fraction + (seconds - whole));
}
