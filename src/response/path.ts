import { SPEED_OF_LIGHT } from "../core/constants.js";
import { type Instant, later } from "../core/instant.js";
import { SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Orbits } from "../orbits/orbits.js";

/** Time between the points through which a path goes: cubics with these ends leave 40 m of a year's circle, 1e-7 s. */
const STEP = 86_400;

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
  const [places, speeds] = [table.positions, table.velocities].map((rows) =>
    SPACECRAFT.flatMap((sc) => [0, 1, 2].map((axis) => column(rows[sc], axis))),
  );
  return {
    at: (t, out) => {
      const place = t / STEP + 1;
      const row = Math.min(Math.max(Math.floor(place), 0), length - 2);
      const s = place - row;
      const rest = 1 - s;
      const [p0, p1] = [rest * rest * (1 + 2 * s), s * s * (1 + 2 * rest)];
      const [v0, v1] = [s * rest * rest * STEP, -s * s * rest * STEP];
      for (let n = 0; n < 9; n++) {
        const [x, v] = [places![n]!, speeds![n]!];
        out[n] = p0 * x[row]! + p1 * x[row + 1]! + v0 * v[row]! + v1 * v[row + 1]!;
      }
    },
  };
}

/** One axis of rows of three, in light seconds. */
function column(rows: Float64Array, axis: number): Float64Array {
  return Float64Array.from({ length: rows.length / 3 }, (_, row) => rows[3 * row + axis]! / SPEED_OF_LIGHT.value);
}
