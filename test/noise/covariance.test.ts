import { describe, expect, it } from "vitest";
import type { PerMosa } from "../../src/core/mosa.js";
import { tdiCovariance } from "../../src/noise/covariance.js";
import { tdi } from "../../src/noise/tdi.js";

const DELAYS: PerMosa<number> = { "12": 8.1, "23": 8.4, "31": 7.9, "13": 7.95, "32": 8.45, "21": 8.15 };
const FREQUENCIES = [1e-4, 1e-3, 7e-3, 0.05, 0.3];
/** Rounding of sums in another order; second generation loses digits where it cancels at low frequency. */
const ROUNDING = 1e-9;

describe("the covariance of secondary noises", () => {
  it.each(["SciRD", "lisainstrument"] as const)("has the variables' own noises on its diagonal: %s", (level) => {
    const names = ["X2", "Y2", "Z2", "eta_12", "eta_31", "alpha2"] as const;
    const covariance = tdiCovariance(names, { delays: DELAYS, level });
    for (const frequency of FREQUENCIES) {
      const { re, im } = covariance(frequency);
      names.forEach((name, n) => {
        const expected = tdi(name, { delays: DELAYS, level })(frequency);
        expect(Math.abs(re[n * 7]! / expected - 1)).toBeLessThan(ROUNDING);
        expect(im[n * 7]).toBeCloseTo(0, 40);
      });
    }
  });

  it("is Hermitian, and A, E, T are the sums of X, Y, Z", () => {
    const michelson = tdiCovariance(["X2", "Y2", "Z2"], { delays: DELAYS, level: "lisainstrument" });
    const orthogonal = tdiCovariance(["A2", "E2", "T2"], { delays: DELAYS, level: "lisainstrument" });
    const rows = [
      [-Math.SQRT1_2, 0, Math.SQRT1_2],
      [1, -2, 1].map((x) => x / Math.sqrt(6)),
      [1, 1, 1].map((x) => x / Math.sqrt(3)),
    ];
    for (const frequency of FREQUENCIES) {
      const [x, a] = [michelson(frequency), orthogonal(frequency)];
      for (let row = 0; row < 3; row++) {
        for (let column = 0; column < 3; column++) {
          const at = 3 * row + column;
          expect([x.re[at], x.im[at]]).toEqual([x.re[3 * column + row], -x.im[3 * column + row]! + 0]);
          let expected = 0;
          for (let p = 0; p < 3; p++)
            for (let q = 0; q < 3; q++) expected += rows[row]![p]! * rows[column]![q]! * x.re[3 * p + q]!;
          const scale = Math.sqrt(a.re[4 * row]! * a.re[4 * column]!);
          expect(Math.abs(a.re[at]! - expected)).toBeLessThan(1e-6 * scale + 1e-9 * x.re[0]!);
        }
      }
    }
  });

  it("of equal arms leaves A, E and T uncorrelated", () => {
    const covariance = tdiCovariance(["A2", "E2", "T2"], { armLength: 2.5e9, level: "SciRD" });
    for (const frequency of FREQUENCIES) {
      const { re, im } = covariance(frequency);
      for (const [row, column] of [
        [0, 1],
        [0, 2],
        [1, 2],
      ] as const) {
        const correlation =
          Math.hypot(re[3 * row + column]!, im[3 * row + column]!) / Math.sqrt(re[4 * row]! * re[4 * column]!);
        expect(correlation).toBeLessThan(1e-4);
      }
    }
  });
});
