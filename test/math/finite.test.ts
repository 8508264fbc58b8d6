import { expect, it } from "vitest";
import { gatedNoise } from "../../src/inference/gaps.js";
import { mustBeFinite } from "../../src/math/finite.js";
import { shortTimeFourier } from "../../src/math/short-time.js";
import { waveletTransform } from "../../src/math/wavelet.js";

const VALUES = new Float64Array(64).fill(1);
const BAD = VALUES.map((value, n) => (n === 9 ? Number.NaN : value));

it("numbers are as they were", () => {
  expect(mustBeFinite("it", VALUES)).toBe(VALUES);
});

it.each<[string, (values: Float64Array) => unknown]>([
  ["short-time maps", (values) => shortTimeFourier(values, new Float64Array(16).fill(1), 8)],
  ["wavelets", (values) => waveletTransform(8, 8).forward(values)],
  [
    "gated noise",
    (values) => gatedNoise({ dt: 1, gaps: new Uint8Array(64).fill(1, 20, 24), density: () => 2 }).inpainted(values),
  ],
])("%s refuse a series with NaN, and say where", (_, transform) => {
  expect(() => transform(BAD)).toThrow(/Sample 9 of .* is NaN: .* fills gaps/);
  expect(() => transform(VALUES)).not.toThrow();
});

it("NaN within gaps does not matter", () => {
  const gates = gatedNoise({ dt: 1, gaps: new Uint8Array(64).fill(1, 9, 10), density: () => 2 });
  expect(gates.inpainted(BAD).every(Number.isFinite)).toBe(true);
});
