import { describe, expect, it } from "vitest";
import { MOSAS, type Mosa, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { combinationOf } from "../../src/tdi/catalogue.js";
import { Combination } from "../../src/tdi/combination.js";
import { delayField, evaluate, lookback } from "../../src/tdi/evaluation.js";
import type { Measurements } from "../../src/tdi/mixture.js";

const DT = 0.25;
const LENGTH = 2000;
const F = 0.05;

/** 16 terms of 1.05e7 Hz, whose unit in the last place is 2e-9 Hz. */
const CONSTANT_ROUNDING = 1e-7;

/** Delays (s) that grow at `rates`, which are larger than LISA's so that what they do can be seen. */
function growing(rates: PerMosa<number>): (mosa: Mosa, t: number) => number {
  const start: PerMosa<number> = { "12": 8.1, "23": 8.4, "31": 7.9, "13": 7.95, "32": 8.45, "21": 8.15 };
  return (mosa, t) => start[mosa] + rates[mosa] * t;
}

function sampled(of: (t: number) => number): Float64Array {
  return Float64Array.from({ length: LENGTH }, (_, n) => of(n * DT));
}

/** η of three lasers that hum at one frequency, each with a phase of its own. */
function etas(delay: (mosa: Mosa, t: number) => number, rates: PerMosa<number>): Measurements {
  const laser = (spacecraft: string, t: number): number => Math.sin(2 * Math.PI * F * t + 2 * Number(spacecraft));
  return Object.fromEntries(
    MOSAS.map((mosa) => [
      `eta_${mosa}`,
      sampled((t) => (1 - rates[mosa]) * laser(mosa[1]!, t - delay(mosa, t)) - laser(mosa[0]!, t)),
    ]),
  );
}

function largest(values: Float64Array, from: number): number {
  return values.subarray(from, LENGTH - 20).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}

describe("evaluation", () => {
  it("delays by nested, changing delays with their Doppler factors", () => {
    const rates = perMosa((mosa) => Number(mosa) * 1e-6);
    const delay = growing(rates);
    const field = delayField(
      perMosa((mosa) => sampled((t) => delay(mosa, t))),
      DT,
    );
    const frequency = 0.02;
    const wave = sampled((t) => Math.cos(2 * Math.PI * frequency * t));
    const got = evaluate(Combination.of({ x_1: "3*1231" }), { x_1: wave }, field);
    const expected = sampled((t) => {
      const a = t - delay("12", t);
      const b = a - delay("23", a);
      const c = b - delay("31", b);
      return 3 * (1 - rates["12"] - rates["23"] - rates["31"]) * Math.cos(2 * Math.PI * frequency * c);
    });
    const from = lookback(Combination.of({ x_1: "1231" }), 8.5 / DT);
    for (let n = from; n < LENGTH; n++) expect(got[n]).toBeCloseTo(expected[n]!, 10);
  });

  it("generation 2 suppresses a laser by far more than generation 1 when the arms change", () => {
    const rates: PerMosa<number> = { "12": 1e-6, "23": 2e-6, "31": -2e-6, "13": -2e-6, "32": 2e-6, "21": 1e-6 };
    const delay = growing(rates);
    const field = delayField(
      perMosa((mosa) => sampled((t) => delay(mosa, t))),
      DT,
    );
    const measurements = etas(delay, rates);
    const [x1, x2] = (["X1", "X2"] as const).map((name) =>
      largest(evaluate(combinationOf(name), measurements, field), 300),
    );
    expect(x1).toBeGreaterThan(1e-5);
    expect(x2).toBeLessThan(1e-4 * x1!);
  });

  it("takes constants apart as if they were in the measurements", () => {
    const rates = perMosa((mosa) => Number(mosa) * 1e-8);
    const field = delayField(
      perMosa((mosa) => sampled((t) => growing(rates)(mosa, t))),
      DT,
    );
    const small = Object.fromEntries(
      MOSAS.map((mosa) => [`eta_${mosa}`, sampled((t) => Math.sin(t / 20 + Number(mosa)))]),
    );
    const constants = Object.fromEntries(MOSAS.map((mosa, n) => [`eta_${mosa}`, 1e7 + n * 1e5]));
    const whole = Object.fromEntries(
      Object.entries(small).map(([name, values]) => [name, values.map((value) => value + constants[name]!)]),
    );
    const apart = evaluate(combinationOf("X2"), small, field, 31, constants);
    const together = evaluate(combinationOf("X2"), whole, field);
    for (let n = 300; n < LENGTH - 20; n++) expect(Math.abs(apart[n]! - together[n]!)).toBeLessThan(CONSTANT_ROUNDING);
    expect(largest(apart, 300)).toBeGreaterThan(0.1);
  });

  it("needs the past that lookback says, and no more", () => {
    const reach = lookback(combinationOf("X2"), 8.2 / DT);
    const field = delayField(
      perMosa((): Float64Array => new Float64Array(LENGTH).fill(8.2)),
      DT,
    );
    const measurements = Object.fromEntries(
      MOSAS.map((mosa) => [`eta_${mosa}`, sampled((t) => Math.sin(t + Number(mosa)))]),
    );
    const full = evaluate(combinationOf("X2"), measurements, field);
    const at = 1000;
    const erased = Object.fromEntries(
      MOSAS.map((mosa) => [
        `eta_${mosa}`,
        measurements[`eta_${mosa}`]!.map((value, n) => (n < at - reach ? 1e9 : value)),
      ]),
    );
    expect(evaluate(combinationOf("X2"), erased, field)[at]).toBe(full[at]);
    expect(evaluate(combinationOf("X2"), erased, field)[at - 60]).not.toBe(full[at - 60]);
  });

  it.each([0, 2, 30, 65, 31.5, Number.NaN])("refuses the order %s", (order) => {
    const field = delayField(
      perMosa((): Float64Array => new Float64Array(4).fill(8)),
      DT,
    );
    expect(() => evaluate(combinationOf("X1"), {}, field, order)).toThrow(/must be odd, from 3 to 63/);
  });

  it("names a measurement that is missing or too short", () => {
    const field = delayField(
      perMosa((): Float64Array => new Float64Array(4).fill(8)),
      DT,
    );
    expect(() => evaluate(Combination.of({ x_1: "1" }), {}, field)).toThrow("The measurement x_1 is missing");
    expect(() => evaluate(Combination.of({ x_1: "1" }), { x_1: new Float64Array(3) }, field)).toThrow(
      "x_1 is 3 samples long",
    );
  });
});
