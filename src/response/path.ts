import { SPEED_OF_LIGHT } from "../core/constants.js";
import { type Instant, later } from "../core/instant.js";
import { SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Orbits } from "../orbits/orbits.js";

/** Time between the points through which a path goes: cubics with these ends leave 40 m of a year's circle, 1e-7 s. */
const STEP = 86_400;
/** Numbers in a row: three places and three velocities. */
const WIDTH = 18;

/** Where the spacecraft are at any time, in light seconds. */
export interface ConstellationPath {
  /** Writes x, y and z of spacecraft 1, 2 and 3 at `t` (s after the path's begin) into `out`. */
  at(t: Seconds, out: Float64Array): void;
}

/**
 * The constellation from `from` on for `duration`, and a day before and after: cubics through positions and velocities of each day.
 * @throws BadDataError for times that the orbits don't know
 */
export function constellationPath(orbits: Orbits, from: Instant<"TCB">, duration: Seconds): ConstellationPath {
  const length = Math.ceil(duration / STEP) + 3;
  const table = orbits.table({ t0: later(from, -STEP), dt: STEP, length });
  const rows = interleaved(table.positions, table.velocities, length);
  return {
    at: (t, out) => {
      const place = t / STEP + 1;
      const row = Math.min(Math.max(Math.floor(place), 0), length - 2);
      const s = place - row;
      const rest = 1 - s;
      const [p0, p1] = [rest * rest * (1 + 2 * s), s * s * (1 + 2 * rest)];
      const [v0, v1] = [s * rest * rest * STEP, -s * s * rest * STEP];
      const [now, next] = [row * WIDTH, (row + 1) * WIDTH];
      for (let n = 0; n < 9; n++) {
        out[n] = p0 * rows[now + n] + p1 * rows[next + n] + v0 * rows[now + n + 9] + v1 * rows[next + n + 9];
      }
    },
  };
}

/** Places of the three, then velocities, in light seconds, row by row. */
function interleaved(
  places: Readonly<Record<number, Float64Array>>,
  speeds: Readonly<Record<number, Float64Array>>,
  length: number,
): Float64Array {
  const rows = new Float64Array(length * WIDTH);
  for (let row = 0; row < length; row++) {
    SPACECRAFT.forEach((sc, n) => {
      for (let axis = 0; axis < 3; axis++) {
        rows[row * WIDTH + 3 * n + axis] = places[sc][3 * row + axis] / SPEED_OF_LIGHT.value;
        rows[row * WIDTH + 9 + 3 * n + axis] = speeds[sc][3 * row + axis] / SPEED_OF_LIGHT.value;
      }
    });
  }
  return rows;
}
