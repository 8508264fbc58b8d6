import type { PerSpacecraft, Spacecraft } from "../core/mosa.js";
import type { Metres } from "../core/units.js";

/** Radius of the Sun, IAU 2015 resolution B3. */
export const SUN_RADIUS: Metres = 6.957e8;

/** Below, light travel times of spacecraft at the Earth's distance from the Sun, in float64, have no more than nine digits. */
export const SHORTEST_ARM: Metres = 1e6;

/** Three spacecraft on one orbit are so far apart at twice the Earth's distance from the Sun. */
export const LONGEST_ARM: Metres = 5e11;

const PAIRS: readonly (readonly [Spacecraft, Spacecraft])[] = [
  ["1", "2"],
  ["2", "3"],
  ["3", "1"],
];

/** What arms can be, in words. */
export const ARMS: string = `arms are from ${SHORTEST_ARM.toExponential()} m to ${LONGEST_ARM.toExponential()} m long`;

/**
 * Why positions (m, rows × 3) can't be those of three spacecraft, with the first row that says so; undefined when they can.
 * `sun` says whether the Sun is at the origin.
 */
export function implausibility(positions: PerSpacecraft<Float64Array>, sun: boolean): string | undefined {
  const rows = positions["1"].length / 3;
  for (let row = 0; row < rows; row++) {
    for (const [a, b] of PAIRS) {
      const arm = distance(positions[a], positions[b], 3 * row);
      if (arm >= SHORTEST_ARM && arm <= LONGEST_ARM) continue;
      const found = arm === 0 ? "at the same point" : `${arm.toPrecision(4)} m apart`;
      return `spacecraft ${a} and ${b} are ${found} in row ${row}; ${ARMS}`;
    }
    for (const sc of ["1", "2", "3"] as const) {
      const radius = distance(positions[sc], ORIGIN, 3 * row, 0);
      if (sun && !(radius > SUN_RADIUS)) {
        return `spacecraft ${sc} is ${radius.toPrecision(4)} m from the Sun's centre in row ${row}, inside the Sun`;
      }
    }
  }
  return undefined;
}

const ORIGIN = new Float64Array(3);

function distance(a: Float64Array, b: Float64Array, i: number, k: number = i): Metres {
  const [x, y, z] = [a[i]! - b[k]!, a[i + 1]! - b[k + 1]!, a[i + 2]! - b[k + 2]!];
  return Math.sqrt(x * x + y * y + z * z);
}
