import { BadDataError } from "../core/errors.js";
import { type Instant, secondsBetween } from "../core/instant.js";
import { type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline, type Spline } from "../math/spline.js";
import type { RangeTable } from "./table.js";

/** Proper pseudo-ranges of the links at any time within a table of orbits. */
export interface RangeModel {
  /** The range of a link (s) at `count` times `dt` apart from `from` on. @throws BadDataError for times outside the table */
  at(mosa: Mosa, from: Instant<"TCB">, dt: Seconds, count: number): Float64Array;
}

/** Interpolates the proper pseudo-ranges of a table by splines of degree 5 (degree 3 for fewer than 6 rows). */
export function rangeModel(table: RangeTable): RangeModel {
  const x = Float64Array.from({ length: table.length }, (_, row) => row * table.dt);
  const degree = table.length > 5 ? 5 : 3;
  const splines: PerMosa<Spline> = perMosa((mosa) => interpolatingSpline(x, table.properPseudoRanges[mosa], degree));
  return {
    at: (mosa, from, dt, count) => {
      const first = secondsBetween(from, table.t0);
      mustCover(table, first, first + Math.max(0, count - 1) * dt);
      return Float64Array.from({ length: count }, (_, n) => splines[mosa].at(first + n * dt));
    },
  };
}

function mustCover(table: RangeTable, first: Seconds, last: Seconds): void {
  const end = (table.length - 1) * table.dt;
  if (first >= 0 && last <= end) return;
  const start = table.t0.seconds + table.t0.fraction;
  throw new BadDataError(
    `The orbits (${table.source}) reach from ${start} s to ${start + end} s, the data from ${start + first} s to ${start + last} s. Give orbits that cover the data.`,
    { orbits: [start, start + end], data: [start + first, start + last] },
  );
}
