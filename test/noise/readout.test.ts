import { describe, expect, it } from "vitest";
import { adjacentOf, MOSAS, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { openObservation } from "../../src/io/observation.js";
import { LISAINSTRUMENT } from "../../src/noise/levels.js";
import { type LaserReference, readout } from "../../src/noise/readout.js";
import { laserNoise, whiteDisplacementNoise } from "../../src/noise/sources.js";
import { levelInBand } from "../pipeline/level.js";

const N1_12: PerMosa<LaserReference> = {
  "12": "cavity",
  "13": "adjacent",
  "31": "distant",
  "32": "adjacent",
  "21": "distant",
  "23": "adjacent",
};
/** A level from some dozen independent bins. */
const LEVEL_TOLERANCE = 3;

describe("a beatnote's noise", () => {
  it("that meets the laser locked to it has what the lock added, twice where the fibre does", () => {
    const [f, level] = [0.01, { ...LISAINSTRUMENT, readout: { sci: 0, ref: 0, tmi: 0 }, backlink: 0 }];
    const once = whiteDisplacementNoise(f, LISAINSTRUMENT.reciprocalBacklink);
    expect(readout("ref", "12", { level, lock: N1_12 })(f) / once).toBeCloseTo(4, 10);
  });

  it("of free lasers is that of two", () => {
    expect(readout("sci", "12")(1e-3) / laserNoise(1e-3, 30)).toBeCloseTo(2, 6);
    expect(readout("ref", "12")(1e-3) / laserNoise(1e-3, 30)).toBeCloseTo(2, 6);
  });

  it("is nothing where a lock holds it", () => {
    const held = [
      ["ref", "13"],
      ["sci", "31"],
      ["ref", "32"],
      ["sci", "21"],
      ["ref", "23"],
    ] as const;
    for (const [interferometer, mosa] of held) expect(readout(interferometer, mosa, { lock: N1_12 })(1e-2)).toBe(0);
    expect(readout("sci", "12", { lock: N1_12 })(1e-2)).toBeGreaterThan(1);
  });

  it("of a laser that comes back from afar is |1 − D₁₂D₂₁|² of the laser", () => {
    const f = 0.01;
    const expected = 4 * Math.sin((2 * Math.PI * f * 2.5e9) / 299792458) ** 2 * laserNoise(f, 30);
    expect(readout("sci", "12", { lock: N1_12 })(f) / expected).toBeCloseTo(1, 6);
  });

  it("refuses locks that go round in a circle", () => {
    expect(() => readout("sci", "12", { lock: perMosa(() => "adjacent") })).toThrow(/never lead laser/);
  });

  it("agrees with the sample in every beatnote that no lock holds", async () => {
    const sample = await openObservation("runbooks/sample/observation.h5");
    const delays = perMosa(() => 8.33);
    for (const mosa of MOSAS) {
      for (const interferometer of ["sci", "ref", "tmi"] as const) {
        const model = readout(interferometer, mosa, { level: "lisainstrument", lock: N1_12, delays });
        if (model(0.02) === 0) continue;
        const { values } = await sample.read(`${interferometer}_carriers`, mosa);
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const level = levelInBand(
          values.map((value) => value - mean),
          sample.dt,
          model,
          [15e-3, 45e-3],
          1000,
        );
        expect(Math.abs(level), `${interferometer} ${mosa} beside ${adjacentOf(mosa)}`).toBeLessThan(LEVEL_TOLERANCE);
      }
    }
  });
});
