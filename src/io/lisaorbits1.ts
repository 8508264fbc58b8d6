import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { type Mosa, type PerMosa, type PerSpacecraft, perMosa, perSpacecraft, type Spacecraft } from "../core/mosa.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable, TimeGrid } from "../orbits/table.js";
import type { Hdf5Reader } from "./hdf5reader.js";

type Columns = Readonly<Record<string, Float64Array>>;

/**
 * Orbits as lisaorbits 1.x wrote them: one dataset of records per spacecraft and per link, and explicit times, of which only
 * even ones are taken.
 * @throws BadFileError when a column is missing or the times are uneven
 */
export function readLisaorbits1(file: Hdf5Reader): OrbitTable {
  const grid = gridOf(file);
  const spacecraft = perSpacecraft((index) => file.columns(`tcb/sc_${index}`));
  const links = perMosa((mosa) => file.columns(`tcb/l_${mosa}`));
  const proper = perMosa((mosa) => file.columns(`tps/l_${mosa}`));
  const column = (records: PerMosa<Columns>, name: string): PerMosa<Float64Array> =>
    perMosa((mosa) => columnOf(file, records[mosa], name, grid));
  const vectors = (records: PerSpacecraft<Columns>, names: readonly string[]): PerSpacecraft<Float64Array> =>
    perSpacecraft((index) => vector(file, records[index], names, grid));
  const velocities = vectors(spacecraft, ["vx", "vy", "vz"]);
  return {
    source: `lisaorbits ${file.text("version")} ${file.text("generator")}`,
    ...grid,
    positions: vectors(spacecraft, ["x", "y", "z"]),
    velocities,
    accelerations: perSpacecraft((index) => derivative(velocities[index], grid)),
    properTimeDeviations: perSpacecraft((index) => columnOf(file, spacecraft[index], "tau", grid)),
    unitVectors: perMosa((mosa: Mosa) => vector(file, links[mosa], ["nx", "ny", "nz"], grid)),
    lightTravelTimes: column(links, "tt"),
    lightTravelTimeRates: column(links, "d_tt"),
    tcbPseudoRanges: column(links, "ppr"),
    tcbPseudoRangeRates: column(links, "d_ppr"),
    coordinateTimeDeviations: perSpacecraft((index) => coordinateDeviations(file, index, grid)),
    properPseudoRanges: column(proper, "ppr"),
    properPseudoRangeRates: column(proper, "d_ppr"),
  };
}

/** How far times may be off an even grid, relative to its step: rounding of times of 1e9 s and steps of a second. */
const EVENNESS = 1e-6;

function gridOf(file: Hdf5Reader): TimeGrid {
  const times = file.series("tcb/t", 0, file.length("tcb/t"));
  const proper = file.series("tps/tau", 0, file.length("tps/tau"));
  const length = times.length;
  const dt = (times[length - 1]! - times[0]!) / (length - 1);
  if (!(length >= 2 && dt > 0)) {
    throw new BadFileError(`tcb/t of ${file.path} must be two or more growing times.`, { length, dt });
  }
  const start = times[0]! - file.number("tinit");
  const uneven = times.findIndex(
    (time, n) =>
      Math.abs(time - times[0]! - n * dt) > EVENNESS * dt || !(Math.abs(proper[n]! - start - n * dt) <= EVENNESS * dt),
  );
  if (uneven < 0 && proper.length === length) return { t0: instant("TCB", times[0]!), dt, length };
  throw new BadFileError(
    `The orbits of ${file.path} are not on one even grid of TCB and proper times (row ${uneven}); write them again with lisaorbits 2, or without times of your own.`,
    { row: uneven },
  );
}

/** TCB at proper times, less these. The file counts proper time from TCB `tinit` on. */
function coordinateDeviations(file: Hdf5Reader, index: Spacecraft, { t0, dt, length }: TimeGrid): Float64Array {
  const times = file.columns(`tps/sc_${index}`)["t"];
  if (times?.length !== length) throw new BadFileError(`tps/sc_${index} of ${file.path} has no t for every row.`, {});
  return times.map((time, n) => time - (t0.seconds + t0.fraction) - n * dt);
}

function columnOf(file: Hdf5Reader, columns: Columns, name: string, { length }: TimeGrid): Float64Array {
  const column = columns[name];
  if (column?.length === length) return column;
  throw new BadFileError(
    `A dataset of ${file.path} has no column ${name} of ${length} rows; it has ${Object.keys(columns).join(", ")}.`,
    { name, length },
  );
}

function vector(file: Hdf5Reader, columns: Columns, names: readonly string[], grid: TimeGrid): Float64Array {
  const out = new Float64Array(names.length * grid.length);
  names.forEach((name, axis) => {
    columnOf(file, columns, name, grid).forEach((value, row) => {
      out[names.length * row + axis] = value;
    });
  });
  return out;
}

/** Derivatives of vectors, row by row, by splines. */
function derivative(vectors: Float64Array, { dt, length }: TimeGrid): Float64Array {
  const times = Float64Array.from({ length }, (_, row) => row * dt);
  const out = new Float64Array(vectors.length);
  for (let axis = 0; axis < 3; axis++) {
    const spline = interpolatingSpline(
      times,
      times.map((_, row) => vectors[3 * row + axis]!),
      length > 5 ? 5 : 3,
    );
    times.forEach((time, row) => {
      out[3 * row + axis] = spline.derivative(time);
    });
  }
  return out;
}
