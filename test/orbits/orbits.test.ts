import { describe, expect, it } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { constellation, equalArm, keplerian, type Orbits } from "../../src/orbits/orbits.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { farthest } from "./references.js";

/**
 * What is agreed on: positions to 1 mm, times to 1e-12 s. The others follow: velocities of 3e4 m/s and accelerations of 6e-3 m/s²
 * to their rounding, rates to rounding of positions over c and 5 light seconds, directions to 1 mm in 2.5e9 m.
 */
const TOLERANCES: Partial<Record<keyof OrbitTable, number>> = {
  positions: 1e-3,
  velocities: 1e-10,
  accelerations: 1e-13,
  properTimeDeviations: 1e-12,
  unitVectors: 1e-12,
  lightTravelTimes: 1e-12,
  lightTravelTimeRates: 1e-18,
  tcbPseudoRanges: 1e-12,
  tcbPseudoRangeRates: 1e-18,
  coordinateTimeDeviations: 1e-12,
  properPseudoRanges: 1e-12,
  properPseudoRangeRates: 1e-18,
};

const convention = "lisaorbits";
const FILES: [string, Orbits][] = [
  ["keplerian", keplerian({ light: { convention } })],
  ["keplerian-iterative", keplerian({ light: { method: "iterative", convention } })],
  ["equalarm", equalArm({ light: { convention } })],
  ["static", constellation()],
];

describe("orbits", () => {
  it.each(FILES)("are lisaorbits' own: %s", async (name, orbits) => {
    const file = await openOrbits(`test/fixtures/orbits/${name}.h5`);
    const table = orbits.table(file);
    const off = Object.fromEntries(
      Object.keys(TOLERANCES).map((f) => [f, farthest(table, file, f as keyof OrbitTable)]),
    );
    for (const [field, tolerance] of Object.entries(TOLERANCES)) expect(off[field], field).toBeLessThan(tolerance);
  });
});
