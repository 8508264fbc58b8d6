import type { LagrangeChunk } from "./kernels.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** The outputs of a chunk from each series; see plain-lagrange.ts. */
export function simdLagrange(
  memory: KernelMemory,
  chunk: LagrangeChunk,
  series: readonly Float64Array[],
  outs: readonly Float64Array[],
): void {
  const { base, length, shifts, coefficients, offset } = chunk;
  const count = shifts.length;
  const half = coefficients.length;
  const places = memory.scratch(length + 2, count, count, half, 12 * half);
  const [window, at, result, factors, work] = places as [Address, Address, Address, Address, Address];
  memory.write(at, shifts);
  memory.write(factors, coefficients);
  series.forEach((values, index) => {
    memory.writePadded(window, values, base, length + 2);
    memory.run.lagrangeChunk(window, at, offset, count, factors, half, work, result);
    outs[index]!.set(memory.view(result, count));
  });
}

/** The least and the greatest, if all are finite. */
export function simdExtent(memory: KernelMemory, values: Float64Array): readonly [number, number] | null {
  const [at, found] = memory.scratch(values.length, 3) as [Address, Address];
  memory.write(at, values);
  memory.run.extent(at, values.length, found);
  const [low, high, nothing] = memory.view(found, 3) as unknown as [number, number, number];
  return nothing === 0 ? [low, high] : null;
}

/** Outputs computed at a time. */
const CHUNK = 4096;

/** See plain-correlate.ts. */
export function simdCorrelate(
  memory: KernelMemory,
  values: Float64Array,
  taps: Float64Array,
  start: number,
  step: number,
  out: Float64Array,
): void {
  const width = taps.length + (taps.length % 2);
  for (let from = 0; from < out.length; from += CHUNK) {
    const count = Math.min(CHUNK, out.length - from);
    const span = step * (count - 1) + width;
    const [window, filter, result] = memory.scratch(span, width, count) as [Address, Address, Address];
    memory.writePadded(window, values, start + step * from, span);
    memory.writePadded(filter, taps, 0, width);
    memory.run.correlate(window, filter, width, step, count, result);
    out.set(memory.view(result, count), from);
  }
}
