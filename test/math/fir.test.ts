import { describe, expect, test } from "vitest";
import { instant } from "../../src/core/instant.js";
import { firFilter, kaiserDesign, lowPass, lowPassTaps } from "../../src/math/fir.js";
import { every, expectClose, noise, reference } from "./series.js";

/** 145 products of numbers up to 1 with taps that add up to 1. */
const ROUNDING = 1e-14;

// The antialiasing filter of the simulated instrument: 16 Hz, 1.1 to 2.9 Hz, 240 dB.
const design = kaiserDesign(240, (2.9 - 1.1) / 8);
const taps = lowPassTaps(design, 2 / 8);

test("the design is scipy's kaiserord and firwin", () => {
  expect(design.taps).toBe(145);
  expect(design.beta).toBeCloseTo(reference.fir.beta, 12);
  // Taps up to 0.25, each a quotient of rounded numbers.
  expectClose(taps, reference.fir.taps, 2 * Number.EPSILON);
});

test("filtering is scipy's lfilter", () => {
  expectClose(every(firFilter(noise(3000, 1), taps), 29), reference.fir.filtered, ROUNDING);
});

test("decimating is filtering and dropping", () => {
  const values = noise(3001, 1);
  expectClose(firFilter(values, taps, 4), every(firFilter(values, taps), 4), ROUNDING);
  expect(firFilter(values, taps, 4)).toHaveLength(751);
  const out = new Float64Array(10);
  expect(firFilter(values, taps, 4, out)).toBe(out);
});

test("weaker filters have Kaiser's parameter, too", () => {
  expect(kaiserDesign(40, 0.1).beta).toBeCloseTo(0.5842 * 19 ** 0.4 + 0.07886 * 19, 12);
  expect(kaiserDesign(20, 0.1).beta).toBe(0);
});

describe("low-pass of a series", () => {
  /** 120 dB are a millionth; Kaiser's formula is good to 2 dB. */
  const RIPPLE = 1.26e-6;

  const wave = (frequency: number): Float64Array =>
    Float64Array.from({ length: 4000 }, (_, n) => Math.sin(2 * Math.PI * frequency * n * 0.25));
  const series = { t0: instant("TCB", 100), dt: 0.25, unit: "Hz", values: wave(0.01) };
  const options = { passband: 0.1, stopband: 0.2, decimation: 8 };

  test("lets the band pass, in its place in time", () => {
    const found = lowPass(series, options);
    const delay = found.t0.seconds + found.t0.fraction - 100;
    const expected = found.values.map((_, m) => Math.sin(2 * Math.PI * 0.01 * (delay + m * 2)));
    expect(found.dt).toBe(2);
    expect(found.unit).toBe("Hz");
    expectClose(found.values, expected, RIPPLE);
  });

  test("stops what is above", () => {
    const found = lowPass({ ...series, values: wave(0.25) }, options);
    expect(found.values.every((value) => Math.abs(value) < RIPPLE)).toBe(true);
  });

  test("says what does not fit", () => {
    expect(() => lowPass(series, { passband: 0.2, stopband: 0.1 })).toThrow(/passband < stopband/);
    expect(() => lowPass(series, { passband: 0.2, stopband: 2.5 })).toThrow(/Nyquist frequency of 2 Hz/);
    expect(() => lowPass(series, { passband: 0.1, stopband: 0.1001 })).toThrow(/taps and the series 4000 samples/);
    expect(() => lowPass(series, { ...options, decimation: 1.5 })).toThrow(/whole number/);
  });
});

test("says what is wrong with a design", () => {
  expect(() => kaiserDesign(5, 0.1)).toThrow(/8 dB or more/);
  expect(() => lowPassTaps(design, 1)).toThrow(/between 0 and 1/);
  expect(() => firFilter(noise(10, 1), new Float64Array())).toThrow(/0 taps/);
  expect(() => firFilter(noise(10, 1), Float64Array.of(1), 0)).toThrow(/one of 0 samples/);
});
