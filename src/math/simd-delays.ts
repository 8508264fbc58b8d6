import { type ChunkOutcome, type LagrangeChunk, reachOf, WIDEST } from "./chunk.js";
import { cutShifts, cutSize } from "./simd-cut.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** The outputs of a chunk from each series; see plain-lagrange.ts. */
export function simdLagrange(
  memory: KernelMemory,
  { shifts, from, coefficients }: LagrangeChunk,
  series: readonly Float64Array[],
  outs: readonly Float64Array[],
): ChunkOutcome {
  const count = shifts.length;
  const half = coefficients.length;
  const longest = count + 2 * half + WIDEST + 2;
  const places = memory.scratch([count, cutSize(count), count, half, 12 * half, longest]);
  const [at, cut, result, factors, work, window] = places as [Address, Address, Address, Address, Address, Address];
  memory.write(at, shifts);
  const extent = cutShifts(memory, at, count, cut);
  if (extent === null) return "impossible";
  const reach = reachOf(extent.low, extent.high, count, half);
  if (reach === null) return "too wide";
  memory.write(factors, coefficients);
  series.forEach((values, index) => {
    memory.writePadded(window, values, from + reach.first, reach.length + 2);
    memory.run.lagrangeChunk(window, at, cut, -reach.first, factors, half, work, result);
    outs[index]!.set(memory.view(result, count));
  });
  return "done";
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
    const [window, filter, result] = memory.scratch([span, width, count]) as [Address, Address, Address];
    memory.writePadded(window, values, start + step * from, span);
    memory.writePadded(filter, taps, 0, width);
    memory.run.correlate(window, filter, width, step, count, result);
    out.set(memory.view(result, count), from);
  }
}
