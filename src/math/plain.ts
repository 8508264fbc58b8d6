import type { Kernels } from "./kernels.js";
import { blend } from "./plain-blend.js";
import { correlate } from "./plain-correlate.js";
import { lagrangeChunk } from "./plain-lagrange.js";
import { nestedChunk } from "./plain-nested.js";
import { colouredNoise } from "./plain-noise.js";
import { slowSignals } from "./plain-slow.js";
import { crossSums } from "./plain-spectra.js";
import { plainTransforms } from "./plain-transforms.js";

/** The hot loops in plain TypeScript: the reference, and what runs where WebAssembly has no SIMD. */
export const plainKernels: Kernels = {
  name: "plain",
  transforms: plainTransforms,
  crossSums,
  lagrange: lagrangeChunk,
  nested: nestedChunk,
  correlate,
  noise: colouredNoise,
  blend,
  slow: slowSignals,
};
