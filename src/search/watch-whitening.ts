import type { Hertz, Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";

/** The logarithm's transform is made on so many times the taps, that its ends don't meet. */
const ROOM = 16;

/**
 * The causal filter that makes noise of this density white with variance one: of all that do, the one whose output follows its input
 * soonest, by the cepstrum (A. V. Oppenheim, R. W. Schafer, Discrete-Time Signal Processing, 13.8; for alerts: L. Tsukada et al. 2018,
 * arXiv:1708.04125). What it makes of noise is independent from sample to sample, so data may end anywhere. Below `lowest` it falls off.
 */
export function causalWhitening(
  density: (frequency: Hertz) => number,
  dt: Seconds,
  taps: number,
  lowest: Hertz,
): Float64Array {
  const count = ROOM * taps;
  const plan = fftPlan(count);
  const spectrum = complexArray(plan.bins);
  for (let k = 0; k < plan.bins; k++) {
    const f = Math.max(k, 0.5) / (count * dt);
    spectrum.re[k] = 0.5 * Math.log((2 * dt) / (density(f) * (1 + (lowest / (2 * f)) ** 4)));
  }
  const cepstrum = plan.inverseReal(spectrum, new Float64Array(count));
  for (let n = 1; n < count / 2; n++) cepstrum[n] *= 2;
  cepstrum.fill(0, count / 2 + 1);
  plan.forwardReal(cepstrum, spectrum);
  for (let k = 0; k < plan.bins; k++) {
    const [size, phase] = [Math.exp(spectrum.re[k]), spectrum.im[k]];
    spectrum.re[k] = size * Math.cos(phase);
    spectrum.im[k] = size * Math.sin(phase);
  }
  const response = plan.inverseReal(spectrum, new Float64Array(count)).slice(0, taps);
  const fade = taps >> 2;
  for (let n = 0; n < fade; n++) response[taps - fade + n] *= Math.cos((Math.PI / 2) * ((n + 1) / (fade + 1))) ** 2;
  return response;
}
