import { describe, expect, it } from "vitest";
import { carlsonRF, carlsonRJ, ellipticE, ellipticK, ellipticPi } from "../../src/math/elliptic.js";

/** Series and duplications are exact to some roundings. */
const ROUNDING = 2e-15;

/** ∫ from 0 to π/2 of a periodic integrand: the trapezoid rule converges like a geometric series. */
function integral(of: (sine2: number) => number): number {
  const count = 400;
  let sum = (of(0) + of(1)) / 2;
  for (let n = 1; n < count; n++) sum += of(Math.sin((Math.PI * n) / (2 * count)) ** 2);
  return (sum * Math.PI) / (2 * count);
}

describe("complete elliptic integrals", () => {
  it.each([0, 1e-9, 0.1, 0.5, 0.9])("are what their integrands add up to, m = %s", (m) => {
    expect(ellipticK(m)).toBeCloseTo(
      integral((s) => 1 / Math.sqrt(1 - m * s)),
      14,
    );
    expect(ellipticE(m)).toBeCloseTo(
      integral((s) => Math.sqrt(1 - m * s)),
      14,
    );
    for (const n of [-3, -0.2, 0, 0.3, 0.8]) {
      const wanted = integral((s) => 1 / ((1 - n * s) * Math.sqrt(1 - m * s)));
      expect(Math.abs(ellipticPi(n, m) / wanted - 1)).toBeLessThan(ROUNDING);
    }
  });

  it("obey Legendre's relation, also near m = 1", () => {
    for (const m of [0.2, 0.99, 1 - 1e-9]) {
      const [k, e, k1, e1] = [ellipticK(m), ellipticE(m), ellipticK(1 - m), ellipticE(1 - m)];
      expect(Math.abs((e * k1 + e1 * k - k * k1) / (Math.PI / 2) - 1)).toBeLessThan(10 * ROUNDING);
    }
  });
});

describe("Carlson's integrals", () => {
  // B. C. Carlson 1995, section 3.
  it("have the published values", () => {
    expect(carlsonRF(1, 2, 0)).toBeCloseTo(1.3110287771461, 13);
    expect(carlsonRF(2, 3, 4)).toBeCloseTo(0.58408284167715, 13);
    expect(carlsonRJ(0, 1, 2, 3)).toBeCloseTo(0.77688623778582, 13);
    expect(carlsonRJ(2, 3, 4, 5)).toBeCloseTo(0.14297579667157, 13);
  });
});
