import { describe, expect, it } from "vitest";
import { besselJ } from "../../src/math/bessel.js";

/** Of the greatest value, 1. */
const ROUNDING = 1e-14;

/** Bessel's integral by the trapezoid rule, which is exact here once it has more points than orders and oscillations. */
function byIntegral(n: number, x: number): number {
  const count = 400;
  let sum = 0;
  for (let k = 0; k < count; k++) {
    const tau = (2 * Math.PI * k) / count;
    sum += Math.cos(n * tau - x * Math.sin(tau));
  }
  return sum / count;
}

describe("besselJ", () => {
  it.each([0, 1e-120, 1e-8, 0.3, 2.7, 14.9, 60])("is Bessel's integral at x = %s", (x) => {
    const found = besselJ(40, x);
    expect(found).toHaveLength(41);
    found.forEach((value, n) => expect(Math.abs(value - byIntegral(n, x))).toBeLessThan(ROUNDING));
  });

  it("is exact relative to itself where it is small: J_n(x) → (x/2)^n/n!", () => {
    const found = besselJ(6, 1e-3);
    let wanted = 1;
    found.forEach((value, n) => {
      if (n > 0) wanted *= 5e-4 / n;
      // The next term of the series is (x/2)²/(n + 1) of it.
      expect(Math.abs(value / wanted - 1)).toBeLessThan(3e-7);
    });
  });
});
