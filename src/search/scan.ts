import type { NoiseDensity } from "../inference/density.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import type { TdiSignal } from "../response/signal.js";
import type { Intrinsic } from "./binary.js";
import { weighed } from "./neighbourhood.js";
import type { Nodes, Observation } from "./observation.js";
import type { Place } from "./sky.js";
import { type Basis, basisOf, slowBasis } from "./slow-basis.js";
import { centralPhase } from "./templates.js";

/** A maximum of 2F on the grid. */
export interface Peak extends Intrinsic {
  readonly twoF: number;
}

/** Bins of a band, around whose middle all templates are made. Signals of its outer bins are still in the transform. */
export interface Band {
  readonly middle: number;
  /** To either side of the middle. */
  readonly reach: number;
}

/** Frequencies are half a bin apart. */
const PAD = 2;
/** Peaks nearer than so many bins (and the width that the way round the Sun gives) to a higher one are taken for its wings. */
const APART = 12;

/**
 * 2F of a band: over all places, for each frequency the largest. A template's slow part is the same for all frequencies of a
 * band but for what 500 s of light path make of the band's width, so that one Fourier transform of data times the slow part
 * has all of them (as P. Jaranowski et al. 1998 do for one detector, doi:10.1103/PhysRevD.58.063001).
 */
export class Scanner {
  readonly #seen: Observation;
  readonly #plan: FftPlan;
  readonly #basis: Basis;
  readonly #phase: Float64Array;
  readonly #products: readonly [ComplexArray, ComplexArray];
  readonly #sums: readonly [ComplexArray, ComplexArray];

  constructor(seen: Observation) {
    this.#seen = seen;
    const { count } = seen;
    this.#plan = fftPlan(PAD * count);
    this.#basis = basisOf(seen.nodes.triangle.length);
    this.#phase = new Float64Array(count);
    this.#products = [complexArray(PAD * count), complexArray(PAD * count)];
    this.#sums = [complexArray(PAD * count), complexArray(PAD * count)];
  }

  /** Maxima of a band above `least`, the highest first. */
  peaks(residual: TdiSignal, noise: NoiseDensity, band: Band, places: readonly Place[], least: number): Peak[] {
    const { middle, reach } = band;
    const data = (["A", "E"] as const).map((channel) => weighed(this.#seen, residual, noise, channel, middle));
    const levels = (["A", "E"] as const).map((channel) => noise[channel][middle - noise.first]!);
    const width = 2 * PAD * reach + 1;
    const best = new Float64Array(width);
    const where = new Int32Array(width);
    const tilt = tiltOf(noise, band, width);
    places.forEach((place, index) => {
      const metric = this.#project(data as unknown as readonly [ComplexArray, ComplexArray], levels, middle, place);
      this.#maximise(metric, tilt, best, where, index);
    });
    return peaksOf(
      best,
      where,
      least,
      (n, at) => ({
        ...places[at]!,
        frequency: (middle + (n - PAD * reach) / PAD) / this.#seen.duration,
        twoF: best[n]!,
      }),
      APART + 1e-4 * middle,
    );
  }

  /** Of every place, its largest 2F within `reach` bins of the middle, the highest first. */
  starts(residual: TdiSignal, noise: NoiseDensity, band: Band, places: readonly Place[]): Peak[] {
    const { middle, reach } = band;
    const data = (["A", "E"] as const).map((channel) => weighed(this.#seen, residual, noise, channel, middle));
    const levels = (["A", "E"] as const).map((channel) => noise[channel][middle - noise.first]!);
    const width = 2 * PAD * reach + 1;
    const tilt = tiltOf(noise, band, width);
    const [best, where] = [new Float64Array(width), new Int32Array(width)];
    return places
      .map((place) => {
        best.fill(0);
        const metric = this.#project(data as unknown as readonly [ComplexArray, ComplexArray], levels, middle, place);
        this.#maximise(metric, tilt, best, where, 0);
        const n = best.indexOf(Math.max(...best));
        return { ...place, frequency: (middle + (n - PAD * reach) / PAD) / this.#seen.duration, twoF: best[n]! };
      })
      .sort((a, b) => b.twoF - a.twoF);
  }

  /** Transforms of data times both conjugate slow signals, and the products of these signals. */
  #project(
    data: readonly [ComplexArray, ComplexArray],
    levels: readonly number[],
    middle: number,
    place: Place,
  ): Metric {
    const seen = this.#seen;
    const carrier = middle / seen.duration;
    const at = { ...place, frequency: carrier };
    const basis = slowBasis(seen.nodes, at, seen.generation, this.#basis);
    const phase = centralPhase(seen.samples, at, carrier, this.#phase);
    const metric = metricOf(seen, basis, levels);
    multiply(seen.nodes, basis, data, phase, this.#products);
    for (let p = 0; p < 2; p++) this.#plan.forward(this.#products[p]!, this.#sums[p]!);
    return metric;
  }

  #maximise(
    { m00, m11, mr, mi }: Metric,
    tilt: Float64Array,
    best: Float64Array,
    where: Int32Array,
    index: number,
  ): void {
    const [{ re: ar, im: ai }, { re: br, im: bi }] = this.#sums;
    const over = 1 / (m00 * m11 - mr * mr - mi * mi);
    const reach = (best.length - 1) / 2;
    const mask = ar.length - 1;
    for (let n = 0; n < best.length; n++) {
      const k = (n - reach) & mask;
      const [xr, xi, yr, yi] = [ar[k]!, ai[k]!, br[k]!, bi[k]!];
      const mixed = mr * (xr * yr + xi * yi) - mi * (xr * yi - xi * yr);
      const twoF = (m11 * (xr * xr + xi * xi) + m00 * (yr * yr + yi * yi) - 2 * mixed) * over * tilt[n]!;
      if (twoF > best[n]!) {
        best[n] = twoF;
        where[n] = index;
      }
    }
  }
}

/** ⟨h₊|h₊⟩, ⟨h×|h×⟩ and ⟨h₊|h×⟩ with its imaginary part, of unit factors. */
interface Metric {
  readonly m00: number;
  readonly m11: number;
  readonly mr: number;
  readonly mi: number;
}

function metricOf(
  { duration, window, nodes, count }: Observation,
  [plus, cross]: Basis,
  levels: readonly number[],
): Metric {
  let power = 0;
  for (let n = 0; n < count; n++) power += window[n]! ** 2;
  const length = nodes.triangle.length;
  let [m00, m11, mr, mi] = [0, 0, 0, 0];
  for (let channel = 0; channel < 2; channel++) {
    const [p, q] = [plus[channel]!, cross[channel]!];
    const weight = ((duration / (length - 1)) * (power / count)) / levels[channel]!;
    for (let n = 0; n < length; n++) {
      const w = n === 0 || n === length - 1 ? weight / 2 : weight;
      const [pr, pi, qr, qi] = [p.re[n]!, p.im[n]!, q.re[n]!, q.im[n]!];
      m00 += w * (pr * pr + pi * pi);
      m11 += w * (qr * qr + qi * qi);
      mr += w * (pr * qr + pi * qi);
      mi += w * (pr * qi - pi * qr);
    }
  }
  return { m00, m11, mr, mi };
}

/** Data times the conjugates of both slow signals, summed over channels, at all samples; what follows stays zero. */
function multiply(
  { bases, weights }: Nodes,
  [plus, cross]: Basis,
  data: readonly [ComplexArray, ComplexArray],
  phase: Float64Array,
  out: readonly [ComplexArray, ComplexArray],
): void {
  const slow = [plus[0], plus[1], cross[0], cross[1]] as const;
  const [one, other] = out;
  for (let n = 0; n < phase.length; n++) {
    const [c, s] = [Math.cos(phase[n]!), Math.sin(phase[n]!)];
    const base = bases[n]!;
    const [w0, w1, w2, w3] = [weights[4 * n]!, weights[4 * n + 1]!, weights[4 * n + 2]!, weights[4 * n + 3]!];
    let [pr, pi, qr, qi] = [0, 0, 0, 0];
    for (let channel = 0; channel < 2; channel++) {
      const d = data[channel]!;
      const [dr, di] = [d.re[n]! * c + d.im[n]! * s, d.im[n]! * c - d.re[n]! * s];
      const [p, q] = [slow[channel]!, slow[channel + 2]!];
      const ar = w0 * p.re[base]! + w1 * p.re[base + 1]! + w2 * p.re[base + 2]! + w3 * p.re[base + 3]!;
      const ai = w0 * p.im[base]! + w1 * p.im[base + 1]! + w2 * p.im[base + 2]! + w3 * p.im[base + 3]!;
      const br = w0 * q.re[base]! + w1 * q.re[base + 1]! + w2 * q.re[base + 2]! + w3 * q.re[base + 3]!;
      const bi = w0 * q.im[base]! + w1 * q.im[base + 1]! + w2 * q.im[base + 2]! + w3 * q.im[base + 3]!;
      pr += dr * ar + di * ai;
      pi += di * ar - dr * ai;
      qr += dr * br + di * bi;
      qi += di * br - dr * bi;
    }
    one.re[n] = pr;
    one.im[n] = pi;
    other.re[n] = qr;
    other.im[n] = qi;
  }
}

/** Products were made with the noise in the middle of the band: its ratio to the one at each frequency. */
function tiltOf(noise: NoiseDensity, { middle, reach }: Band, width: number): Float64Array {
  const level = (k: number): number => {
    const at = Math.min(Math.max(k - noise.first, 0), noise.A.length - 1);
    return noise.A[at]! + noise.E[at]!;
  };
  const here = level(middle);
  return Float64Array.from({ length: width }, (_, n) => {
    const there = level(middle + Math.round((n - PAD * reach) / PAD));
    return Number.isFinite(there) ? there / here : 0;
  });
}

function peaksOf(
  best: Float64Array,
  where: Int32Array,
  least: number,
  peakAt: (n: number, place: number) => Peak,
  apart: number,
): Peak[] {
  const out: { readonly n: number; readonly peak: Peak }[] = [];
  const order = Array.from(best.keys())
    .filter((n) => best[n]! > least)
    .sort((a, b) => best[b]! - best[a]!);
  for (const n of order) {
    if (out.some((other) => Math.abs(other.n - n) < PAD * apart)) continue;
    out.push({ n, peak: peakAt(n, where[n]!) });
  }
  return out.map(({ peak }) => peak);
}
