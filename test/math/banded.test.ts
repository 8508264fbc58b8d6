import { describe, expect, it } from "vitest";
import { BandedFit } from "../../src/math/banded.js";
import { leastSquares } from "../../src/math/linear.js";

/** Both solve well-conditioned equations of order 1; they differ by rounding. */
const ROUNDING = 1e-13;

const WIDTH = 3;
const UNKNOWNS = 12;
const EQUATIONS = 100;

/** Row n of the equations: its first unknown, what stands before the unknowns, and its right side. */
function equation(n: number): { first: number; row: Float64Array; value: number } {
  const first = Math.floor((n * (UNKNOWNS - WIDTH + 1)) / EQUATIONS);
  const row = Float64Array.from({ length: WIDTH }, (_, j) => (n % 5 === j ? 0 : Math.cos(n * n + 2 * j)));
  return { first, row, value: Math.sin(3 * n) };
}

describe("a banded fit", () => {
  it("is the fit of the whole matrix", () => {
    const columns = Array.from({ length: UNKNOWNS }, () => new Float64Array(EQUATIONS));
    const right = new Float64Array(EQUATIONS);
    const fit = new BandedFit(UNKNOWNS, WIDTH);
    for (let n = 0; n < EQUATIONS; n++) {
      const { first, row, value } = equation(n);
      row.forEach((number, j) => {
        columns[first + j]![n] = number;
      });
      right[n] = value;
      fit.add(first, row, value);
    }
    const expected = leastSquares(columns, right);
    fit.solution().forEach((number, k) => expect(Math.abs(number - expected[k]!)).toBeLessThan(ROUNDING));
  });

  it("is refused when an unknown is in no equation", () => {
    const fit = new BandedFit(4, 2);
    fit.add(0, Float64Array.of(1, 0.5), 1);
    fit.add(2, Float64Array.of(1, 0.5), 1);
    fit.add(2, Float64Array.of(1, -0.5), 1);
    expect(() => fit.solution()).toThrow(/Unknown 1 of the fit/);
  });
});
