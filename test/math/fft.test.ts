import { assert, double, integer, property } from "fast-check";
import FFT from "fft.js";
import { describe, expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import { type ComplexArray, complexArray } from "../../src/math/complex.js";
import { fft, ifft, irfft, rfft, rfftFrequencies } from "../../src/math/fft.js";
import { plainKernels } from "../../src/math/plain.js";
import { fftPlan, fftPlanBy } from "../../src/math/plan.js";
import { simdKernels } from "../../src/math/simd.js";
import { complexNoise, every, expectClose, noise, reference } from "./series.js";

/** Rounding of a transform of length N of numbers up to 1 grows as √N log N at most; a few units of that. */
function tolerance(length: number): number {
  return 4 * Number.EPSILON * Math.sqrt(length) * (1 + Math.log2(length));
}

const KERNELS = [plainKernels, simdKernels()];

describe.each(KERNELS)("transforms ($name)", (kernels) => {
  test("equal the sum that defines them, any length from 1 to 300", () => {
    for (let length = 1; length <= 300; length++) {
      const input = complexNoise(length, length);
      const found = fftPlanBy(kernels, length).forward(input, complexArray(length));
      const expected = definition(input);
      expectClose(found.re, expected.re, tolerance(length));
      expectClose(found.im, expected.im, tolerance(length));
    }
  });

  test("of real series are the complex ones, and go back, any length from 1 to 300", () => {
    for (let length = 1; length <= 300; length++) {
      const plan = fftPlanBy(kernels, length);
      const values = noise(length, length);
      const bins = plan.forwardReal(values, complexArray(plan.bins));
      const full = plan.forward({ re: values, im: new Float64Array(length) }, complexArray(length));
      expectClose(bins.re, full.re.subarray(0, plan.bins), tolerance(length));
      expectClose(bins.im, full.im.subarray(0, plan.bins), tolerance(length));
      expectClose(plan.inverseReal(bins, new Float64Array(length)), values, tolerance(length));
    }
  });

  test.each([1009, 4099, 65_537, 131_072, 345_600, 99_999, 2 ** 20])("go there and back at length %i", (length) => {
    const plan = fftPlanBy(kernels, length);
    const input = complexNoise(length, 5);
    const bins = plan.forward(input, complexArray(length));
    const energy = sumOfSquares(input.re) + sumOfSquares(input.im);
    const total = (sumOfSquares(bins.re) + sumOfSquares(bins.im)) / length;
    expect(Math.abs(total / energy - 1)).toBeLessThan(tolerance(length));
    const back = plan.inverse(bins, complexArray(length));
    expectClose(back.re, input.re, tolerance(length));
    expectClose(back.im, input.im, tolerance(length));
  });

  test("agree with fft.js at powers of two", () => {
    for (const length of [2, 8, 64, 4096, 32_768]) {
      const values = noise(length, 9);
      const other = new FFT(length);
      const expected = other.createComplexArray() as number[];
      other.realTransform(expected, Array.from(values));
      const plan = fftPlanBy(kernels, length);
      const found = plan.forwardReal(values, complexArray(plan.bins));
      expectClose(
        found.re,
        found.re.map((_, k) => expected[2 * k]!),
        tolerance(length),
      );
      expectClose(
        found.im,
        found.im.map((_, k) => expected[2 * k + 1]!),
        tolerance(length),
      );
    }
  });
});

test.each(Object.entries(reference.rfft))("rfft agrees with scipy at length %s", (length, expected) => {
  const found = rfft(noise(3000, 1).subarray(0, Number(length)));
  const step = 1 + Math.floor(Number(length) / 50);
  expectClose(every(found.re, step), expected.re, tolerance(Number(length)));
  expectClose(every(found.im, step), expected.im, tolerance(Number(length)));
});

test("a transform is linear, and a shift of the series is a turn of its bins", () => {
  assert(
    property(integer({ min: 2, max: 400 }), integer(), double({ min: -3, max: 3, noNaN: true }), (n, seed, c) => {
      const [a, b] = [complexNoise(n, seed), complexNoise(n, seed + 1)];
      const mixed = { re: a.re.map((v, k) => v + c * b.re[k]!), im: a.im.map((v, k) => v + c * b.im[k]!) };
      const [fa, fb, fm] = [fft(a), fft(b), fft(mixed)];
      expectClose(
        fm.re,
        fa.re.map((v, k) => v + c * fb.re[k]!),
        8 * tolerance(n),
      );
      const rolled = {
        re: a.re.map((_, k) => a.re[(k + n - 1) % n]!),
        im: a.im.map((_, k) => a.im[(k + n - 1) % n]!),
      };
      const turned = fa.re.map((v, k) => {
        const angle = (-2 * Math.PI * k) / n;
        return v * Math.cos(angle) - fa.im[k]! * Math.sin(angle);
      });
      expectClose(fft(rolled).re, turned, 8 * tolerance(n));
    }),
    { numRuns: 40 },
  );
});

test("outputs go where they are told to", () => {
  const input = complexNoise(60, 3);
  const out = complexArray(60);
  expect(fft(input, out)).toBe(out);
  expect(out).toEqual(fft(input));
  expect(ifft(out).re[7]).toBeCloseTo(input.re[7]!, 14);
  const values = new Float64Array(61);
  expect(irfft(rfft(noise(61, 1)), 61, values)).toBe(values);
  expectClose(values, noise(61, 1), tolerance(61));
});

test("a plan may be used again and again, between others", () => {
  const plan = fftPlan(240);
  const first = plan.forward(complexNoise(240, 1), complexArray(240));
  rfft(noise(345_600, 1));
  plan.forward(complexNoise(240, 2), complexArray(240));
  expect(plan.forward(complexNoise(240, 1), complexArray(240))).toEqual(first);
});

test("frequencies of the bins", () => {
  expect([...rfftFrequencies(8, 0.25)]).toEqual([0, 0.5, 1, 1.5, 2]);
  expect(rfftFrequencies(5, 1)).toHaveLength(3);
});

describe("says what is wrong", () => {
  test("with an empty series", () => {
    expect(() => rfft(new Float64Array())).toThrow(BadArgumentError);
    expect(() => rfft(new Float64Array())).toThrow(/1 sample or more, not 0/);
  });

  test("with parts of different lengths", () => {
    expect(() => fft({ re: new Float64Array(4), im: new Float64Array(3) })).toThrow(/4 real and 3 imaginary/);
  });

  test("with an output of another length", () => {
    expect(() => fft(complexNoise(4, 1), complexArray(5))).toThrow(/5 numbers where 4 are needed/);
    expect(() => irfft(complexArray(5), 12)).toThrow(/5 numbers where 7 are needed/);
  });
});

function definition({ re, im }: ComplexArray): ComplexArray {
  const length = re.length;
  const out = complexArray(length);
  const cosines = re.map((_, n) => Math.cos((-2 * Math.PI * n) / length));
  const sines = re.map((_, n) => Math.sin((-2 * Math.PI * n) / length));
  for (let k = 0; k < length; k++) {
    for (let n = 0; n < length; n++) {
      const turn = (k * n) % length;
      out.re[k]! += re[n]! * cosines[turn]! - im[n]! * sines[turn]!;
      out.im[k]! += re[n]! * sines[turn]! + im[n]! * cosines[turn]!;
    }
  }
  return out;
}

function sumOfSquares(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
