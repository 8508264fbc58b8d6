import { describe, expect, test } from "vitest";
import { BadArgumentError, BadDataError } from "../../src/core/errors.js";
import { instant } from "../../src/core/instant.js";
import type { TimeSeries } from "../../src/core/series.js";
import { csd, csdMatrix, psd } from "../../src/math/welch.js";
import { every, expectClose, noise, reference } from "./series.js";

/** Densities here are about 0.2; averages of transforms round to some tens of units in the last place. */
const ROUNDING = 1e-14;

function series(values: Float64Array, unit = "Hz"): TimeSeries {
  return { t0: instant("TCB", 10), dt: 0.25, values, unit };
}

const x = series(noise(3000, 1));
const mixed = noise(3000, 2).map((value, n) => value + 0.5 * x.values[n]!);
const y = series(mixed, "m");

describe("agrees with scipy", () => {
  test.each([
    ["constant", { segment: 128 }],
    ["none", { segment: 128, detrend: "none" }],
    ["linear", { segment: 128, detrend: "linear", overlap: 0.75 }],
    ["median", { segment: 62.5, average: "median", window: "blackmanharris" }],
    ["odd", { segment: 93.75, window: "flattop" }],
    ["prime", { segment: 65.5 }],
  ] as const)("%s", (name, options) => {
    expectClose(every(psd(x, options).values, 7), reference.welch[name], ROUNDING);
  });

  test("cross-spectra", () => {
    const found = csd(x, y, { segment: 128 });
    expectClose(every(found.re, 7), reference.csd.re, ROUNDING);
    expectClose(every(found.im, 7), reference.csd.im, ROUNDING);
  });
});

test("the matrix holds all the spectra, is Hermitian and positive", () => {
  const three = [x, y, series(noise(3000, 5))];
  const matrix = csdMatrix(three, { segment: 64 });
  expect(matrix.size).toBe(3);
  const alone = psd(y, { segment: 64 });
  expectClose(matrix.entry(1, 1).re, alone.values, ROUNDING);
  expect(matrix.entry(1, 1).im.every((value) => value === 0)).toBe(true);
  expect(matrix.entry(0, 1).re).toEqual(csd(x, y, { segment: 64 }).re);
  expect(matrix.entry(1, 0).im).toEqual(matrix.entry(0, 1).im.map((value) => -value));
  expect(matrix.entry(1, 0).unit).toBe("(m)*(Hz)/Hz");
  const { re, im } = matrix.entry(0, 1);
  const coherence = re.map((value, k) => (value ** 2 + im[k]! ** 2) / (matrix.entry(0, 0).re[k]! * alone.values[k]!));
  expect(coherence.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(() => matrix.entry(0, 3)).toThrow(/no entry \(0, 3\)/);
});

test("the power of a series is the integral of its density", () => {
  const found = psd(x, { segment: 750, window: "rectangular", overlap: 0, detrend: "none" });
  const power = x.values.reduce((sum, value) => sum + value * value, 0) / 3000;
  const integral = found.values.reduce((sum, value) => sum + value * found.df, 0);
  expect(integral / power).toBeCloseTo(1, 12);
});

test("says what the average is worth", () => {
  const found = psd(x, { segment: 128 });
  expect(found.segments).toBe(10);
  // Neighbours that share half of a Hann window have a correlation of (1/6)²: K/(1 + 2 (1 − 1/K)/36) averages.
  expect(found.dof).toBeCloseTo(20 / (1 + (2 * 0.9) / 36), 2);
  expect(found.enbw).toBeCloseTo(1.5 / 128, 12);
  expect(found.df).toBe(1 / 128);
  expect(found.unit).toBe("Hz^2/Hz");
  expect(psd(series(x.values, "m/s"), { segment: 128 }).unit).toBe("(m/s)^2/Hz");
  expect(psd(series(x.values, "1"), { segment: 128 }).unit).toBe("1/Hz");
});

describe("says what is wrong", () => {
  test("with a segment longer than the series, or too short", () => {
    expect(() => psd(x, { segment: 751 })).toThrow(BadArgumentError);
    expect(() => psd(x, { segment: 751 })).toThrow(/751 s is longer than the series of 750 s/);
    expect(() => psd(x, { segment: 0.25 })).toThrow(/at least 2/);
    expect(() => psd(x, { segment: Number.NaN })).toThrow(/at least 2/);
    expect(() => psd(series(new Float64Array()), { segment: 1 })).toThrow(/longer than the series of 0 s/);
  });

  test("with samples that are not numbers", () => {
    const gap = noise(3000, 1).fill(Number.NaN, 100, 130);
    expect(() => psd(series(gap), { segment: 128 })).toThrow(BadDataError);
    expect(() => psd(series(gap), { segment: 128 })).toThrow(
      /30 of 3000 samples are not finite, the first at index 100/,
    );
  });

  test("with series that were not sampled together", () => {
    expect(() => csd(x, { ...y, dt: 0.5 }, { segment: 128 })).toThrow(/same start, interval and length/);
    expect(() => csd(x, { ...y, t0: instant("TCB", 11) }, { segment: 128 })).toThrow(BadDataError);
    expect(() => csd(x, { ...y, t0: instant("TPS1", 10) }, { segment: 128 })).toThrow(/TCB 10 s against .*TPS1 10 s/);
    expect(() => csdMatrix([], { segment: 128 })).toThrow(/at least one series/);
  });

  test("with an overlap of 1", () => {
    expect(() => psd(x, { segment: 128, overlap: 1 })).toThrow(/from 0 to below 1/);
  });
});
