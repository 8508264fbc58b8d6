import { expect, test } from "vitest";
import { complexArray } from "../../src/math/complex.js";
import { plainKernels } from "../../src/math/plain.js";
import { simdKernels } from "../../src/math/simd.js";
import { SLOW_NUMBERS, TRIANGLE_NUMBERS, triangleTable } from "../../src/math/slow.js";
import { expectSameBits, noise } from "./series.js";

test("both sets of kernels give the same bits for slow waves, at any phase, length and generation", () => {
  for (const [length, count] of [
    [4, 3],
    [8, 1],
    [64, 150],
    [512, 20],
  ] as const) {
    for (const twice of [false, true]) {
      const table = triangleTable(Array.from({ length: TRIANGLE_NUMBERS }, (_, s) => noise(length, s + 1)));
      // Phases to some 10^7 of both signs, and one wave of zeros.
      const numbers = noise(SLOW_NUMBERS * count, 50).map((value, n) =>
        n < SLOW_NUMBERS && count > 1 ? 0 : value * 10 ** (n % 3),
      );
      const waves = { length, dt: 0.7, table, numbers, count, twice, scale: 3 };
      const [one, other] = [plainKernels, simdKernels()].map((kernels) => {
        const outs = [0, 1, 2].map(() => complexArray(length * count));
        kernels.slow(waves, outs);
        return outs;
      });
      one!.forEach((channel, c) => {
        expect(channel.re.some((value) => value !== 0)).toBe(true);
        expectSameBits(channel.re, other![c]!.re, `${length} ${twice} ${c} re`);
        expectSameBits(channel.im, other![c]!.im, `${length} ${twice} ${c} im`);
      });
    }
  }
});
