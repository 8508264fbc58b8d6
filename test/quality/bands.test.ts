import { describe, expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import type { PowerSpectrum } from "../../src/math/welch.js";
import { bandLevel, bandName } from "../../src/quality/bands.js";

const flat = (density: number): PowerSpectrum => ({
  df: 1e-3,
  values: new Float64Array(1001).fill(density),
  unit: "Hz^2/Hz",
  segments: 9,
  dof: 18,
  enbw: 1.5e-3,
});

describe("the level in a band", () => {
  test("is zero where the model is right, and 3 dB with twice its power", () => {
    expect(bandLevel(flat(4), () => 4, { from: 0.01, to: 0.1 }).decibels).toBeCloseTo(0, 12);
    expect(bandLevel(flat(4), () => 2, { from: 0.01, to: 0.1 }).decibels).toBeCloseTo(3.0103, 4);
  });

  test("is as uncertain as its independent bins and averages make it", () => {
    // 91 bins, 1.5 of them independent, of 18 degrees of freedom: 4.34 √(2 / (18 · 60.7)).
    expect(bandLevel(flat(1), () => 1, { from: 0.01, to: 0.1 }).uncertainty).toBeCloseTo(0.1858, 3);
  });

  test("sees the model as the Hann window would: a zero of one bin is filled by its neighbours", () => {
    const notch = (f: number): number => (Math.abs(f - 0.5) < 1e-9 ? 0 : 6);
    const seen = bandLevel(flat(2), notch, { from: 0.4999, to: 0.5001 });
    expect(seen.decibels).toBeCloseTo(0, 12);
  });

  test("never uses bins 0 and 1, which hold the mean", () => {
    const spectrum = flat(1);
    spectrum.values[0] = 1e9;
    spectrum.values[1] = 1e9;
    expect(bandLevel(spectrum, () => 1, { from: 0, to: 0.01 }).decibels).toBeCloseTo(0, 12);
  });

  test("needs a frequency in the band", () => {
    expect(() => bandLevel(flat(1), () => 1, { from: 0.0101, to: 0.0109 })).toThrow(BadArgumentError);
    expect(() => bandLevel(flat(1), () => 1, { from: 2, to: 3 })).toThrow(/up to 1 Hz/);
  });
});

test("bands are named in millihertz", () => {
  expect(bandName({ from: 1e-3, to: 3e-3 })).toBe("1-3 mHz");
  expect(bandName({ from: 9.5e-2, to: 0.115 })).toBe("95-115 mHz");
});
