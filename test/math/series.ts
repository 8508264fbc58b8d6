import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { ComplexArray } from "../../src/math/complex.js";

/** What scipy and pytdi give for the series below; test/fixtures/math/generate.py makes it. */
export const reference = JSON.parse(
  readFileSync(new URL("../fixtures/math/scipy.json", import.meta.url), "utf8"),
) as typeof import("../fixtures/math/scipy.json");

/** White numbers in [−1, 1), by the same linear congruence as in generate.py. */
export function noise(length: number, seed: number): Float64Array {
  const out = new Float64Array(length);
  let state = seed;
  for (let n = 0; n < length; n++) {
    state = (Math.imul(1664525, state) + 1013904223) >>> 0;
    out[n] = state / 2 ** 31 - 1;
  }
  return out;
}

export function complexNoise(length: number, seed: number): ComplexArray {
  return { re: noise(length, seed), im: noise(length, seed + 1000) };
}

/** Every `step`-th value. */
export function every(values: Float64Array, step: number): Float64Array {
  return values.filter((_, n) => n % step === 0);
}

/** Fails, with the worst place, unless all values are within `tolerance` of what is expected. */
export function expectClose(found: Float64Array, expected: ArrayLike<number>, tolerance: number): void {
  expect(found.length).toBe(expected.length);
  let worst = -1;
  let error = tolerance;
  for (let n = 0; n < found.length; n++) {
    const difference = Math.abs(found[n]! - expected[n]!);
    if (!(difference <= error)) {
      worst = n;
      error = difference;
    }
  }
  expect(worst < 0 ? "close" : `[${worst}]: ${found[worst]} for ${expected[worst]}, off by ${error}`).toBe("close");
}

/** Fails unless both hold the same bits (zeros of either sign are alike). */
export function expectSameBits(a: Float64Array, b: Float64Array, what: string): void {
  const x = new BigInt64Array(a.buffer, a.byteOffset, a.length);
  const y = new BigInt64Array(b.buffer, b.byteOffset, b.length);
  const different = x.findIndex((bits, n) => bits !== y[n] && !(a[n] === 0 && b[n] === 0));
  expect(
    a.length === b.length && different < 0 ? "same" : `${what}: [${different}] ${a[different]} and ${b[different]}`,
  ).toBe("same");
}
