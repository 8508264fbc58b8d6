import { describe, expect, it } from "vitest";
import { GM_SUN, SPEED_OF_LIGHT } from "../../src/core/constants.js";
import { Inspiral } from "../../src/waveforms/inspiral.js";
import { modeValues } from "../../src/waveforms/modes.js";
import { petersField } from "../../src/waveforms/peters.js";
import { phenomDModes } from "../../src/waveforms/phenomhm.js";
import { eccentricModes, eccentricPhase } from "../../src/waveforms/taylorf2ecc.js";

const MASS = (65 * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3;
const ETA = (36 * 29) / 65 ** 2;
/** Post-Newtonian orders beyond the first are v² = 2.6e-4 × 4 (3.65 + 2.2η …), and the next power of the eccentricity is 1e-5 of it. */
const LEADING = 5e-3;

describe("the phase of a slightly eccentric inspiral", () => {
  it("is nothing for a circle, and goes as e0²", () => {
    const at = (e0: number): number => eccentricPhase({ mass: MASS, eta: ETA, e0, reference: 0.01 })(0.015);
    expect(at(0)).toBeCloseTo(0, 15);
    expect(at(0.06) / at(0.03)).toBeCloseTo(4, 12);
  });

  it("has the second derivative that Peters' equations give: dt/df of an ellipse less that of a circle", () => {
    const [reference, e0] = [0.01, 0.003];
    const start = { p: (1 - e0 * e0) * (Math.PI * MASS * reference) ** (-2 / 3), y: 1, phases: [0, 0, 0] as const };
    const ellipse = new Inspiral(petersField(MASS, ETA), { ...start, e: e0 }, 0, 1e6);
    const state = ellipse.at(0);
    // ḟ of the second harmonic by the mean motion's, with what e0² adds to the circular one: 157/24 of e².
    const later = ellipse.at(1000);
    const fdot = (later.rates[2] - state.rates[2]) / Math.PI / 1000;
    const circle = new Inspiral(
      petersField(MASS, ETA),
      { ...start, p: (Math.PI * MASS * reference) ** (-2 / 3), e: 0 },
      0,
      1e6,
    );
    const circular = (circle.at(1000).rates[2] - circle.at(0).rates[2]) / Math.PI / 1000;
    const phase = eccentricPhase({ mass: MASS, eta: ETA, e0, reference });
    const step = 1e-5;
    const second = (phase(reference + step) - 2 * phase(reference) + phase(reference - step)) / step ** 2;
    // ψ″ = 2π dt/df with the sign of exp(−iψ): 2π (1/ḟ − 1/ḟ_circle).
    const wanted = 2 * Math.PI * (1 / fdot - 1 / circular);
    expect(Math.abs(second / wanted - 1)).toBeLessThan(LEADING);
  });

  // From the coefficients that agree with LALSimulation's TaylorF2Ecc to 7e-13 rad; the second is deep in the strong field, where all orders count.
  it.each([
    [{ eta: 0.24, e0: 0.05, reference: 0.012 }, 0.03, -4272.958690020551],
    [{ eta: 0.2, e0: 0.1, reference: 20 }, 150, 0.0009228784995471945],
  ])("has the published coefficients: %j at %s Hz", (system, frequency, wanted) => {
    expect(Math.abs(eccentricPhase({ mass: 2e-4, ...system })(frequency) / wanted - 1)).toBeLessThan(1e-10);
  });

  it.each([
    [{ mass: 0 }, /mass of a slightly eccentric inspiral is 0 s; it must be .* above 0/],
    [{ eta: 0.26 }, /eta of a slightly eccentric inspiral is 0.26; it must be .* at most 0.25/],
    [{ reference: Number.NaN }, /reference of a slightly eccentric inspiral is NaN Hz/],
  ])("refuses %j, with the bound", (wrong, message) => {
    expect(() => eccentricPhase({ mass: MASS, eta: ETA, e0: 0.05, reference: 0.01, ...wrong })).toThrow(message);
  });

  it("refuses eccentricities for which it is not meant", () => {
    expect(() => eccentricPhase({ mass: MASS, eta: ETA, e0: 0.2, reference: 0.01 })).toThrow(
      /for 0 to 0.1. Take eccentricBinary/,
    );
  });
});

describe("a slightly eccentric inspiral by frequency", () => {
  const binary = { eta: 0.24, delta: 0.2, chi1: 0.3, chi2: -0.1 };
  const orbit = { mass: 3e-4, e0: 0.08, reference: 0.01 };
  const circular = phenomDModes(binary);
  const waves = eccentricModes(binary, orbit);
  const [mode] = waves.modes;

  it("has IMRPhenomD's phase and what eccentricity adds, with its derivative", () => {
    const added = eccentricPhase({ ...orbit, eta: 0.24 });
    for (const f of [0.008, 0.02, 0.3]) {
      const mf = orbit.mass * f;
      const wanted = added(f);
      const found = mode!.phase(mf) - circular.modes[0]!.phase(mf);
      // Of differences of phases of up to 1e8 rad.
      expect(Math.abs(found - wanted)).toBeLessThan(1e-6 + 1e-9 * Math.abs(wanted));
      const h = 1e-4 * mf;
      const slope = (added((mf + h) / orbit.mass) - added((mf - h) / orbit.mass)) / (2 * h);
      expect((mode!.slope(mf) - circular.modes[0]!.slope(mf)) / slope).toBeCloseTo(1, 5);
    }
    expect(mode!.amplitude(1e-5)).toBe(circular.modes[0]!.amplitude(1e-5));
    expect(waves.peakSlope - circular.peakSlope).not.toBe(0);
  });

  it("is at many frequencies what it is at one, and a circle without eccentricity", () => {
    const out = modeValues();
    const mfs = Float64Array.from({ length: 50 }, (_, k) => 3e-6 * 1.1 ** k);
    mode!.values(mfs, 50, out);
    const round = eccentricModes(binary, { ...orbit, e0: 0 });
    mfs.forEach((mf, k) => {
      expect(Math.abs(out.phase[k]! / mode!.phase(mf) - 1)).toBeLessThan(1e-13);
      expect(Math.abs(out.slope[k]! / mode!.slope(mf) - 1)).toBeLessThan(1e-12);
      expect(round.modes[0]!.phase(mf)).toBe(circular.modes[0]!.phase(mf));
    });
  });

  it.each([
    [{ e0: 0.3 }, /for 0 to 0.1. Take eccentricBinary/],
    [{ reference: 0 }, /reference of a slightly eccentric inspiral is 0 Hz/],
  ])("refuses %j", (wrong, message) => {
    expect(() => eccentricModes(binary, { ...orbit, ...wrong })).toThrow(message);
  });
});
