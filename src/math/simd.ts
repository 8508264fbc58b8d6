import type { Kernels } from "./kernels.js";
import { simdCorrelate, simdExtent, simdLagrange } from "./simd-delays.js";
import { KernelMemory } from "./simd-memory.js";
import { simdCrossSums } from "./simd-spectra.js";
import { simdTransforms } from "./simd-transforms.js";

/** The hot loops in WebAssembly SIMD, with a memory of their own. */
export function simdKernels(): Kernels {
  const memory = new KernelMemory();
  return {
    name: "simd",
    transforms: (length) => simdTransforms(memory, length),
    crossSums: (channels, cut, pairs) => simdCrossSums(memory, channels, cut, pairs),
    extent: (values) => simdExtent(memory, values),
    lagrange: (chunk, series, outs) => simdLagrange(memory, chunk, series, outs),
    correlate: (values, taps, start, step, out) => simdCorrelate(memory, values, taps, start, step, out),
  };
}
