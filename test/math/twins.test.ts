import { expect, test } from "vitest";
import { normalWords } from "../../src/core/random.js";
import { complexArray } from "../../src/math/complex.js";
import type { Detrend } from "../../src/math/detrend.js";
import { kernels } from "../../src/math/engine.js";
import { lagrangeShiftBy } from "../../src/math/lagrange.js";
import { plainKernels as plain } from "../../src/math/plain.js";
import { simdKernels } from "../../src/math/simd.js";
import { windowOf } from "../../src/math/window.js";
import { complexNoise, expectSameBits, noise } from "./series.js";

// The two sets of hot loops give the same bits, whatever the lengths and remainders.
const simd = simdKernels();
const LENGTHS = [...Array.from({ length: 130 }, (_, n) => n + 1), 1009, 4096, 7200, 16_384, 28_800, 345_600];

test("the kernels of this process are the fast ones", () => {
  expect(kernels().name).toBe("simd");
  expect(kernels()).toBe(kernels());
});

test("transforms, any length", () => {
  for (const length of LENGTHS) {
    const [a, b] = [plain.transforms(length), simd.transforms(length)];
    const input = complexNoise(length, length);
    for (const way of ["forward", "inverse"] as const) {
      const [x, y] = [complexArray(length), complexArray(length)];
      a[way](input, x);
      b[way](input, y);
      expectSameBits(x.re, y.re, `${way} ${length} re`);
      expectSameBits(x.im, y.im, `${way} ${length} im`);
    }
    const [x, y] = [complexArray((length >> 1) + 1), complexArray((length >> 1) + 1)];
    a.forwardReal(input.re, x);
    b.forwardReal(input.re, y);
    expectSameBits(x.re, y.re, `real ${length} re`);
    expectSameBits(x.im, y.im, `real ${length} im`);
    const [u, v] = [new Float64Array(length), new Float64Array(length)];
    a.inverseReal(x, u);
    b.inverseReal(y, v);
    expectSameBits(u, v, `inverse real ${length}`);
  }
});

test("sums of spectra, any number of segments, with every detrending", () => {
  const channels = [noise(5000, 1), noise(5000, 2), noise(5000, 3)];
  const upper = [0, 1, 2].flatMap((row) => [0, 1, 2].slice(row).map((column) => [row, column] as const));
  for (const length of [2, 4, 6, 10, 30, 64, 250, 1000, 4096]) {
    for (const detrend of ["none", "constant", "linear"] satisfies Detrend[]) {
      for (const pairs of [[[0, 0]], [[0, 1]], upper] as (readonly (readonly [number, number])[])[]) {
        const step = Math.ceil(length / 3);
        const cut = {
          window: windowOf("hann", length),
          step,
          segments: Math.floor((5000 - length) / step) + 1,
          detrend,
        };
        const [a, b] = [plain.crossSums(channels, cut, pairs), simd.crossSums(channels, cut, pairs)];
        a.forEach((sum, index) => {
          expectSameBits(sum.re, b[index]!.re, `${length} ${detrend} ${pairs[index]} re`);
          expectSameBits(sum.im, b[index]!.im, `${length} ${detrend} ${pairs[index]} im`);
        });
      }
    }
  }
});

test("interpolation with slow, noisy, fast, wild and far shifts", () => {
  const length = 10_001;
  const series = [noise(length, 1), noise(length, 2)];
  const random = noise(length, 3);
  const ways: Record<string, (n: number) => number> = {
    slow: (n) => -33.7 + 3e-8 * n,
    noisy: (n) => -33 + 2e-8 * n + 1e-8 * random[n]!,
    acrossAnInteger: (n) => -33 - 1e-4 + 3e-8 * n,
    fast: (n) => 10 * Math.sin(n / 100),
    wild: (n) => 50 * random[n]!,
    far: (n) => 1e6 * random[n]!,
    mixed: (n) => (n % 1000 < 500 ? -33.3 + 1e-9 * n : -33.3 + random[n]!),
  };
  for (const [name, shift] of Object.entries(ways)) {
    const shifts = Float64Array.from({ length }, (_, n) => shift(n));
    for (const order of [1, 5, 31, 63]) {
      const [a, b] = [plain, simd].map((by) => {
        const outs = series.map(() => new Float64Array(length));
        return lagrangeShiftBy(by, series, shifts, order, outs);
      }) as [readonly Float64Array[], readonly Float64Array[]];
      a.forEach((out, index) => {
        expectSameBits(out, b[index]!, `${name}, order ${order}`);
      });
    }
  }
});

test("filters, any number of taps, any step, across both ends", () => {
  const values = noise(9001, 1);
  for (const count of [1, 2, 3, 32, 145]) {
    for (const step of [1, 2, 3, 4, 7]) {
      for (const start of [-10_000, -500, -72, 0, 100, 8990, 9100]) {
        const taps = noise(count, count);
        const [a, b] = [new Float64Array(4999), new Float64Array(4999)];
        plain.correlate(values, taps, start, step, a);
        simd.correlate(values, taps, start, step, b);
        expectSameBits(a, b, `${count} taps, step ${step}, from ${start}`);
      }
    }
  }
});

test("noise through any number of poles", () => {
  const length = 20_480;
  for (const count of [0, 2, 4, 6, 8, 10]) {
    const poles = Float64Array.from({ length: count }, (_, k) => (k % 3 === 2 ? -0.7 : 1 - 10 ** -(k / 2)));
    const filter = { direct: 0.3, poles, residues: noise(count, 5) };
    const [a, b] = [plain, simd].map((by): Sourced => {
      const source = { words: normalWords(BigInt(count), "twins"), filter, states: noise(count, 6) };
      const out = new Float64Array(length);
      // More than a chunk at once, and little by little.
      by.noise(source, out.subarray(0, 12_288));
      for (let at = 12_288; at < length; at += 256) by.noise(source, out.subarray(at, at + 256));
      return { ...source, out };
    }) as [Sourced, Sourced];
    expectSameBits(a.out, b.out, `${count} poles`);
    expectSameBits(a.states, b.states, `${count} states`);
    expect(b.words).toEqual(a.words);
  }
});

test("normal numbers beyond the ziggurat's last layer, of which there are few", () => {
  const filter = { direct: 1, poles: new Float64Array(0), residues: new Float64Array(0) };
  const [a, b] = [plain, simd].map((by) => {
    const out = new Float64Array(2 ** 20);
    by.noise({ words: normalWords(1n, "tails"), filter, states: new Float64Array(0) }, out);
    return out;
  }) as [Float64Array, Float64Array];
  expectSameBits(a, b, "normal numbers");
  expect(a.filter((x) => Math.abs(x) > 3.6541528853610088).length).toBeGreaterThan(200);
});

interface Sourced {
  readonly out: Float64Array;
  readonly states: Float64Array;
  readonly words: Int32Array;
}
