import { describe, expect, it } from "vitest";
import { TrendFit } from "../../src/calibration/trend.js";

/** Pseudo-random numbers of unit variance, the same in every run. */
function noise(length: number): Float64Array {
  let state = 12345;
  const uniform = (): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return state / 2147483648 - 0.5;
  };
  return Float64Array.from({ length }, () => uniform() * Math.sqrt(12));
}

function fit(values: Float64Array, pieceLength: number, stretch = 10_000): TrendFit {
  const fitting = new TrendFit(values.length, pieceLength);
  for (let start = 0; start < values.length; start += stretch) fitting.add(start, values.slice(start, start + stretch));
  return fitting;
}

const largest = (values: Float64Array): number => values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

describe("a trend", () => {
  it("of a polynomial of degree 5 is the polynomial, but for the averages it is fitted to", () => {
    const values = Float64Array.from({ length: 40_000 }, (_, n) => 8.3 + 1e-3 * ((n - 2e4) / 2e4) ** 5);
    const got = fit(values, 86_400).trend().values(0, values.length);
    expect(largest(got.map((value, n) => value - values[n]!))).toBeLessThan(1e-3 * 1e-4);
  });

  it("removes 3 ns/√Hz from a pseudo-range of a day to well below a nanosecond", () => {
    const length = 345_600;
    const slow = (n: number): number => 8.33 + 0.02 * Math.sin((n * 0.25) / 5e6) + 6e-7 * n * 0.25;
    const sigma = 3e-9 * Math.sqrt(2);
    const white = noise(length);
    const values = Float64Array.from({ length }, (_, n) => slow(n) + sigma * white[n]!);
    const got = fit(values, 86_400).trend().values(0, length);
    expect(largest(got.map((value, n) => value - slow(n)))).toBeLessThan(0.2e-9);
  });

  it("of a lower degree lets less noise through at the ends of a short series", () => {
    const [length, series] = [20_000, 20];
    const white = noise(length * series);
    const slopeAtEnd = (degree?: number): number => {
      const slopes = Array.from({ length: series }, (_, n) => {
        const fitting = new TrendFit(length, 86_400, degree);
        fitting.add(0, white.subarray(n * length, (n + 1) * length));
        const [before, last] = fitting
          .trend()
          .values(length - 101, 101)
          .filter((_value, at) => at % 100 === 0);
        return last! - before!;
      });
      return Math.sqrt(slopes.reduce((sum, slope) => sum + slope ** 2, 0) / series);
    };
    // The slope's noise at an end goes as √Σ (2k+1)(k(k+1)/2)² over the degrees k: 17 for three and 61 for five.
    expect(slopeAtEnd(3)).toBeLessThan(slopeAtEnd() / 2);
  });

  it("of degree 3 follows several pieces as well", () => {
    const slow = (n: number): number => 100 * Math.sin(n / 2000);
    const fitting = new TrendFit(20_000, 2000, 3);
    fitting.add(
      0,
      Float64Array.from({ length: 20_000 }, (_, n) => slow(n)),
    );
    const got = fitting.trend().values(0, 20_000);
    // A piece is 1 rad long, so that the remainder is of the order 100/4! (1/2)⁴.
    expect(largest(got.map((value, n) => value - slow(n)))).toBeLessThan(100 / (24 * 2 ** 4));
  });

  it("follows ten days in pieces, smoothly", () => {
    const length = 20_000;
    const slow = (n: number): number => 100 * Math.sin(n / 2000);
    const values = Float64Array.from({ length }, (_, n) => slow(n));
    const trend = fit(values, 2000).trend();
    const got = trend.values(0, length);
    // A piece is 1 rad long, so that the remainder is of the order 100/6! (1/2)⁴.
    expect(largest(got.map((value, n) => value - slow(n)))).toBeLessThan(100 / (720 * 2 ** 4));
    // Third differences across the knots are as small as elsewhere: (1/2000)³ × 100.
    for (let n = 2; n < length - 1; n++) {
      const third = got[n + 1]! - 3 * got[n]! + 3 * got[n - 1]! - got[n - 2]!;
      expect(Math.abs(third)).toBeLessThan(2e-8);
    }
  });

  it("is the same however the series is cut, and for any part of it", () => {
    const values = noise(30_000).map((value, n) => value + n);
    const [whole, pieces] = [fit(values, 9000, 30_000).trend(), fit(values, 9000, 777).trend()];
    expect(pieces.values(0, 30_000)).toEqual(whole.values(0, 30_000));
    expect(whole.values(12_345, 10)).toEqual(whole.values(0, 30_000).slice(12_345, 12_355));
  });

  it("keeps its digits on a beatnote of 10 MHz, and knows its mean", () => {
    const values = Float64Array.from({ length: 40_000 }, (_, n) => 1e7 + 1e-3 * (n / 4e4 - 0.5));
    const trend = fit(values, 86_400).trend();
    expect(largest(trend.values(0, 40_000).map((value, n) => value - values[n]!))).toBeLessThan(4e-9);
    expect(trend.mean).toBeCloseTo(1e7, 5);
  });

  it("is refused for a handful of samples", () => {
    expect(() => fit(new Float64Array(5), 86_400).trend()).toThrow(/5 usable samples of 5 is too short for a trend/);
  });
});
