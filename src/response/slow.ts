import { SLOW_NUMBERS } from "../math/slow.js";

/** Parameters of a binary as waveforms.galacticBinary has them, at the begin of the observation. */
export interface SlowBinary {
  readonly frequency: number;
  readonly fdot?: number;
  readonly fddot?: number;
  readonly amplitude: number;
  readonly inclination: number;
  readonly polarization: number;
  readonly phase: number;
  readonly lambda: number;
  readonly beta: number;
}

/**
 * What the kernels ask of a binary (see math/slow.ts), written to `out` from wave number `at` on. h₊ = A(1 + cos²ι) cos φ and
 * h× = 2A cos ι sin φ with φ = 2πft + πḟt² + (π/3)f̈t³ + φ₀; the sign of both polarisations and of the phase φ₀ is the other one
 * in waveforms.galacticBinary. G, the half of a link's answer over −2ix (x = 2πfL), is ¼ sinc(a) exp(i(S − a)) n·H·n with
 * a = (x/2)(1 + k·n), whose n points from the emitter, where the phase is S, to the receiver.
 */
export function writeWave(binary: SlowBinary, carrier: number, out: Float64Array, at: number): void {
  const { frequency, fdot = 0, fddot = 0, amplitude, inclination, polarization, phase, lambda, beta } = binary;
  const w = at * SLOW_NUMBERS;
  out[w] = Math.PI - phase;
  out[w + 1] = 2 * Math.PI * (frequency - carrier);
  out[w + 2] = 2 * Math.PI * frequency;
  out[w + 3] = Math.PI * fdot;
  out[w + 4] = (Math.PI * fddot) / 3;
  out[w + 5] = Math.PI * frequency;
  out[w + 6] = (Math.PI * fddot) / 2;
  writeBasis(lambda, beta, out, w + 7);
  const cosine = Math.cos(inclination);
  const plus = amplitude * (1 + cosine * cosine);
  const cross = -2 * amplitude * cosine;
  const [c, s] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  out[w + 16] = plus * c;
  out[w + 17] = -cross * s;
  out[w + 18] = plus * s;
  out[w + 19] = cross * c;
}

/** k, u and v of waveforms' waveBasis. */
function writeBasis(lambda: number, beta: number, out: Float64Array, at: number): void {
  const [cosLambda, sinLambda] = [Math.cos(lambda), Math.sin(lambda)];
  const [cosBeta, sinBeta] = [Math.cos(beta), Math.sin(beta)];
  out[at] = -cosBeta * cosLambda;
  out[at + 1] = -cosBeta * sinLambda;
  out[at + 2] = -sinBeta;
  out[at + 3] = sinLambda;
  out[at + 4] = -cosLambda;
  out[at + 5] = 0;
  out[at + 6] = -sinBeta * cosLambda;
  out[at + 7] = -sinBeta * sinLambda;
  out[at + 8] = cosBeta;
}
