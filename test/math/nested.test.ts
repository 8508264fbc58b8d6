import { describe, expect, test } from "vitest";
import { BadArgumentError } from "../../src/core/errors.js";
import type { DelayedSource, DelayNode } from "../../src/math/chunk.js";
import { lagrangeShift } from "../../src/math/lagrange.js";
import { addNestedDelays, addNestedDelaysBy } from "../../src/math/nested.js";
import { plainKernels } from "../../src/math/plain.js";
import { simdKernels } from "../../src/math/simd.js";
import { expectClose, expectSameBits, noise } from "./series.js";

const LENGTH = 9001;
const ORDERS = { source: 31, delays: 5 };
/** The delays, 108 samples in all, and what their interpolation reaches: from here on no sample before the first counts. */
const BEGIN = 108 + 20;
/** Shifts of 100 samples have 1.4e-14 as last digit, and the sum of three parts changes by 15 at most per sample. */
const ROUNDING = 3e-13;
/** δ²/2 = 2e-12 of a jump of 40 samples, twice and more by the taps' second derivatives, in the same. */
const SECOND_ORDER = 5e-9;

function slowShifts(seed: number, rate: number): Float64Array {
  return noise(LENGTH, seed).map((random, n) => -33 - seed + rate * n + 1e-8 * random);
}

function node(seed: number, rate: number, nested: readonly DelayNode[] = []): DelayNode {
  return {
    shifts: slowShifts(seed, rate),
    rates: new Float64Array(LENGTH).fill(rate),
    source: seed % 2 === 0 ? null : sourceOf(seed),
    nested,
  };
}

/** A sum of as many series as the seed tells. */
function sourceOf(seed: number): DelayedSource {
  const parts = Array.from({ length: seed }, (_, k) => ({ share: 1 - 0.3 * k, values: noise(LENGTH, 40 + seed + k) }));
  return { factor: 0.5 * seed, parts, constant: 1e3 * seed };
}

const tree = [node(1, 3e-8, [node(2, 1e-8, [node(3, -2e-8)]), node(5, 0)]), node(7, 1e-6)];

test("adds each source through the sums of its delays, one after the other", () => {
  const outer = tree[0]!;
  const inner = outer.nested[0]!;
  const innermost = inner.nested[0]!;
  let [shift, rate] = [outer.shifts, outer.rates];
  for (const { shifts, rates } of [inner, innermost]) {
    const before = [shift, rate] as const;
    shift = lagrangeShift(shifts, before[0], 5).map((value, n) => value + before[0][n]!);
    rate = lagrangeShift(rates, before[0], 5).map((value, n) => value + before[1][n]!);
  }
  const { factor, parts, constant } = innermost.source!;
  const values = parts.map((part) => part.values.map((value) => part.share * value));
  const mixture = values.reduce((sum, one) => sum.map((value, n) => value + one[n]!));
  const delayed = lagrangeShift(mixture, shift, 31);
  const expected = delayed.map((value, n) => factor * (1 + rate[n]!) * value + rate[n]! * constant);
  const only = { ...outer, source: null, nested: [{ ...inner, nested: [innermost] }] };
  const found = addNestedDelays({ undelayed: null, roots: [only] }, ORDERS, new Float64Array(LENGTH));
  expectClose(found.subarray(BEGIN), expected.subarray(BEGIN), ROUNDING);
  // Where the delays themselves begin, they jump, and their second order shows.
  expectClose(found.subarray(0, BEGIN), expected.subarray(0, BEGIN), SECOND_ORDER);
});

test("adds a mixture as it is", () => {
  const { factor, parts } = sourceOf(3);
  const expected = parts[0]!.values.map((first, n) => {
    const rest = parts.slice(1).reduce((sum, { share, values }) => sum + share * values[n]!, first);
    return 5 + factor * rest;
  });
  const found = addNestedDelays({ undelayed: { factor, parts }, roots: [] }, ORDERS, new Float64Array(LENGTH).fill(5));
  expectSameBits(found, expected, "mixture");
});

test("both sets of kernels give the same bits, also where shifts are far apart", () => {
  const wild = { ...node(1, 0), shifts: noise(LENGTH, 9).map((random) => 8000 * random) };
  for (const roots of [tree, [wild], []]) {
    for (const undelayed of [null, sourceOf(3)]) {
      const [a, b] = [plainKernels, simdKernels()].map((by) =>
        addNestedDelaysBy(by, { undelayed, roots }, ORDERS, noise(LENGTH, 8)),
      );
      expectSameBits(a!, b!, "nested");
    }
  }
});

describe.each([plainKernels, simdKernels()])("says what is wrong ($name)", (kernels) => {
  test.each([0, 1])("with a delay that is no number, at depth %d", (depth) => {
    const bad = node(3, 0);
    bad.shifts[5000] = Number.NaN;
    const roots = depth === 0 ? [bad] : [node(1, 0, [bad])];
    const out = new Float64Array(LENGTH);
    expect(() => addNestedDelaysBy(kernels, { undelayed: null, roots }, ORDERS, out)).toThrow(BadArgumentError);
    expect(() => addNestedDelaysBy(kernels, { undelayed: null, roots }, ORDERS, out)).toThrow(
      /between samples 4096 and 8192 are not all finite, or beyond 1073741824 samples/,
    );
  });
});
