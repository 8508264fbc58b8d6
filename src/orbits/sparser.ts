import { type PerMosa, type PerSpacecraft, perMosa, perSpacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "./table.js";

/**
 * Rows closer than this say nothing more about orbits, but how they were rounded: rates of ranges are good to 6e-20 s/s in
 * float64, which is 17 µHz of a laser's frequency, and would stand in the data like a signal up to half of the rows' frequency.
 */
const CLOSE: Seconds = 5000;

/** How far apart rows are that are taken instead: what is left of the rounding is below LISA's band. */
const APART: Seconds = 20_000;

/** As few intervals as a polynomial of degree 5 has: then nothing is left that could follow the rounding. */
const FEWEST = 5;

/** Evenly spaced values of what moves as slowly as orbits do, over the same time in rows far apart. */
export function sparse(values: Float64Array, dt: Seconds): { readonly values: Float64Array; readonly dt: Seconds } {
  const intervals = values.length - 1;
  const kept = Math.max(FEWEST, Math.floor((intervals * dt) / APART));
  if (dt >= CLOSE || intervals <= kept) return { values, dt };
  const rows = Float64Array.from({ length: values.length }, (_, row) => row);
  const spline = interpolatingSpline(rows, values, 5);
  const taken = Float64Array.from({ length: kept + 1 }, (_, k) => spline.at((intervals * k) / kept));
  return { values: taken, dt: (intervals * dt) / kept };
}

/** The same orbits over the same time in rows far apart, so that splines through them are smooth on all that LISA measures. */
export function sparser(table: OrbitTable): OrbitTable {
  const scalar = (values: Float64Array): Float64Array => sparse(values, table.dt).values;
  const vector = (values: Float64Array): Float64Array => {
    const parts = [0, 1, 2].map((axis) => scalar(values.filter((_, n) => n % 3 === axis)));
    return Float64Array.from({ length: 3 * parts[0]!.length }, (_, n) => parts[n % 3]![Math.floor(n / 3)]!);
  };
  const ofMosa = (values: PerMosa<Float64Array>, by = scalar): PerMosa<Float64Array> =>
    perMosa((mosa) => by(values[mosa]));
  const ofSpacecraft = (values: PerSpacecraft<Float64Array>, by = scalar): PerSpacecraft<Float64Array> =>
    perSpacecraft((sc) => by(values[sc]));
  const { dt, values } = sparse(table.lightTravelTimes["12"], table.dt);
  return {
    source: table.source,
    t0: table.t0,
    dt,
    length: values.length,
    positions: ofSpacecraft(table.positions, vector),
    velocities: ofSpacecraft(table.velocities, vector),
    accelerations: ofSpacecraft(table.accelerations, vector),
    properTimeDeviations: ofSpacecraft(table.properTimeDeviations),
    coordinateTimeDeviations: ofSpacecraft(table.coordinateTimeDeviations),
    unitVectors: ofMosa(table.unitVectors, vector),
    lightTravelTimes: ofMosa(table.lightTravelTimes),
    lightTravelTimeRates: ofMosa(table.lightTravelTimeRates),
    tcbPseudoRanges: ofMosa(table.tcbPseudoRanges),
    tcbPseudoRangeRates: ofMosa(table.tcbPseudoRangeRates),
    properPseudoRanges: ofMosa(table.properPseudoRanges),
    properPseudoRangeRates: ofMosa(table.properPseudoRangeRates),
  };
}
