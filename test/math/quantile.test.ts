import { describe, expect, it } from "vitest";
import { quantile } from "../../src/math/quantile.js";

describe("a quantile", () => {
  it("is one of the numbers, or between two on a straight line", () => {
    const sorted = Float64Array.of(1, 2, 4, 8, 16);
    expect([0, 0.25, 0.5, 0.75, 1].map((part) => quantile(sorted, part))).toEqual([1, 2, 4, 8, 16]);
    expect(quantile(sorted, 0.875)).toBe(12);
    expect(quantile(Float64Array.of(3), 0.9)).toBe(3);
  });
});
