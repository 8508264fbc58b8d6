import { BadArgumentError } from "../core/errors.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { mustBeFinite } from "../math/finite.js";
import { fftPlan } from "../math/plan.js";
import type { TdiSignal } from "../response/signal.js";
import { type Channel, checkedDensity, type NoiseDensity } from "./density.js";

/**
 * A signal over the noise: real and imaginary part of each bin of noise then have unit variance, and ⟨a|b⟩ is the sum of products of both
 * parts. Bins without a density are 0.
 * @throws BadArgumentError for bins of another duration, and densities that are not positive
 */
export function whitened(signal: TdiSignal, noise: NoiseDensity): TdiSignal {
  if (Math.abs(signal.df / noise.df - 1) > 1e-9) {
    throw new BadArgumentError(
      `Bins of the signal are ${signal.df} Hz apart, those of the noise ${noise.df} Hz; both must be of the same duration.`,
    );
  }
  checkedDensity(noise);
  const on = (channel: Channel): ComplexArray => {
    const out = complexArray(signal[channel].re.length);
    for (let k = 0; k < out.re.length; k++) {
      const density = noise[channel][k + signal.first - noise.first] ?? Number.POSITIVE_INFINITY;
      const factor = Math.sqrt((4 * signal.df) / density);
      out.re[k] = factor * signal[channel].re[k]!;
      out.im[k] = factor * signal[channel].im[k]!;
    }
    return out;
  };
  return { df: signal.df, first: signal.first, A: on("A"), E: on("E"), T: on("T") };
}

/**
 * A series over the root of its one-sided density: white, of unit variance. The series is taken as periodic, so that its ends, as long as
 * the density has structure, are to be cut off or windowed. Infinity leaves frequencies out.
 * @throws BadDataError for samples that are no numbers; BadArgumentError for a density that is not positive
 */
export function whitenedSeries(values: Float64Array, dt: Seconds, density: (frequency: Hertz) => number): Float64Array {
  mustBeFinite("the series to be whitened", values);
  const plan = fftPlan(values.length);
  const bins = plan.forwardReal(values, complexArray(plan.bins));
  for (let k = 0; k < plan.bins; k++) {
    const level = k === 0 ? Number.POSITIVE_INFINITY : density(k / (values.length * dt));
    if (!(level > 0)) {
      throw new BadArgumentError(
        `The noise density at ${k / (values.length * dt)} Hz is ${level}; it must be positive, or Infinity for frequencies that are left out.`,
        { bin: k, level },
      );
    }
    const factor = Math.sqrt((2 * dt) / level);
    bins.re[k]! *= factor;
    bins.im[k]! *= factor;
  }
  return plan.inverseReal(bins, new Float64Array(values.length));
}
