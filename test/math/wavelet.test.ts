import { describe, expect, it } from "vitest";
import { waveletTransform } from "../../src/math/wavelet.js";
import { noise } from "./series.js";

/** Rounding of two transforms of some thousand numbers of size 1. */
const ROUNDING = 1e-12;

describe("wavelets", () => {
  it("come back as they were, with the same sum of squares, and so are orthonormal", () => {
    for (const [times, layers] of [
      [4, 2],
      [8, 3],
      [32, 16],
      [64, 15],
      [128, 64],
    ] as const) {
      const transform = waveletTransform(times, layers);
      const values = noise(times * layers, times);
      const coefficients = transform.forward(values);
      const back = transform.inverse(coefficients);
      const squares = (all: Float64Array): number => all.reduce((sum, x) => sum + x * x, 0);
      expect(Math.max(...back.map((value, n) => Math.abs(value - values[n]!)))).toBeLessThan(ROUNDING);
      expect(Math.abs(squares(coefficients) / squares(values) - 1)).toBeLessThan(ROUNDING);
      const others = transform.forward(transform.inverse(values));
      expect(Math.max(...others.map((value, n) => Math.abs(value - values[n]!)))).toBeLessThan(ROUNDING);
    }
  });

  it("find a short tone at its time and frequency", () => {
    const [times, layers] = [64, 32];
    const [centre, frequency] = [20 * layers, 11 / (2 * layers)];
    const values = Float64Array.from(
      { length: times * layers },
      (_, n) => Math.exp(-(((n - centre) / 60) ** 2)) * Math.cos(2 * Math.PI * frequency * n + 0.4),
    );
    const coefficients = waveletTransform(times, layers).forward(values);
    let [inside, all] = [0, 0];
    coefficients.forEach((value, at) => {
      const [m, n] = [Math.floor(at / times), at % times];
      all += value * value;
      if (Math.abs(m - 11) <= 1 && Math.abs(n - 20) <= 5) inside += value * value;
    });
    expect(inside / all).toBeGreaterThan(0.999);
  });

  it("refuse what is of no such length", () => {
    expect(() => waveletTransform(7, 4)).toThrow(/even number of times/);
    expect(() => waveletTransform(8, 4).forward(new Float64Array(31))).toThrow(/31 values, and 32/);
  });
});
