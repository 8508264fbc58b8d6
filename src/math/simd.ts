import type { Kernels } from "./kernels.js";
import { simdBlend } from "./simd-blend.js";
import { BlockTransform } from "./simd-blocks.js";
import { simdCorrelate, simdLagrange } from "./simd-delays.js";
import { KernelMemory } from "./simd-memory.js";
import { simdNested } from "./simd-nested.js";
import { simdNoise } from "./simd-noise.js";
import { simdSlow } from "./simd-slow.js";
import { simdCrossSums } from "./simd-spectra.js";
import { simdTransforms } from "./simd-transforms.js";

/** The hot loops in WebAssembly SIMD, with a memory of their own. */
export function simdKernels(): Kernels {
  const memory = new KernelMemory();
  const transforms = remembered((length: number) => simdTransforms(memory, length));
  const blocks = remembered((length: number) => new BlockTransform(memory, length));
  return {
    name: "simd",
    transforms,
    crossSums: (channels, cut, pairs) => simdCrossSums(memory, blocks(cut.window.length), channels, cut, pairs),
    lagrange: (chunk, series, outs) => simdLagrange(memory, chunk, series, outs),
    nested: (tree, from, out) => simdNested(memory, tree, from, out),
    correlate: (values, taps, start, step, out) => simdCorrelate(memory, values, taps, start, step, out),
    noise: (source, out) => simdNoise(memory, source, out),
    blend: (filter, series, outs) => simdBlend(memory, filter, series, outs),
    slow: (waves, outs) => simdSlow(memory, blocks(waves.length), waves, outs),
  };
}

/** How many lengths are remembered: their tables take time to make. */
const MOST = 8;

/** The same function, whose last few results are kept. */
function remembered<T>(make: (length: number) => T): (length: number) => T {
  const kept = new Map<number, T>();
  return (length) => {
    const value = kept.get(length) ?? make(length);
    kept.delete(length);
    kept.set(length, value);
    if (kept.size > MOST) kept.delete(kept.keys().next().value!);
    return value;
  };
}
