import { describe, expect, it } from "vitest";
import { PARSEC } from "../../src/core/constants.js";
import { instant } from "../../src/core/instant.js";
import { type MassiveBinaryOptions, massiveBinary } from "../../src/waveforms/massive-binary.js";

const OPTIONS: MassiveBinaryOptions = {
  model: "PhenomD",
  m1: 2e6,
  m2: 1e6,
  chi1: 0.3,
  chi2: -0.1,
  distance: 1e10 * PARSEC.value,
  inclination: 0.4,
  lambda: 1,
  beta: 0.2,
  reference: instant("TCB", 100_000),
  duration: 80_000,
};
const START = instant("TCB", 0);

describe("massiveBinary", () => {
  it("begins when it is told, is loudest at the merger and rings down", () => {
    const times = Float64Array.from({ length: 2800 }, (_, n) => n * 40);
    const { plus } = massiveBinary(OPTIONS).strain(START, times);
    const peak = Math.max(...plus.map(Math.abs));
    const loudest = times[plus.findIndex((value) => Math.abs(value) === peak)]!;
    // Within some cycles of the ringing, which are 170 s long.
    expect(Math.abs(loudest - 100_000)).toBeLessThan(400);
    const before = plus.filter((_, n) => times[n]! < 20_000);
    expect(before.every((value) => value === 0)).toBe(true);
    const after = plus.filter((_, n) => times[n]! > 102_000);
    expect(Math.max(...after.map(Math.abs))).toBeLessThan(1e-2 * peak);
  });

  it("gives a sample by its time alone", () => {
    const source = massiveBinary(OPTIONS);
    const offsets = Float64Array.from({ length: 100 }, (_, n) => 90_000 + 16 * n);
    const shifted = source.strain(instant("TCB", 160), offsets.subarray(0, 90));
    expect(shifted.plus).toEqual(source.strain(START, offsets).plus.slice(10));
  });

  it("does not mind which body is called the first", () => {
    const other = { ...OPTIONS, m1: OPTIONS.m2, m2: OPTIONS.m1, chi1: OPTIONS.chi2!, chi2: OPTIONS.chi1! };
    const at = Float64Array.of(99_000, 99_500);
    expect(massiveBinary(other).strain(START, at)).toEqual(massiveBinary(OPTIONS).strain(START, at));
  });

  it("tells its highest frequency: that of the merger if it is in it", () => {
    const source = massiveBinary(OPTIONS);
    expect(source.highestFrequency(START, 90_000)).toBeLessThan(source.highestFrequency(START, 200_000) / 3);
    expect(source.highestFrequency(START, 200_000)).toBeCloseTo(0.0055, 3);
  });

  it.each([
    [{ m1: 3e7 }, /mass ratio is 30.00; IMRPhenomD is calibrated to 18/],
    [{ model: "PhenomHM" as const, m1: 1.9e7 }, /mass ratio is 19.00; IMRPhenomHM is calibrated to 18/],
    [{ chi1: 0.9 }, /a spin of 0.9; IMRPhenomD is calibrated to 0.85/],
  ])("warns of %j", (beyond, message) => {
    expect(massiveBinary({ ...OPTIONS, ...beyond }).warnings).toEqual([expect.stringMatching(message)]);
    expect(massiveBinary(OPTIONS).warnings).toEqual([]);
  });

  it.each([
    [{ chi1: 1.1 }, /chi1 of a massive binary is 1.1; it must be .* at least -1, at most 1/],
    [{ m1: 1e11 }, /mass ratio of a massive binary is 100000; .* beyond 5000/],
    [{ m2: 0 }, /m2 of a massive binary is 0/],
    [{ duration: 1e10 }, /its transform has \d+ samples, .* Begin later/],
    [{ model: "PhenomX" as "PhenomD" }, /model of a massive binary is "PhenomX"; it can be PhenomD or PhenomHM/],
    [{ spin1: 0.3 } as Partial<MassiveBinaryOptions>, /no option "spin1". Did you mean/],
  ])("refuses %j, with the bound", (wrong, message) => {
    expect(() => massiveBinary({ ...OPTIONS, ...wrong })).toThrow(message);
  });
});
