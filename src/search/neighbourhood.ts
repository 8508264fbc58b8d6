import type { NoiseDensity } from "../inference/density.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import type { TdiSignal } from "../response/signal.js";
import type { Factors, Intrinsic, Linear } from "./binary.js";
import type { Nodes, Observation } from "./observation.js";
import { type Basis, basisOf, slowBasis } from "./slow-basis.js";
import { centralPhase, turn } from "./templates.js";

/**
 * Data around one frequency, weighed, turned back by the phase of a binary there and summed up at nodes: products of the data
 * with any signal that is nearly in phase with that binary for long are sums over the nodes. (What heterodyning is in frequency,
 * N. J. Cornish 2010, arXiv:1007.4820, here is in time.)
 */
export class Neighbourhood {
  readonly #seen: Observation;
  readonly #nodes: Nodes;
  readonly #carrier: number;
  readonly #phase: Float64Array;
  /** Of A and E: conj(data) · signal summed over nodes is ⟨d|h⟩, weights · |signal|² is ⟨h|h⟩. */
  readonly data: readonly [ComplexArray, ComplexArray];
  readonly weights: readonly [Float64Array, Float64Array];
  readonly #basis: Basis;
  readonly #turn: Float64Array;

  constructor(seen: Observation, residual: TdiSignal, noise: NoiseDensity, at: Intrinsic, nodes: Nodes = seen.nodes) {
    const middle = Math.round(at.frequency * seen.duration);
    this.#seen = seen;
    this.#nodes = nodes;
    this.#carrier = middle / seen.duration;
    const length = nodes.triangle.length;
    this.#phase = centralPhase(nodes, at, this.#carrier, new Float64Array(length));
    const turn = centralPhase(seen.samples, at, this.#carrier, new Float64Array(seen.count));
    const of = (channel: "A" | "E"): ComplexArray =>
      gathered(seen, nodes, weighed(seen, residual, noise, channel, middle), turn);
    const level = (channel: "A" | "E"): number => noise[channel][middle - noise.first]!;
    this.data = [of("A"), of("E")];
    this.weights = [nodeWeights(seen, nodes, level("A")), nodeWeights(seen, nodes, level("E"))];
    this.#basis = basisOf(length);
    this.#turn = new Float64Array(length);
  }

  /** The two signals of unit factors at the nodes, as the data are; overwritten by the next call unless `out` is given. */
  basis(at: Intrinsic, out: Basis = this.#basis): Basis {
    const phase = centralPhase(this.#nodes, at, this.#carrier, this.#turn);
    for (let n = 0; n < phase.length; n++) phase[n]! -= this.#phase[n]!;
    return turn(slowBasis(this.#nodes, at, this.#seen.generation, out), phase);
  }

  /** 2F and the factors for which it is. */
  fStatistic(at: Intrinsic): { readonly twoF: number; readonly factors: Factors } {
    const [plus, cross] = this.basis(at);
    const z = [0, 0, 0, 0];
    let [m00, m11, mr, mi] = [0, 0, 0, 0];
    for (let channel = 0; channel < 2; channel++) {
      const [d, w] = [this.data[channel]!, this.weights[channel]!];
      const [p, q] = [plus[channel]!, cross[channel]!];
      for (let n = 0; n < w.length; n++) {
        const dr = d.re[n]!;
        const di = d.im[n]!;
        const pr = p.re[n]!;
        const pi = p.im[n]!;
        const qr = q.re[n]!;
        const qi = q.im[n]!;
        // The conjugates of conj(d) p and conj(d) q.
        z[0]! += dr * pr + di * pi;
        z[1]! -= dr * pi - di * pr;
        z[2]! += dr * qr + di * qi;
        z[3]! -= dr * qi - di * qr;
        const weight = w[n]!;
        m00 += weight * (pr * pr + pi * pi);
        m11 += weight * (qr * qr + qi * qi);
        mr += weight * (pr * qr + pi * qi);
        mi += weight * (pr * qi - pi * qr);
      }
    }
    const det = m00 * m11 - mr * mr - mi * mi;
    const [ar, ai, br, bi] = z as [number, number, number, number];
    const factors = {
      plusRe: (m11 * ar - (mr * br - mi * bi)) / det,
      plusIm: (m11 * ai - (mr * bi + mi * br)) / det,
      crossRe: (m00 * br - (mr * ar + mi * ai)) / det,
      crossIm: (m00 * bi - (mr * ai - mi * ar)) / det,
    };
    const twoF = factors.plusRe * ar + factors.plusIm * ai + factors.crossRe * br + factors.crossIm * bi;
    return { twoF, factors };
  }

  /** Adds a binary's signal at the nodes. */
  addSignal(binary: Linear, sum: readonly [ComplexArray, ComplexArray]): void {
    const [plus, cross] = this.basis(binary);
    const { plusRe, plusIm, crossRe, crossIm } = binary;
    for (let channel = 0; channel < 2; channel++) {
      const [p, q, to] = [plus[channel]!, cross[channel]!, sum[channel]!];
      for (let n = 0; n < to.re.length; n++) {
        to.re[n]! += plusRe * p.re[n]! - plusIm * p.im[n]! + crossRe * q.re[n]! - crossIm * q.im[n]!;
        to.im[n]! += plusRe * p.im[n]! + plusIm * p.re[n]! + crossRe * q.im[n]! + crossIm * q.re[n]!;
      }
    }
  }

  zeros(): readonly [ComplexArray, ComplexArray] {
    const { length } = this.#phase;
    return [complexArray(length), complexArray(length)];
  }

  /** ⟨d|h⟩ − ½⟨h|h⟩ of a signal at the nodes. */
  logLikelihood(signal: readonly [ComplexArray, ComplexArray]): number {
    let sum = 0;
    for (let channel = 0; channel < 2; channel++) {
      const [d, w, h] = [this.data[channel]!, this.weights[channel]!, signal[channel]!];
      for (let n = 0; n < w.length; n++) {
        const re = h.re[n]!;
        const im = h.im[n]!;
        sum += d.re[n]! * re + d.im[n]! * im - 0.5 * w[n]! * (re * re + im * im);
      }
    }
    return sum;
  }
}

/**
 * Data over density on the bins around `middle`, as a series of the observation's samples: y with
 * ⟨d|h⟩ = Re Σ conj(y) h for slow samples h, window included.
 */
export function weighed(
  { count, plan, window }: Observation,
  residual: TdiSignal,
  noise: NoiseDensity,
  channel: "A" | "E",
  middle: number,
): ComplexArray {
  const bins = complexArray(count);
  const [from, density] = [residual[channel], noise[channel]];
  const half = count / 2;
  for (let j = -half; j < half; j++) {
    const k = middle + j;
    const [at, weight] = [k - residual.first, 1 / density[k - noise.first]!];
    if (at < 0 || at >= from.re.length || !(weight > 0)) continue;
    const to = j < 0 ? j + count : j;
    bins.re[to] = from.re[at]! * weight;
    bins.im[to] = from.im[at]! * weight;
  }
  const out = plan.inverse(bins, complexArray(count));
  // The inverse transform has 1/count already, so that 2/count is left to 2.
  for (let n = 0; n < count; n++) {
    out.re[n]! *= 2 * window[n]!;
    out.im[n]! *= 2 * window[n]!;
  }
  return out;
}

/** Sums of a series at nodes: the transpose of interpolation, after turning by −phase. */
function gathered({ count }: Observation, nodes: Nodes, series: ComplexArray, phase: Float64Array): ComplexArray {
  const out = complexArray(nodes.triangle.length);
  const { bases, weights } = nodes;
  for (let n = 0; n < count; n++) {
    const [c, s] = [Math.cos(phase[n]!), Math.sin(phase[n]!)];
    const [re, im] = [series.re[n]! * c + series.im[n]! * s, series.im[n]! * c - series.re[n]! * s];
    for (let j = 0; j < 4; j++) {
      out.re[bases[n]! + j]! += weights[4 * n + j]! * re;
      out.im[bases[n]! + j]! += weights[4 * n + j]! * im;
    }
  }
  return out;
}

/** Weights with which |h|² at the nodes sums up to ⟨h|h⟩. */
function nodeWeights({ count, duration, window }: Observation, nodes: Nodes, level: number): Float64Array {
  const out = new Float64Array(nodes.triangle.length);
  for (let n = 0; n < count; n++) {
    const share = (duration / count) * (window[n]! ** 2 / level);
    for (let j = 0; j < 4; j++) out[nodes.bases[n]! + j]! += nodes.weights[4 * n + j]! * share;
  }
  return out;
}
