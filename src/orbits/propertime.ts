import { BadDataError } from "../core/errors.js";
import { type Instant, instant, later, secondsBetween } from "../core/instant.js";
import { perSpacecraft, type Spacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "./table.js";

/** Proper times of the spacecraft (TPS) and TCB, as a table of orbits has them. TPS counts from TCB's epoch. */
export interface ProperTimes {
  /** The spacecraft's proper time at a time of TCB. @throws BadDataError for times outside of the table */
  properTime<S extends Spacecraft>(spacecraft: S, at: Instant<"TCB">): Instant<`TPS${S}`>;
  /** TCB at a proper time of the spacecraft. @throws BadDataError for times outside of the table */
  coordinateTime(spacecraft: Spacecraft, at: Instant<"TPS1" | "TPS2" | "TPS3">): Instant<"TCB">;
}

/** Contracts by 1.5e-8 each: deviations of a second are then known to 3e-24 s. */
const STEPS = 3;

/**
 * Interpolates the deviations of proper times in a table by splines of degree 5 (degree 3 for fewer than 6 rows). The way back to TCB is that
 * of these same deviations, t = τ − δ(t): those that lisaorbits has over proper time are off by 1.5e-8 of themselves.
 */
export function properTimes(table: OrbitTable): ProperTimes {
  const x = Float64Array.from({ length: table.length }, (_, row) => row * table.dt);
  const degree = table.length > 5 ? 5 : 3;
  const proper = perSpacecraft((sc) => interpolatingSpline(x, table.properTimeDeviations[sc], degree));
  return {
    properTime: (sc, at) => {
      const elapsed = elapsedIn(table, at);
      return later(instant(`TPS${sc}`, at.seconds, at.fraction), proper[sc].at(elapsed));
    },
    coordinateTime: (sc, at) => {
      const sameNumber = instant("TCB", at.seconds, at.fraction);
      const elapsed = elapsedIn(table, sameNumber);
      let deviation = proper[sc].at(elapsed);
      for (let step = 0; step < STEPS; step++) deviation = proper[sc].at(elapsed - deviation);
      return later(sameNumber, -deviation);
    },
  };
}

function elapsedIn(table: OrbitTable, at: Instant<"TCB">): Seconds {
  const elapsed = secondsBetween(at, table.t0);
  const end = (table.length - 1) * table.dt;
  if (elapsed >= 0 && elapsed <= end) return elapsed;
  throw new BadDataError(
    `The orbits (${table.source}) cover ${end} s from ${table.t0.seconds + table.t0.fraction} s on; ${at.seconds + at.fraction} s is outside.`,
    { elapsed, end },
  );
}
