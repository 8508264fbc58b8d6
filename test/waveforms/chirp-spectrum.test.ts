import { describe, expect, it } from "vitest";
import { chirpSpectrum } from "../../src/waveforms/chirp-spectrum.js";
import { MODE_BLOCK, modeValues } from "../../src/waveforms/modes.js";
import { phenomDModes, phenomHMModes } from "../../src/waveforms/phenomhm.js";

/** The same formulas in another order; relative. */
const AMPLITUDE = 1e-12;
/** Rounding of cube roots, ten times, relative to phases of up to 1e5 rad. */
const PHASE = 2e-13;
/** Of sums of modes at the peak's size, whose phases are up to 1e4 rad. */
const SUM = 1e-10;

const MODELS = { PhenomD: phenomDModes, PhenomHM: phenomHMModes };
const BINARIES = [
  { delta: 0.2, chi1: 0.7, chi2: -0.3 },
  { delta: 0.8, chi1: -0.9, chi2: 0.5 },
  { delta: 0, chi1: 0, chi2: 0 },
].map((binary) => ({ ...binary, eta: (1 - binary.delta ** 2) / 4 }));
const MFS = Float64Array.from({ length: MODE_BLOCK }, (_, k) => 1e-4 * 4000 ** (k / MODE_BLOCK));

describe.each(Object.entries(MODELS))("modes of IMR%s", (_, modes) => {
  it("are at many frequencies what they are at one", () => {
    const out = modeValues();
    for (const binary of BINARIES) {
      for (const mode of modes(binary).modes) {
        mode.values(MFS, MODE_BLOCK, out);
        MFS.forEach((mf, k) => {
          const [amplitude, phase, slope] = [mode.amplitude(mf), mode.phase(mf), mode.slope(mf)];
          expect(Math.abs(out.amplitude[k] - amplitude)).toBeLessThanOrEqual(AMPLITUDE * amplitude);
          expect(Math.abs(out.phase[k] - phase) / Math.max(Math.abs(phase), 1000)).toBeLessThan(PHASE);
          expect(Math.abs(out.slope[k] - slope) / Math.max(Math.abs(slope), 1000)).toBeLessThan(PHASE * 10);
        });
      }
    }
  });

  it("add up to h₊ and h× of whatever frequencies are asked for, and to none at frequency 0", () => {
    const waves = modes(BINARIES[0]);
    const size = { mass: 10, distance: 1e26, inclination: 1.1, phase: 0.7, polarization: 0.4 };
    const frequencies = Float64Array.from({ length: 3000 }, (_, k) => k * 5e-6);
    const whole = chirpSpectrum(waves, size, frequencies, 3e5);
    expect([whole.plus.re[0], whole.plus.im[0], whole.cross.re[0], whole.cross.im[0]]).toEqual([0, 0, 0, 0]);
    const some = frequencies.filter((_, k) => k % 7 === 3);
    const part = chirpSpectrum(waves, size, some, 3e5);
    const largest = Math.max(...part.plus.re.map(Math.abs));
    // What was there is written over.
    expect(chirpSpectrum(waves, size, some, 3e5, chirpSpectrum(waves, size, some))).toEqual(part);
    some.forEach((_, n) => {
      expect(Math.abs(part.plus.re[n] - whole.plus.re[7 * n + 3])).toBeLessThan(SUM * largest);
      expect(Math.abs(part.cross.im[n] - whole.cross.im[7 * n + 3])).toBeLessThan(SUM * largest);
    });
  });
});

it.each([
  [[1e-3, 1e-3], /Frequency 1 of a chirp is 0.001 Hz, after 0.001 Hz; frequencies must be at least 0 and grow/],
  [[-1e-3, 1e-3], /Frequency 0 of a chirp is -0.001 Hz/],
  [[1e-3, Number.NaN], /Frequency 1 of a chirp is NaN Hz/],
])("frequencies %j are refused", (frequencies, message) => {
  const size = { mass: 10, distance: 1e26, inclination: 1.1, phase: 0.7, polarization: 0.4 };
  expect(() => chirpSpectrum(phenomDModes(BINARIES[0]), size, Float64Array.from(frequencies))).toThrow(message);
});

describe.each(Object.entries(MODELS))("IMR%s", (_, modes) => {
  const binary = BINARIES[0];

  it.each([
    [{ eta: 0.3 }, /eta 0.3, .*; eta = m₁m₂\/M² must be above 0 and at most 0.25/],
    [{ eta: 0 }, /eta 0, .* above 0/],
    [{ delta: 0.5 }, /delta 0.5, .* delta = \(m₁ − m₂\)\/M = √\(1 − 4 eta\)/],
    [{ chi1: 1.2 }, /chi1 1.2 .* spins from −1 to 1/],
    [{ chi2: Number.NaN }, /chi2 NaN; /],
  ])("refuses %j, with the bound", (wrong, message) => {
    expect(() => modes({ ...binary, ...wrong })).toThrow(message);
  });
});

it.each([
  [{ mass: 0 }, /mass of a chirp is 0 s; it must be .* above 0/],
  [{ distance: -1 }, /distance of a chirp is -1 m/],
])("%j is refused", (wrong, message) => {
  const size = { mass: 10, distance: 1e26, inclination: 1.1, phase: 0.7, polarization: 0.4, ...wrong };
  expect(() => chirpSpectrum(phenomDModes(BINARIES[0]), size, MFS)).toThrow(message);
});
