import type { PerMosa, PerSpacecraft } from "../../src/core/mosa.js";
import type { OrbitTable } from "../../src/orbits/table.js";

/** The largest difference of a quantity between two tables, over their first rows. */
export function farthest(a: OrbitTable, b: OrbitTable, field: keyof OrbitTable): number {
  const ours = a[field] as PerMosa<Float64Array> | PerSpacecraft<Float64Array>;
  let most = 0;
  for (const [index, values] of Object.entries(ours)) {
    const theirs = (b[field] as Record<string, Float64Array>)[index]!;
    for (let n = 0; n < values.length; n++) {
      const off = Math.abs(values[n]! - theirs[n]!);
      if (!(off <= most)) most = off;
    }
  }
  return most;
}

/** All quantities of a table. */
export const QUANTITIES: readonly (keyof OrbitTable)[] = [
  "positions",
  "velocities",
  "accelerations",
  "properTimeDeviations",
  "unitVectors",
  "lightTravelTimes",
  "lightTravelTimeRates",
  "tcbPseudoRanges",
  "tcbPseudoRangeRates",
  "coordinateTimeDeviations",
  "properPseudoRanges",
  "properPseudoRangeRates",
];
