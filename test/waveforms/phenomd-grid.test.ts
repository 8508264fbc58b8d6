import { describe, expect, it } from "vitest";
import { phenomDOf } from "../../src/waveforms/phenomd.js";
import { PhenomDGrid } from "../../src/waveforms/phenomd-grid.js";
import { phenomDModes } from "../../src/waveforms/phenomhm.js";

/** The same formulas in another order; relative. */
const AMPLITUDE = 1e-12;
/** Rounding of cube roots, ten times, relative to phases of up to 1e5 rad. */
const PHASE = 1e-13;

describe("IMRPhenomD on a grid", () => {
  it("is that of single frequencies, whatever its pieces", () => {
    const frequencies = Float64Array.from({ length: 3000 }, (_, k) => 3e-5 * 1.0027 ** k);
    const grid = new PhenomDGrid(frequencies);
    for (const [mass, delta, chi1, chi2] of [
      [5, 0.2, 0.7, -0.3],
      [50, 0.8, -0.9, 0.5],
      [0.5, 0, 0, 0.98],
      [20, 0.5, 0.95, 0.95],
    ]) {
      const binary = { eta: (1 - delta ** 2) / 4, delta, chi1, chi2 };
      const model = phenomDOf(binary);
      const modes = phenomDModes(binary);
      const found = grid.at(binary, mass);
      expect([found.peak, found.peakPhase, found.peakSlope]).toEqual([modes.peak, modes.peakPhase, modes.peakSlope]);
      frequencies.forEach((f, k) => {
        const mf = mass * f;
        // Deep in the ringdown nothing is left of the amplitude.
        if (mf < 0.5) expect(Math.abs(found.amplitude[k] / model.amplitude(mf) - 1)).toBeLessThan(AMPLITUDE);
        const [phase, slope] = [model.phase.at(mf), model.phase.slope(mf)];
        const scale = Math.max(Math.abs(phase), 1000);
        expect(Math.abs(found.phase[k] - phase) / scale).toBeLessThan(PHASE);
        expect(Math.abs(found.slope[k] - slope) / Math.max(Math.abs(slope), 1000)).toBeLessThan(PHASE * 10);
      });
    }
  });
});
