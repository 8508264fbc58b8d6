import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import type { TimeSeries } from "../../src/core/series.js";
import { conditioned } from "../../src/pipeline/conditioning.js";

/** Rounding of recursive filters in another order. */
const AGREEMENT = 1e-10;

interface Segment {
  readonly t0: number;
  readonly rate: number;
  readonly values: readonly number[];
}
const reference = JSON.parse(readFileSync("test/fixtures/l1/conditioned.json", "utf8")) as Record<
  "band" | "high",
  Segment[]
>;

/** The series of test/fixtures/l1/condition.py. */
const X: TimeSeries = {
  t0: instant("TCB", 1000),
  dt: 0.25,
  unit: "1",
  values: Float64Array.from({ length: 3000 }, (_, n) => {
    const t = n * 0.25;
    const turn = 2 * Math.PI * t;
    return Math.sin(turn * 3e-3) + 0.3 * Math.sin(turn * 0.05 + 1) + 0.2 * Math.cos(turn * 0.7) + 1e-3 * t;
  }),
};

describe("series made ready for level 2", () => {
  it.each([
    ["band", { band: { low: 1e-3, high: 0.1, order: 2 }, rate: 0.4, trim: 0.02, segment: 300, tukey: 0.0125 }],
    ["high", { band: { low: 5e-4, order: 3 }, rate: 0.2, tukey: 0 }],
  ] as const)("agree with mojito-processor: %s", (name, options) => {
    const segments = conditioned({ X }, options);
    expect(segments).toHaveLength(reference[name].length);
    segments.forEach(({ X: got }, k) => {
      const expected = reference[name][k]!;
      expect([got.t0.seconds + got.t0.fraction, 1 / got.dt]).toEqual([expected.t0, expect.closeTo(expected.rate, 12)]);
      expect(got.values).toHaveLength(expected.values.length);
      for (const [n, value] of expected.values.entries())
        expect(Math.abs(got.values[n]! - value)).toBeLessThan(AGREEMENT);
    });
  });

  it("fill gaps, or refuse them when told to", () => {
    const gappy = { ...X, values: X.values.slice().fill(Number.NaN, 1500, 1520) };
    const [whole] = conditioned({ X }, { band: { low: 1e-3, high: 0.1 }, rate: 0.5 });
    const [filled] = conditioned({ X: gappy }, { band: { low: 1e-3, high: 0.1 }, rate: 0.5 });
    const worst = filled!.X.values.reduce((most, value, n) => Math.max(most, Math.abs(value - whole!.X.values[n]!)), 0);
    expect(worst).toBeLessThan(0.01);
    expect(() => conditioned({ X: gappy }, { gaps: "refuse" })).toThrow(/X has no number in 20 of 3000 samples/);
  });

  it.each([
    [{ rate: 0.3 }, /no whole fraction of 4 Hz/],
    [{ trim: 1 }, /share to trim is 1/],
    [{ segment: 1000 }, /segment of 1000 s is longer/],
    [{ band: { low: 0.2, high: 0.1 } }, /can't be made at 4 Hz/],
  ])("are refused for %o", (options, message) => {
    expect(() => conditioned({ X }, options)).toThrow(message);
  });
});
