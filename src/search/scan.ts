import type { NoiseDensity } from "../inference/density.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import type { TdiSignal } from "../response/signal.js";
import type { Intrinsic } from "./binary.js";
import { weighed } from "./neighbourhood.js";
import type { Grid, Observation } from "./observation.js";
import { type Place, placesFor } from "./sky.js";
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
/** Where to look around a frequency, with the slow parts of signals from there: one for each direction, all of whose drifts follow each other. */
export interface Templates {
  readonly places: readonly Place[];
  readonly drifts: number;
  readonly bases: readonly Basis[];
}

/** For frequencies from a few percent below: slow parts hardly change over such a width. */
export function templatesFor(seen: Observation, frequency: number): Templates {
  const places = placesFor(seen, frequency);
  const drifts = places.findIndex(({ lambda, beta }) => lambda !== places[0]!.lambda || beta !== places[0]!.beta);
  const bases = places
    .filter((_, n) => n % drifts === 0)
    .map((at) => {
      const basis = basisOf(seen.nodes.triangle.length);
      // A drift changes the slow signals' phases, but hardly themselves.
      return slowBasis(seen.nodes, { ...at, frequency, fdot: 0 }, seen.generation, basis);
    });
  return { places, drifts, bases };
}

/** Maxima nearer than so many bins (and the width that the way round the Sun gives) to a higher one are taken for its wings. */
export function peaksApart(bin: number): number {
  return 12 + 1e-4 * bin;
}

/**
 * 2F of a band: over all places, for each frequency the largest. A template's slow part is the same for all frequencies of a
 * band but for what 500 s of light path make of the band's width, so that one Fourier transform of data times the slow part
 * has all of them (as P. Jaranowski et al. 1998 do for one detector, doi:10.1103/PhysRevD.58.063001).
 */
export class Scanner {
  readonly #seen: Observation;
  readonly #count: number;
  readonly #plan: FftPlan;
  readonly #blocks: Blocks;
  readonly #products: readonly [ComplexArray, ComplexArray];
  readonly #sums: readonly [ComplexArray, ComplexArray];

  /** @param count bins around a band's middle that are transformed, a power of two: the band and its signals must be in them */
  constructor(seen: Observation, count: number = seen.count) {
    this.#seen = seen;
    this.#count = count;
    this.#plan = fftPlan(PAD * count);
    this.#blocks = blocksOf(seen, count);
    this.#products = [complexArray(PAD * count), complexArray(PAD * count)];
    this.#sums = [complexArray(PAD * count), complexArray(PAD * count)];
  }

  /** Maxima of a band above `least`, the highest first. */
  peaks(residual: TdiSignal, noise: NoiseDensity, band: Band, templates: Templates, least: number): Peak[] {
    const { middle, reach } = band;
    const width = 2 * PAD * reach + 1;
    const [best, where] = [new Float64Array(width), new Int32Array(width)];
    this.#scan(residual, noise, band, templates, (metric, tilt, index) =>
      this.#maximise(metric, tilt, best, where, index),
    );
    return peaksOf(
      best,
      where,
      least,
      (n, at) => ({
        ...templates.places[at]!,
        frequency: (middle + (n - PAD * reach) / PAD) / this.#seen.duration,
        twoF: best[n]!,
      }),
      peaksApart(middle),
    );
  }

  /** Of every place, its largest 2F within `reach` bins of the middle, the highest first. */
  starts(residual: TdiSignal, noise: NoiseDensity, band: Band, templates: Templates): Peak[] {
    const { middle, reach } = band;
    const width = 2 * PAD * reach + 1;
    const [best, where] = [new Float64Array(width), new Int32Array(width)];
    const out: Peak[] = [];
    this.#scan(residual, noise, band, templates, (metric, tilt, index) => {
      best.fill(0);
      this.#maximise(metric, tilt, best, where, 0);
      const n = best.indexOf(Math.max(...best));
      const frequency = (middle + (n - PAD * reach) / PAD) / this.#seen.duration;
      out.push({ ...templates.places[index]!, frequency, twoF: best[n]! });
    });
    return out.sort((a, b) => b.twoF - a.twoF);
  }

  /** Calls `each` for every place in turn, its sums being in place. */
  #scan(
    residual: TdiSignal,
    noise: NoiseDensity,
    band: Band,
    { places, drifts, bases }: Templates,
    each: (metric: Metric, tilt: Float64Array, index: number) => void,
  ): void {
    const { middle, reach } = band;
    const of = (channel: "A" | "E"): ComplexArray =>
      decimated(weighed(this.#seen, residual, noise, channel, middle), this.#seen.plan, this.#count);
    const data = [of("A"), of("E")] as const;
    const levels = [noise.A[middle - noise.first]!, noise.E[middle - noise.first]!];
    const tilt = tiltOf(noise, band, 2 * PAD * reach + 1);
    const carrier = middle / this.#seen.duration;
    const next = drifts === 1 ? 0 : places[1]!.fdot - places[0]!.fdot;
    const chirp = chirpOf(next, this.#seen.duration, this.#count);
    bases.forEach((basis, direction) => {
      const metric = metricOf(this.#seen, basis, levels);
      const first = direction * drifts;
      multiply(this.#blocks, basis, data, { ...places[first]!, frequency: carrier }, this.#products);
      for (let index = first; index < first + drifts; index++) {
        if (index > first) for (const product of this.#products) turnBy(chirp, product);
        for (let p = 0; p < 2; p++) this.#plan.forward(this.#products[p]!, this.#sums[p]!);
        each(metric, tilt, index);
      }
    });
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

/** The inner `count` bins of a series' transform as a series of as many samples. */
function decimated(series: ComplexArray, plan: FftPlan, count: number): ComplexArray {
  const length = series.re.length;
  if (count === length) return series;
  const [bins, inner] = [plan.forward(series, complexArray(length)), complexArray(count)];
  for (let j = 0; j < count; j++) {
    const from = j < count / 2 ? j : j + length - count;
    inner.re[j] = bins.re[from]!;
    inner.im[j] = bins.im[from]!;
  }
  return fftPlan(count).inverse(inner, complexArray(count));
}

/** Samples between nodes, and the constellation's centre at the nodes. */
interface Blocks {
  readonly centre: Grid;
  /** First sample at each node or after it, and the number of samples at last. */
  readonly firsts: Int32Array;
  /** Nodes from a sample to the next. */
  readonly step: number;
}

function blocksOf({ nodes, duration }: Observation, count: number): Blocks {
  const { length, dt } = nodes.triangle;
  const step = duration / count / dt;
  const firsts = Int32Array.from({ length }, (_, j) => Math.min(count, Math.ceil(j / step)));
  firsts[length - 1] = count;
  return { centre: nodes, firsts, step };
}

/**
 * Data times the conjugates of both slow signals, summed over channels, at all samples; what follows stays zero. Signals and phases are
 * straight between nodes: within a few percent of a signal at worst, which is enough to find where to look closer.
 */
function multiply(
  { centre, firsts, step }: Blocks,
  [[plusA, plusE], [crossA, crossE]]: Basis,
  [A, E]: readonly [ComplexArray, ComplexArray],
  at: Intrinsic,
  [one, other]: readonly [ComplexArray, ComplexArray],
): void {
  const phase = centralPhase(centre, at, at.frequency, new Float64Array(centre.triangle.length));
  for (let j = 0; j + 1 < phase.length; j++) {
    const slope = phase[j + 1]! - phase[j]!;
    let x = firsts[j]! * step - j;
    let c = Math.cos(phase[j]! + x * slope);
    let s = Math.sin(phase[j]! + x * slope);
    const stepC = Math.cos(slope * step);
    const stepS = Math.sin(slope * step);
    for (let n = firsts[j]!; n < firsts[j + 1]!; n++) {
      const w = 1 - x;
      const ar = A.re[n]! * c + A.im[n]! * s;
      const ai = A.im[n]! * c - A.re[n]! * s;
      const er = E.re[n]! * c + E.im[n]! * s;
      const ei = E.im[n]! * c - E.re[n]! * s;
      const par = w * plusA.re[j]! + x * plusA.re[j + 1]!;
      const pai = w * plusA.im[j]! + x * plusA.im[j + 1]!;
      const per = w * plusE.re[j]! + x * plusE.re[j + 1]!;
      const pei = w * plusE.im[j]! + x * plusE.im[j + 1]!;
      one.re[n] = ar * par + ai * pai + er * per + ei * pei;
      one.im[n] = ai * par - ar * pai + ei * per - er * pei;
      const qar = w * crossA.re[j]! + x * crossA.re[j + 1]!;
      const qai = w * crossA.im[j]! + x * crossA.im[j + 1]!;
      const qer = w * crossE.re[j]! + x * crossE.re[j + 1]!;
      const qei = w * crossE.im[j]! + x * crossE.im[j + 1]!;
      other.re[n] = ar * qar + ai * qai + er * qer + ei * qei;
      other.im[n] = ai * qar - ar * qai + ei * qer - er * qei;
      const turned = c * stepC - s * stepS;
      s = s * stepC + c * stepS;
      c = turned;
      x += step;
    }
  }
}

/** exp(−iπ ḟ t²) at samples: what turns products of one drift into those of the next. */
function chirpOf(fdot: number, duration: number, count: number): ComplexArray {
  const phase = Float64Array.from({ length: count }, (_, n) => -Math.PI * fdot * ((n * duration) / count) ** 2);
  return { re: phase.map(Math.cos), im: phase.map(Math.sin) };
}

function turnBy(chirp: ComplexArray, { re, im }: ComplexArray): void {
  for (let n = 0; n < chirp.re.length; n++) {
    const x = re[n]!;
    const y = im[n]!;
    re[n] = x * chirp.re[n]! - y * chirp.im[n]!;
    im[n] = x * chirp.im[n]! + y * chirp.re[n]!;
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
