/**
 * Where a spacecraft is, in one row of numbers: position (m), velocity, acceleration, jerk (3 each), then proper time less TCB (s) and
 * its first two derivatives.
 */
export const STATE = 15;
/** Where the parts of a state begin. */
export const VELOCITY = 3;
export const ACCELERATION = 6;
export const JERK = 9;
export const DEVIATION = 12;

/** The motion of three spacecraft. */
export interface Ephemeris {
  /** Writes the state of spacecraft 0, 1 or 2, `elapsed` seconds of TCB after the ephemeris' epoch, into `out` from `at` on. */
  state(spacecraft: number, elapsed: number, out: Float64Array, at: number): void;
}

/**
 * The state some seconds `h` later, by its Taylor series. The spacecraft's angular velocity is 2e-7/s, so that what is left out is below
 * 1e-12 m and 1e-12 m/s for 16 s, and below 1e-5 m for 1000 s.
 */
export function moved(from: Float64Array, source: number, h: number, to: Float64Array, target: number): void {
  const half = 0.5 * h;
  const third = h / 3;
  for (let axis = 0; axis < 3; axis++) {
    const v = from[source + VELOCITY + axis]!;
    const a = from[source + ACCELERATION + axis]!;
    const j = from[source + JERK + axis]!;
    to[target + axis] = from[source + axis]! + h * (v + half * (a + third * j));
    to[target + VELOCITY + axis] = v + h * (a + half * j);
    to[target + ACCELERATION + axis] = a + h * j;
    to[target + JERK + axis] = j;
  }
  const rate = from[source + DEVIATION + 1]!;
  const change = from[source + DEVIATION + 2]!;
  to[target + DEVIATION] = from[source + DEVIATION]! + h * (rate + half * change);
  to[target + DEVIATION + 1] = rate + h * change;
  to[target + DEVIATION + 2] = change;
}
