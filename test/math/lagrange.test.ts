import { assert, constantFrom, double, property } from "fast-check";
import { describe, expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import { lagrangeShift, lagrangeShiftAll, lagrangeShiftBy } from "../../src/math/lagrange.js";
import { plainKernels } from "../../src/math/plain.js";
import { simdKernels } from "../../src/math/simd.js";
import { every, expectClose, noise, reference } from "./series.js";

/** Both sum 32 products of numbers up to 1 with taps whose sizes add up to 2; 20 roundings of that. */
const ROUNDING = 20 * 2 * Number.EPSILON;

const x = noise(3000, 1);
const drift = noise(3000, 3);
const slow = Float64Array.from({ length: 3000 }, (_, n) => -33.3 + 3e-8 * n + 2e-8 * drift[n]!);
const fast = Float64Array.from({ length: 3000 }, (_, n) => -3.7 + 0.5 * Math.sin(n / 100));

describe("agrees with pytdi's timeshift", () => {
  test("for slow shifts, order 31", () => {
    expectClose(every(lagrangeShift(x, slow, 31), 29), reference.timeshift.slow31, ROUNDING);
  });

  test("for fast shifts, orders 31 and 5", () => {
    expectClose(every(lagrangeShift(x, fast, 31), 29), reference.timeshift.fast31, ROUNDING);
    expectClose(every(lagrangeShift(x, fast, 5), 29), reference.timeshift.fast5, ROUNDING);
  });

  test("for one shift, order 31", () => {
    expectClose(every(lagrangeShift(x, -3.3, 31), 29), reference.timeshift.constant31, ROUNDING);
  });
});

test("expanded taps are as good as exact ones", () => {
  // One wild shift in every 32 keeps a run from being expanded.
  const broken = slow.map((shift, n) => (n % 32 === 5 ? shift + 0.4 : shift));
  const exact = lagrangeShift(x, broken, 31);
  const expanded = lagrangeShift(x, slow, 31);
  const alike = (values: Float64Array): Float64Array => values.filter((_, n) => n % 32 !== 5);
  expectClose(alike(expanded), alike(exact), ROUNDING);
});

test("a polynomial of the order's degree is shifted exactly, away from the ends", () => {
  assert(
    property(constantFrom(1, 3, 5, 7), double({ min: -9, max: 9, noNaN: true }), (order, shift) => {
      const at = (t: number): number => ((t - 50) / 50) ** order - ((t - 50) / 50) ** (order - 1);
      const values = Float64Array.from({ length: 100 }, (_, n) => at(n));
      const found = lagrangeShift(values, shift, order);
      const expected = Float64Array.from({ length: 100 }, (_, n) => at(n + shift));
      expectClose(found.subarray(20, 80), expected.subarray(20, 80), 1e-13);
    }),
  );
});

test("a positive shift looks ahead; whole ones copy", () => {
  const found = lagrangeShift(x, 7, 31);
  expectClose(found.subarray(0, 2993), x.subarray(7), 0);
  expectClose(lagrangeShift(x, -5, 31).subarray(5), x.subarray(0, 2995), 0);
  expect(lagrangeShift(x, -5, 31)[4]).toBe(0);
});

test("shifts there and back leave the series as it was, in band", () => {
  const wave = Float64Array.from({ length: 400 }, (_, n) => Math.sin(n / 5));
  const back = lagrangeShift(lagrangeShift(wave, -8.37, 31), 8.37, 31);
  expectClose(back.subarray(60, 340), wave.subarray(60, 340), 1e-13);
});

test("several series at once are each as if alone, in the outputs given", () => {
  const y = noise(3000, 2);
  const outs = [new Float64Array(3000), new Float64Array(3000)];
  expect(lagrangeShiftAll([x, y], slow, 31, outs)).toBe(outs);
  expect(outs[0]).toEqual(lagrangeShift(x, slow, 31));
  expect(outs[1]).toEqual(lagrangeShift(y, slow, 31));
});

test("a NaN stays within its window", () => {
  const gap = x.slice();
  gap[1500] = Number.NaN;
  const bad = lagrangeShift(gap, slow, 31).reduce<number[]>(
    (list, v, n) => (Number.isNaN(v) ? [...list, n] : list),
    [],
  );
  expect(bad).toHaveLength(32);
  expect(bad[0]).toBe(1500 + 34 - 16);
});

test("nothing in, nothing out", () => {
  expect(lagrangeShift(new Float64Array(), new Float64Array())).toHaveLength(0);
  expect(lagrangeShiftBy(plainKernels, [], 0, 5, [])).toEqual([]);
});

describe("says what is wrong", () => {
  test.each([0, 2, 65, 3.5, Number.NaN])("with order %d", (order) => {
    expect(() => lagrangeShift(x, 0.5, order)).toThrow(BadArgumentError);
    expect(() => lagrangeShift(x, 0.5, order)).toThrow(/must be odd, from 1 to 63/);
  });

  test("with a shift that is no number, and where", () => {
    const shifts = slow.slice();
    shifts[2500] = Number.NaN;
    expect(() => lagrangeShift(x, shifts)).toThrow(/shift of sample 2500 is NaN/);
    expect(() => lagrangeShift(x, Number.POSITIVE_INFINITY)).toThrow(/finite/);
  });

  test.each([3e9, -3e9, 1e300])("with a shift of %d samples, which 32 bits can't count", (far) => {
    const shifts = slow.slice();
    shifts[2500] = far;
    for (const kernels of [plainKernels, simdKernels()]) {
      const out = [new Float64Array(x.length)];
      expect(() => lagrangeShiftBy(kernels, [x], shifts, 31, out)).toThrow(/shift of sample 2500 is .* less than/);
    }
    expect(() => lagrangeShift(x, far)).toThrow(/less than/);
  });

  test("with lengths that differ", () => {
    expect(() => lagrangeShift(x, slow.subarray(1))).toThrow(/3000, 3000, 2999/);
  });
});
