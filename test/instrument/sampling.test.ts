import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { antialiasTaps } from "../../src/instrument/antialiasing.js";
import { Sampler, SEGMENT } from "../../src/instrument/sampling.js";
import { lagrangeShift } from "../../src/math/lagrange.js";

const FILTER = antialiasTaps(undefined, 1 / 16, 1 / 4);
/** A whole segment. */
const OUTPUTS = SEGMENT;
const LENGTH = 4 * OUTPUTS + 600;

/** The two steps that the sampler does in one: every sample by interpolation of order 31, then the filter, then every fourth. */
function stepByStep(values: Float64Array, shifts: Float64Array, middle: number): Float64Array {
  const seen = lagrangeShift(values, shifts, 31);
  return Float64Array.from({ length: OUTPUTS }, (_, m) =>
    FILTER.reduce((sum, tap, k) => sum + tap * seen[middle + 4 * m + 72 - k]!, 0),
  );
}

describe("sampling on a clock", () => {
  const values = randomStream(3n, "white").normals(new Float64Array(LENGTH));
  const middle = 200;

  it.each([
    ["of a fast clock", -0.35, -6.25e-7],
    ["of a slow clock, 50 samples behind", 50.6, 3.75e-7],
    ["of a clock that is 1e-5 fast", -3.4, -1e-5],
    ["of a perfect clock", 0, 0],
  ])("does in one step what interpolation, filter and decimation do %s", (_, offset, rate) => {
    const sampler = new Sampler(FILTER);
    const shiftAt = (n: number): number => offset + rate * (n - middle);
    const points = {
      middle,
      step: 4,
      shifts: Float64Array.from({ length: OUTPUTS }, (_unused, m) => shiftAt(middle + 4 * m)),
      rate,
    };
    const out = new Float64Array(OUTPUTS);
    sampler.sample(points, [values], 0, [out]);
    const expected = stepByStep(
      values,
      Float64Array.from(values, (_unused, n) => shiftAt(n)),
      middle,
    );
    // White noise of variance 1; the third order in rate × 72 samples that is left out is (7e-4)³/6 × 30 for 1e-5.
    const worst = out.reduce((most, value, m) => Math.max(most, Math.abs(value - expected[m]!)), 0);
    expect(worst).toBeLessThan(rate === -1e-5 ? 1e-8 : 2e-12);
  });

  it("of smooth series is what the filter would make of them", () => {
    const sampler = new Sampler(FILTER);
    const offsets = Float64Array.from({ length: LENGTH }, (_, n) => 1e7 + 3 * n + 1e-9 * n * n);
    const shifts = new Float64Array(OUTPUTS).fill(0.3);
    const [filtered, smooth] = [new Float64Array(OUTPUTS), new Float64Array(OUTPUTS)];
    const points = { middle, step: 4, shifts, rate: 0 };
    sampler.sample(points, [offsets], 0, [filtered]);
    sampler.sampleSmooth(points, [offsets], 0, [smooth]);
    // The sum over 176 taps rounds at 1e7 Hz, ulp 1.9e-9.
    smooth.forEach((value, m) => {
      expect(Math.abs(value - filtered[m]!)).toBeLessThan(2e-8);
    });
  });

  it("refuses to read beyond what is known", () => {
    const points = { middle: 80, step: 4, shifts: new Float64Array(4), rate: 0 };
    expect(() => new Sampler(FILTER).sample(points, [values], 0, [new Float64Array(4)])).toThrow(/are needed/);
  });

  it("takes filters of one's own that are symmetric", () => {
    expect([...antialiasTaps({ coefficients: [1, 2, 1] }, 1, 4)]).toEqual([0.25, 0.5, 0.25]);
    expect([...antialiasTaps(false, 1, 4)]).toEqual([1]);
    expect(() => antialiasTaps({ coefficients: [1, 2, 3] }, 1, 4)).toThrow(/not symmetric/);
  });
});
