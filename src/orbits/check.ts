import { SPEED_OF_LIGHT } from "../core/constants.js";
import { BadDataError } from "../core/errors.js";
import { emitterOf, MOSAS, type Mosa, receiverOf } from "../core/mosa.js";
import { implausibility } from "./plausible.js";
import { spacingFault } from "./spacing.js";
import type { OrbitTable } from "./table.js";

const C = SPEED_OF_LIGHT.value;

/**
 * What light travel times and distances at one time may differ by, relative: the spacecraft move with 1e-4 of the speed of light
 * around the Sun, and proper times and arms of a real constellation add little to it.
 */
const CLOSURE = 1e-3;

/** What pseudo-ranges and light travel times may differ by (s): spacecraft's proper times drift apart by milliseconds a year. */
const DRIFT = 1;

/**
 * The table, if it can be orbits: finite numbers, arms as they can be, rows that can be interpolated, links whose light travel times
 * are the distances between their spacecraft, and pseudo-ranges near these.
 * @throws BadDataError with the first that is wrong
 */
export function checkedOrbits(table: OrbitTable, name: string): OrbitTable {
  for (const [field, parts] of Object.entries(table)) {
    if (typeof parts !== "object" || field === "t0") continue;
    for (const [index, values] of Object.entries(parts as Record<string, Float64Array>)) {
      mustBeFinite(values, field, index, name, table.length);
    }
  }
  const still = Object.values(table.velocities).every((values) => values.every((value) => value === 0));
  const times = Float64Array.from({ length: table.length }, (_, row) => row * table.dt);
  const wrong = implausibility(table.positions, !still) ?? spacingFault(times, table.positions);
  if (wrong !== undefined) throw new BadDataError(`${name} can't be orbits of LISA: ${wrong}.`, { name });
  for (const mosa of MOSAS) {
    for (let row = 0; row < table.length; row++) {
      mustClose(table, mosa, row, name);
      mustRange(table, mosa, row, name);
    }
  }
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
  const x = receiver[at]! - emitter[at]!;
  const y = receiver[at + 1]! - emitter[at + 1]!;
  const z = receiver[at + 2]! - emitter[at + 2]!;
  const distance = Math.sqrt(x * x + y * y + z * z);
  const light = C * table.lightTravelTimes[mosa][row]!;
  if (Math.abs(light - distance) <= CLOSURE * distance) return;
  throw new BadDataError(
    `Link ${mosa} of ${name} does not close: in row ${row} its spacecraft are ${distance.toPrecision(6)} m apart, but light takes ${(light / C).toPrecision(6)} s, which is ${light.toPrecision(6)} m.`,
    { mosa, row, distance, light },
  );
}

function mustRange(table: OrbitTable, mosa: Mosa, row: number, name: string): void {
  const light = table.lightTravelTimes[mosa][row]!;
  for (const range of [table.properPseudoRanges[mosa][row]!, table.tcbPseudoRanges[mosa][row]!]) {
    if (Math.abs(range - light) <= DRIFT) continue;
    throw new BadDataError(
      `The pseudo-range of link ${mosa} in row ${row} of ${name} is ${range} s where light takes ${light} s.`,
      { mosa, row, range, light },
    );
  }
}
