import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { MOSAS, SPACECRAFT } from "../../src/core/mosa.js";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { newFolder } from "./folder.js";

/** The versions' second-order terms differ: positions by the mean motion, times by what is left of them in c. */
const RELATIVE = 3e-6;
/** Splines of degree 5 over 20 rows of 5,000 s, against the accelerations of Kepler's orbits (6e-3 m/s²). */
const ACCELERATION = 1e-9;

describe("orbits of lisaorbits 1.x", () => {
  it("are those of 2.x, with the accelerations that they lack", async () => {
    const [old, young] = await Promise.all([
      openOrbits("test/fixtures/orbits/lisaorbits-1.0.2.h5"),
      openOrbits("test/fixtures/orbits/keplerian.h5"),
    ]);
    expect(old).toMatchObject({
      source: "lisaorbits 1.0.2 KeplerianOrbits",
      t0: { seconds: -50_000 },
      dt: 5000,
      length: 20,
    });
    const far = (a: Float64Array, b: Float64Array): number =>
      a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
    for (const sc of SPACECRAFT) {
      expect(far(old.positions[sc], young.positions[sc])).toBeLessThan(RELATIVE * 1.5e11);
      expect(far(old.velocities[sc], young.velocities[sc])).toBeLessThan(RELATIVE * 3e4);
      expect(far(old.accelerations[sc], young.accelerations[sc])).toBeLessThan(RELATIVE * 6e-3 + ACCELERATION);
      expect(far(old.properTimeDeviations[sc], young.properTimeDeviations[sc])).toBeLessThan(1e-4 * 7.5e-4);
      expect(far(old.coordinateTimeDeviations[sc], young.coordinateTimeDeviations[sc])).toBeLessThan(1e-4 * 7.5e-4);
    }
    for (const mosa of MOSAS) {
      expect(far(old.unitVectors[mosa], young.unitVectors[mosa])).toBeLessThan(RELATIVE);
      for (const field of ["lightTravelTimes", "tcbPseudoRanges", "properPseudoRanges"] as const) {
        expect(far(old[field][mosa], young[field][mosa])).toBeLessThan(1e-8);
      }
    }
  });

  it.each([
    ["uneven times", [0, 10, 25], [0, 10, 20], /not on one even grid of TCB and proper times \(row 1\)/],
    ["times that go back", [0, 10, -20], [0, 10, 20], /tcb\/t of .* must be two or more growing times/],
    ["other proper times", [0, 10, 20], [0, 10, 21], /not on one even grid .* \(row 2\)/],
    ["other numbers of times", [0, 10, 20], [0, 10], /not on one even grid/],
    ["one row", [0], [0], /must be two or more growing times/],
    ["times alone", [0, 10, 20], [0, 10, 20], /The dataset tcb\/sc_1 is missing/],
  ])("are refused with %s", async (_, times, proper, message) => {
    const path = join(newFolder(), "old.h5");
    await writeHdf5(path, (file) => {
      file.attributes({ version: "1.0.2", generator: "KeplerianOrbits", tinit: 0 });
      file.put("tcb/t", { shape: [times.length] }, Float64Array.from(times));
      file.put("tps/tau", { shape: [proper.length] }, Float64Array.from(proper));
    });
    await expect(openOrbits(path)).rejects.toThrow(message);
  });
});
