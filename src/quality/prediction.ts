import { BadDataError } from "../core/errors.js";
import { type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "../orbits/table.js";

/**
 * What the pseudo-ranges would be if all clocks were perfect: the orbits' proper pseudo-ranges at `length` epochs, `dt` apart
 * from `start` (seconds of the orbits' own epoch), by a spline of order 5 through the table.
 */
export function predictedRanges(
  orbits: OrbitTable,
  start: Seconds,
  dt: Seconds,
  length: number,
): PerMosa<Float64Array> {
  const first = orbits.t0.seconds + orbits.t0.fraction;
  const last = first + (orbits.length - 1) * orbits.dt;
  const end = start + (length - 1) * dt;
  if (!(start >= first && end <= last)) {
    throw new BadDataError(
      `the orbits go from ${first} s to ${last} s, the observation from ${start} s to ${end} s; use the orbit file of that time`,
      { first, last, start, end },
    );
  }
  const grid = Float64Array.from({ length: orbits.length }, (_, row) => first + row * orbits.dt);
  return perMosa((mosa) => {
    const spline = interpolatingSpline(grid, orbits.properPseudoRanges[mosa], 5);
    return Float64Array.from({ length }, (_, index) => spline.at(start + index * dt));
  });
}
