import { describe, expect, it } from "vitest";
import { parameterOf } from "../../src/catalogue/interval.js";
import { normalProbability, normalQuantile } from "../../src/catalogue/normal.js";
import { normals } from "./made.js";

/** Of a quantile of 100,000 normal numbers at 5 %: 0.0067 standard deviations, four times. */
const STATISTICAL = 0.03;

describe("credible intervals", () => {
  it("are the quantiles of the samples", () => {
    const samples = Float64Array.from({ length: 101 }, (_, n) => 100 - n);
    const { value, low, high, ...others } = parameterOf("beta", samples);
    expect(others).toEqual({ name: "beta", unit: "rad" });
    [low, value, high].forEach((each, n) => expect(each).toBeCloseTo([5, 50, 95][n]!, 12));
  });

  it("are those of a normal distribution where the samples are", () => {
    const { value, low, high } = parameterOf("frequency", normals("interval", 0, 1, 100_000));
    expect(Math.abs(value)).toBeLessThan(STATISTICAL);
    expect(Math.abs(low + 1.644853627)).toBeLessThan(STATISTICAL);
    expect(Math.abs(high - 1.644853627)).toBeLessThan(STATISTICAL);
  });

  it("of angles don't break where these go round", () => {
    const samples = normals("angle", 0, 0.1).map((x) => (x < 0 ? x + 2 * Math.PI : x));
    const { value, low, high } = parameterOf("lambda", samples);
    expect(high - low).toBeCloseTo(0.2 * 1.645, 1);
    expect(Math.min(value, Math.abs(value - 2 * Math.PI))).toBeLessThan(0.02);
  });

  it("refuse what is no sample, name or credibility", () => {
    expect(() => parameterOf("beta", new Float64Array(0))).toThrow(/samples of beta/);
    expect(() => parameterOf("beta", Float64Array.of(1, Number.NaN))).toThrow(/finite/);
    expect(() => parameterOf("beta", Float64Array.of(1), 90)).toThrow(/between 0 and 1/);
    expect(() => parameterOf("colour", Float64Array.of(1))).toThrow(/No unit of "colour".*frequency/);
  });
});

describe("the normal distribution", () => {
  it.each([
    [0, 0.5],
    [1, 0.8413447460685429],
    [-1.959963984540054, 0.025],
    [3, 0.9986501019683699],
  ])("at %d", (x, probability) => {
    expect(normalProbability(x)).toBeCloseTo(probability, 14);
    expect(normalQuantile(probability)).toBeCloseTo(x, 10);
  });
});
