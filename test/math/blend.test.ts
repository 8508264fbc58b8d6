import { describe, expect, it } from "vitest";
import { randomStream } from "../../src/core/random.js";
import { plainKernels } from "../../src/math/plain.js";
import { simdKernels } from "../../src/math/simd.js";

describe("filters whose taps move", () => {
  const stream = randomStream(1n, "blend");
  const normals = (count: number): Float64Array => stream.normals(new Float64Array(count));

  it.each([1, 4, 7])("give the same bits in SIMD and in plain TypeScript, for %i series", (many) => {
    const filter = { nodes: normals(4 * 176), weights: normals(4 * 33), first: 5, step: 4 };
    const series = Array.from({ length: many }, () => normals(5 + 4 * 32 + 176));
    const [plain, simd] = [plainKernels, simdKernels()].map((kernels) => {
      const outs = series.map(() => new Float64Array(33));
      kernels.blend(filter, series, outs);
      return outs;
    });
    expect(simd).toEqual(plain);
  });

  it("is the sum over the taps that the weights mix", () => {
    const nodes = Float64Array.of(1, 0, 0, 1, 10, 0, 0, 10);
    const out = new Float64Array(2);
    const weights = Float64Array.of(1, 2, 0, 0, 0, 0, 1, 1);
    plainKernels.blend({ nodes, weights, first: 1, step: 2 }, [Float64Array.of(9, 1, 2, 3, 4)], [out]);
    // (1, 2) · (1, 2) and (10, 10) · (3, 4)
    expect([...out]).toEqual([5, 70]);
  });
});
