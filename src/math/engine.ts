import type { Kernels } from "./kernels.js";
import { plainKernels } from "./plain.js";

/** The kernels of this process. */
export function kernels(): Kernels {
  return plainKernels;
}
