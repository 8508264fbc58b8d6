import type { MovingFilter } from "./kernels.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** See plain-blend.ts. */
export function simdBlend(
  memory: KernelMemory,
  { nodes, weights, first, step }: MovingFilter,
  series: readonly Float64Array[],
  outs: readonly Float64Array[],
): void {
  const width = nodes.length / 4;
  const count = weights.length / 4;
  const span = step * (count - 1) + width;
  // Neighbours begin on different cache lines.
  const stride = Math.ceil(span / 8) * 8 + 8;
  const places = memory.scratch([nodes.length, weights.length, width, stride * series.length, count * series.length]);
  const [node, weight, taps, x, result] = places as [Address, Address, Address, Address, Address];
  memory.write(node, nodes);
  memory.write(weight, weights);
  series.forEach((values, s) => {
    memory.write(x + 8 * stride * s, values.subarray(first, first + span));
  });
  memory.run.blend(x, stride, series.length, node, weight, width, step, count, taps, result, count);
  outs.forEach((out, s) => {
    out.set(memory.view(result + 8 * count * s, count));
  });
}
