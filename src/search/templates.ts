import { type ComplexArray, complexArray } from "../math/complex.js";
import type { TdiSignal } from "../response/signal.js";
import { waveBasis } from "../waveforms/direction.js";
import type { Intrinsic, Linear } from "./binary.js";
import type { Grid, Observation } from "./observation.js";
import { type Basis, basisOf, slowBasis } from "./slow-basis.js";

/** The phase that a wave has at the constellation's centre, less that of the carrier (rad). */
export function centralPhase(
  { triangle, centre }: Grid,
  at: Intrinsic,
  carrier: number,
  out: Float64Array,
): Float64Array {
  const { k } = waveBasis(at);
  const [x, y, z] = centre as readonly [Float64Array, Float64Array, Float64Array];
  for (let n = 0; n < triangle.length; n++) {
    const t = n * triangle.dt;
    const away = k[0] * x[n]! + k[1] * y[n]! + k[2] * z[n]!;
    const here = t - away;
    out[n] = 2 * Math.PI * ((at.frequency - carrier) * t - at.frequency * away + (at.fdot / 2) * here * here);
  }
  return out;
}

/** Multiplies all by exp(i phase), in place. */
export function turn(basis: Basis, phase: Float64Array): Basis {
  const [[plusA, plusE], [crossA, crossE]] = basis;
  const all = [plusA, plusE, crossA, crossE];
  for (let n = 0; n < phase.length; n++) {
    const c = Math.cos(phase[n]!);
    const s = Math.sin(phase[n]!);
    for (let j = 0; j < 4; j++) {
      const { re, im } = all[j]!;
      const a = re[n]!;
      const b = im[n]!;
      re[n] = a * c - b * s;
      im[n] = a * s + b * c;
    }
  }
  return basis;
}

/** The signal of a binary on the observation's bins around its frequency, through its window. */
export function signalOf(seen: Observation, binary: Linear): TdiSignal {
  const { duration, count, plan, window } = seen;
  const middle = Math.round(binary.frequency * duration);
  const phase = centralPhase(seen.samples, binary, middle / duration, new Float64Array(count));
  const [plus, cross] = turn(slowBasis(seen.samples, binary, seen.generation, basisOf(count)), phase);
  const bins = (channel: 0 | 1): ComplexArray => {
    const [p, q, sum] = [plus[channel], cross[channel], complexArray(count)];
    const { plusRe, plusIm, crossRe, crossIm } = binary;
    for (let n = 0; n < count; n++) {
      const w = (window[n]! * duration) / (2 * count);
      sum.re[n] = w * (plusRe * p.re[n]! - plusIm * p.im[n]! + crossRe * q.re[n]! - crossIm * q.im[n]!);
      sum.im[n] = w * (plusRe * p.im[n]! + plusIm * p.re[n]! + crossRe * q.im[n]! + crossIm * q.re[n]!);
    }
    const out = plan.forward(sum, complexArray(count));
    return { re: centred(out.re), im: centred(out.im) };
  };
  return { df: 1 / duration, first: middle - count / 2, A: bins(0), E: bins(1), T: complexArray(count) };
}

function centred(values: Float64Array): Float64Array {
  const half = values.length / 2;
  const out = new Float64Array(values.length);
  out.set(values.subarray(half), 0);
  out.set(values.subarray(0, half), half);
  return out;
}

/** Adds `factor` times a signal to data, in place. */
export function addSignal(data: TdiSignal, signal: TdiSignal, factor: number): void {
  for (const channel of ["A", "E"] as const) {
    for (const part of ["re", "im"] as const) {
      const [to, what] = [data[channel][part], signal[channel][part]];
      const shift = signal.first - data.first;
      const last = Math.min(what.length, to.length - shift);
      for (let k = Math.max(0, -shift); k < last; k++) to[k + shift]! += factor * what[k]!;
    }
  }
}
