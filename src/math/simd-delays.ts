import type { LagrangeChunk } from "./kernels.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** The outputs of a chunk from one series; see plain-lagrange.ts. */
export function simdLagrange(
  memory: KernelMemory,
  chunk: LagrangeChunk,
  values: Float64Array,
  out: Float64Array,
): void {
  const { base, length, shifts, runs, coefficients, offset } = chunk;
  const { run } = memory;
  const count = shifts.length;
  const half = coefficients.length;
  const places = memory.scratch(length + 2, count, count, half, 6 * half);
  const [window, at, result, factors, taps] = places as [Address, Address, Address, Address, Address];
  memory.writePadded(window, values, base, length + 2);
  memory.write(at, shifts);
  memory.write(factors, coefficients);
  for (const { from, count: some, expansion } of runs) {
    if (expansion === null) {
      run.pairedRun(window, at, offset, from, some, factors, half, result);
      continue;
    }
    memory.write(taps, expansion.taps);
    const first = offset + Math.floor(expansion.centre) - half + 1 + from;
    run.expandedRun(window + 8 * first, at + 8 * from, expansion.centre, taps, 2 * half, some, result + 8 * from);
  }
  out.set(memory.view(result, count));
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
