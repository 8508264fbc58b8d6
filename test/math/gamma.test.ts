import { expect, it } from "vitest";
import { gammaProbability, gammaQuantile, gammaTails, logGamma } from "../../src/math/gamma.js";

/** Of ln Γ; tails of shapes of a million lose what ln Γ itself has no digits for. */
const EXACT = 1e-13;
const TAIL = 1e-8;

// scipy 1.16: gammaln, gamma.logcdf, gamma.logsf.
it.each([
  [2, 0.5, -2.405681391360371, -0.09453489189183562],
  [2, 30, -2.9008631203446647e-12, -26.56601279551485],
  [0.5, 0.2, -0.7488486120296322, -0.6403853769155965],
  [50, 30, -7.563815824707172, -0.0005190261333113416],
  [50, 120, -1.6008226793346245e-13, -29.463088537235254],
  [1e5, 1e5, -0.6923064898187248, -0.6939885786567972],
  [1e5, 1.02e5, -1.650606136072509e-10, -22.524708354373438],
  [1e5, 0.97e5, -49.100091127547145, -4.743526841033423e-22],
  [3e6, 3.001e6, -0.33101848022986796, -1.2665289239572393],
])("tails of shape %d at %d are scipy's", (a, x, below, above) => {
  const tails = gammaTails(a, x);
  expect(Math.abs(tails.below / below - 1)).toBeLessThan(Math.max(TAIL, 1e-15 / -below));
  expect(Math.abs(tails.above / above - 1)).toBeLessThan(Math.max(TAIL, 1e-15 / -above));
});

it("goes on where probabilities are no numbers any more: Q(2, x) = (1 + x) exp(−x)", () => {
  expect(gammaTails(2, 1500).above).toBeCloseTo(Math.log(1501) - 1500, 9);
  expect(gammaTails(2, 0)).toEqual({ below: Number.NEGATIVE_INFINITY, above: 0 });
});

it("ln Γ is scipy's", () => {
  expect(Math.abs(logGamma(0.5) / 0.5723649429247 - 1)).toBeLessThan(EXACT);
  expect(Math.abs(logGamma(50) / 144.56574394634487 - 1)).toBeLessThan(EXACT);
  expect(Math.abs(logGamma(3e6) / 41742362.001774296 - 1)).toBeLessThan(EXACT);
});

it("probabilities and quantiles are each other's inverse, and what is none is refused", () => {
  // χ² of two degrees of freedom: 1 − exp(−x).
  expect(gammaProbability(1, 2.5)).toBeCloseTo(-Math.expm1(-2.5), 14);
  for (const probability of [1e-6, 0.05, 0.5, 0.999])
    expect(gammaProbability(7.5, gammaQuantile(7.5, probability)) / probability).toBeCloseTo(1, 10);
  expect(gammaProbability(3, 0)).toBe(0);
  expect(() => gammaProbability(0, 1)).toThrow(/shape must be positive/);
  expect(() => gammaQuantile(2, 1)).toThrow(/no probability/);
});
