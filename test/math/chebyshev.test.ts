import { describe, expect, it } from "vitest";
import { ChebyshevBasis, chebyshevIntegral, chebyshevSum } from "../../src/math/chebyshev.js";

/** The 16th Chebyshev coefficient of e^x is 1e-18: what is left is rounding. */
const ROUNDING = 1e-14;

describe("Chebyshev polynomials", () => {
  const basis = new ChebyshevBasis(16);
  const values = basis.points.map(Math.exp);

  it("go through the values and between them", () => {
    const coefficients = basis.coefficients(values);
    for (const x of [-1, -0.77, 0, 0.31, 1])
      expect(Math.abs(chebyshevSum(coefficients, x) - Math.exp(x))).toBeLessThan(ROUNDING);
  });

  it("are integrated from −1, at the points and between them", () => {
    const from = Math.exp(-1);
    basis.integrals(values).forEach((value, j) => {
      expect(Math.abs(value - (values[j]! - from))).toBeLessThan(ROUNDING);
    });
    const integral = chebyshevIntegral(basis.coefficients(values));
    for (const x of [-1, -0.2, 0.9])
      expect(Math.abs(chebyshevSum(integral, x) - (Math.exp(x) - from))).toBeLessThan(ROUNDING);
  });
});
