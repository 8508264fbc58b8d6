import { once } from "../core/once.js";
import type { Kernels } from "./kernels.js";
import { plainKernels } from "./plain.js";
import { simdKernels } from "./simd.js";
import { hasSimd } from "./simd-memory.js";

/** The kernels of this process, chosen at the first call: both sets give the same bits, so who asks first is no matter. */
export const kernels: () => Kernels = once(() => (hasSimd() ? simdKernels() : plainKernels));
