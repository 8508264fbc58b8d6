import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadDataError } from "../core/errors.js";
import { emitterOf, MOSAS, type Mosa, receiverOf } from "../core/mosa.js";
import type { OrbitTable } from "./table.js";

const C = SPEED_OF_LIGHT.value;

/**
 * What light travel times and distances at one time may differ by, relative: the spacecraft move with 1e-4 of the speed of light
 * around the Sun, and proper times and arms of a real constellation add little to it.
 */
const CLOSURE = 1e-3;

/**
 * The table, if it can be orbits: finite numbers, links whose light travel times are the distances between their spacecraft.
 * @throws BadDataError with the first that is wrong
 */
export function checkedOrbits(table: OrbitTable, name: string): OrbitTable {
  for (const [field, parts] of Object.entries(table)) {
    if (typeof parts !== "object" || field === "t0") continue;
    for (const [index, values] of Object.entries(parts as Record<string, Float64Array>)) {
      mustBeFinite(values, field, index, name, table.length);
    }
  }
  for (const mosa of MOSAS) for (const row of [0, table.length - 1]) mustClose(table, mosa, row, name);
  return table;
}

function mustBeFinite(values: Float64Array, field: string, index: string, name: string, length: number): void {
  for (let n = 0; n < values.length; n++) {
    if (Number.isFinite(values[n])) continue;
    const row = Math.floor((n * length) / values.length);
    throw new BadDataError(`${field} of ${index} in row ${row} of ${name} is ${values[n]}; orbits have no gaps.`, {
      field,
      index,
      row,
    });
  }
}

function mustClose(table: OrbitTable, mosa: Mosa, row: number, name: string): void {
  const [receiver, emitter] = [table.positions[receiverOf(mosa)], table.positions[emitterOf(mosa)]];
  const at = 3 * row;
  const distance = Math.hypot(...[0, 1, 2].map((axis) => receiver[at + axis]! - emitter[at + axis]!));
  const light = C * table.lightTravelTimes[mosa][row]!;
  if (Math.abs(light - distance) <= CLOSURE * distance) return;
  throw new BadDataError(
    `Link ${mosa} of ${name} does not close: in row ${row} its spacecraft are ${distance.toPrecision(6)} m apart, but light takes ${(light / C).toPrecision(6)} s, which is ${light.toPrecision(6)} m.`,
    { mosa, row, distance, light },
  );
}
