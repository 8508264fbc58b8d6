import { randomStream } from "../../src/core/random.js";
import { complexArray } from "../../src/math/complex.js";
import { fftPlan } from "../../src/math/plan.js";
import type { NoiseModel } from "../../src/noise/tdi.js";

/** Gaussian noise with this spectrum, the same for the same name: white noise, filtered in the frequency domain. */
export function colouredNoise(length: number, dt: number, model: NoiseModel, name: string): Float64Array {
  const plan = fftPlan(length);
  const white = randomStream(20_370_101n, name).normals(new Float64Array(length));
  const bins = plan.forwardReal(white, complexArray(plan.bins));
  for (let bin = 0; bin < plan.bins; bin++) {
    const factor = bin === 0 ? 0 : Math.sqrt(model(bin / (length * dt)) / (2 * dt));
    bins.re[bin]! *= factor;
    bins.im[bin]! *= factor;
  }
  return plan.inverseReal(bins, new Float64Array(length));
}

/** The sum of two series. */
export function added(a: Float64Array, b: ArrayLike<number>): Float64Array {
  return a.map((value, index) => value + b[index]!);
}
