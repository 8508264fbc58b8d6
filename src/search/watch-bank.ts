import type { Hertz, Seconds } from "../core/units.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type FftPlan, fftPlan } from "../math/plan.js";
import { SOLAR_TIME } from "../response/chirp.js";
import { PhenomDGrid } from "../waveforms/phenomd-grid.js";

/** A stretch of time: begin and end. */
export type Span = readonly [begin: number, end: number];

/** What templates are made for. */
export interface BankOptions {
  /** Transforms are of so many samples, dt apart: what repeats after them. */
  readonly samples: number;
  readonly dt: Seconds;
  /** The transform of the causal filter that whitens data, bins 0 … samples/2. */
  readonly whitening: ComplexArray;
  /** Size of the response to a wave, up to a factor, by frequency. */
  readonly response: (frequency: Hertz) => number;
  readonly lowest: Hertz;
  readonly highest: Hertz;
}

/** A binary far from its merger: one template for each chirp mass. */
export interface Template {
  readonly chirpMass: number;
  /** First bin; the conjugate of the whitened wave from there on, with the merger at time 0. */
  readonly first: number;
  readonly wave: ComplexArray;
  /** Σ of its squares. */
  readonly power: number;
  readonly plan: FftPlan;
  /** Its power in time, summed up, over all of it: see {@link powerBefore}. */
  readonly rise: Float64Array;
}

/** Chirp masses of templates, redshifted (solar masses), and the factor within which they share a grid of frequencies. */
const MASSES = { from: 1e5, to: 1.2e7, factor: 1.15 };
/** Mass ratio and spin of templates, as (m₁ − m₂)/M and χ of both: others have another chirp mass at nearly the same wave. */
const TYPICAL = { delta: 0.35, chi1: 0, chi2: 0, eta: (1 - 0.35 ** 2) / 4 };
/** Templates go up to where the binary is so long before its merger (s), */
const SHORTEST: Seconds = 7200;
/** and from where it is so long before: what is earlier adds some per cent to the signal-to-noise ratio ten days before. */
const LONGEST: Seconds = 30 * 86_400;
/** Loss of power half way between neighbours: a third of it on average. */
const LOSS = 0.2;
/** Parts of the band at its ends over which templates rise and fall. */
const EDGES = { low: 0.05, high: 0.3 };
/** Fewer bins make no template. */
const FEWEST = 16;

/** Frequency of a binary so long before its merger, at leading order (P. C. Peters 1964, doi:10.1103/PhysRev.136.B1224). */
export function frequencyBefore(chirpMass: number, before: Seconds): Hertz {
  return ((5 / 256 / before) * (chirpMass * SOLAR_TIME) ** (-5 / 3)) ** (3 / 8) / Math.PI;
}

/** Templates of all chirp masses, as far apart as the loss of power between them allows. */
export function templateBank(options: BankOptions): readonly Template[] {
  const templates: Template[] = [];
  let mass = MASSES.from;
  while (mass < MASSES.to) {
    const [heaviest, [, last]] = [mass * MASSES.factor, bandOf(mass, options)];
    const [first] = bandOf(heaviest, options);
    if (last - first < FEWEST) break;
    const block = blockOf(first, last, options);
    for (; mass < heaviest && mass < MASSES.to; ) {
      const { template, spacing } = templateOf(mass, block, options);
      templates.push(template);
      mass *= Math.exp(spacing);
    }
  }
  return templates;
}

function bandOf(chirpMass: number, { samples, dt, lowest, highest }: BankOptions): Span {
  const duration = samples * dt;
  const [from, to] = [frequencyBefore(chirpMass, LONGEST), frequencyBefore(chirpMass, SHORTEST)];
  return [Math.ceil(Math.max(lowest, from) * duration), Math.floor(Math.min(highest, to) * duration)];
}

/** Bins that templates of some masses share. */
interface Block {
  readonly first: number;
  readonly grid: PhenomDGrid;
  readonly values: ReturnType<PhenomDGrid["values"]>;
  readonly response: Float64Array;
}

function blockOf(first: number, last: number, { samples, dt, response }: BankOptions): Block {
  const frequencies = Float64Array.from({ length: last - first + 1 }, (_, k) => (first + k) / (samples * dt));
  const grid = new PhenomDGrid(frequencies);
  return { first, grid, values: grid.values(), response: frequencies.map(response) };
}

function templateOf(chirpMass: number, block: Block, options: BankOptions): { template: Template; spacing: number } {
  const [first, last] = bandOf(chirpMass, options);
  const { wave, power, slopes, weights } = waveOf(chirpMass, [first, last], block, options.whitening);
  const plan = fftPlan(quickLength(1.25 * (last - first)));
  const template = { chirpMass, first, wave, power, plan };
  return {
    template: { ...template, rise: riseOf(template) },
    spacing: Math.sqrt((8 * LOSS) / varianceOf(slopes, weights, first)),
  };
}

/** The least 2ⁿ, 3 · 2ⁿ or 5 · 2ⁿ that is enough. */
function quickLength(least: number): number {
  return Math.min(...[1, 3, 5].map((factor) => factor * 2 ** Math.ceil(Math.log2(least / factor))));
}

interface Wave {
  readonly wave: ComplexArray;
  readonly power: number;
  /** The derivative of the phase by ln chirp mass, and the power, bin by bin. */
  readonly slopes: Float64Array;
  readonly weights: Float64Array;
}

function waveOf(chirpMass: number, [first, last]: Span, block: Block, whitening: ComplexArray): Wave {
  const mass = (chirpMass * SOLAR_TIME) / TYPICAL.eta ** 0.6;
  const { peakSlope, peak, amplitude, phase, slope } = block.grid.at(TYPICAL, mass, block.values);
  const { frequencies } = block.grid;
  const count = last - first + 1;
  const wave = complexArray(count);
  const [slopes, weights] = [new Float64Array(count), new Float64Array(count)];
  let power = 0;
  for (let k = 0; k < count; k++) {
    const [n, bin] = [first - block.first + k, first + k];
    const size = amplitude[n] * block.response[n] * taper(k, count);
    const angle = phase[n] - peakSlope * (mass * frequencies[n] - peak);
    const [c, s, wr, wi] = [size * Math.cos(angle), size * Math.sin(angle), whitening.re[bin], whitening.im[bin]];
    wave.re[k] = wr * c + wi * s;
    wave.im[k] = wr * s - wi * c;
    weights[k] = wave.re[k] * wave.re[k] + wave.im[k] * wave.im[k];
    power += weights[k];
    // All phases but the merger's own go with Mf: d/d ln M is f d/df.
    slopes[k] = (slope[n] - peakSlope) * mass * frequencies[n];
  }
  return { wave, power, slopes, weights };
}

function taper(k: number, count: number): number {
  const [low, high] = [EDGES.low * count, EDGES.high * count];
  const near = Math.min((k + 1) / (low + 1), (count - k) / (high + 1));
  return near < 1 ? Math.sin((Math.PI / 2) * near) ** 2 : 1;
}

/** What is left of the derivative's variance, when phase and time take up what they can. */
function varianceOf(slopes: Float64Array, weights: Float64Array, first: number): number {
  let [w, x, xx, y, xy, yy] = [0, 0, 0, 0, 0, 0];
  for (let k = 0; k < slopes.length; k++) {
    const [weight, f, s] = [weights[k], first + k, slopes[k]];
    w += weight;
    x += weight * f;
    xx += weight * f * f;
    y += weight * s;
    xy += weight * f * s;
    yy += weight * s * s;
  }
  const [vx, vxy, vy] = [xx / w - (x / w) ** 2, xy / w - (x * y) / w ** 2, yy / w - (y / w) ** 2];
  return vy - (vxy * vxy) / vx;
}

/** Some bins in time, without the frequency of the first: a repetition, at the template's own step. */
export function inTime({ plan }: Pick<Template, "plan">, bins: ComplexArray): ComplexArray {
  const [input, out] = [complexArray(plan.length), complexArray(plan.length)];
  input.re.set(bins.re);
  input.im.set(bins.im);
  return plan.inverse(input, out);
}

/** The power of a template in time, summed up from its begin on, over all of it. */
function riseOf(template: Omit<Template, "rise">): Float64Array {
  const { re, im } = inTime(template, template.wave);
  const count = re.length;
  const rise = new Float64Array(count + 1);
  for (let n = 0; n < count; n++) {
    // The conjugate runs backwards, from the merger at 0; a repetition begins behind the end of the one before.
    const at = (2 * count - afterMerger(count) - n) % count;
    rise[n + 1] = rise[n] + re[at] * re[at] + im[at] * im[at];
  }
  return rise.map((value) => value / rise[count]);
}

/** Steps after the merger with which a repetition ends: nothing of a template is left there. */
function afterMerger(count: number): number {
  return Math.round(count * 0.04);
}

/** Part of a template's power before a time (steps after its merger). */
export function powerBefore({ rise }: Template, time: number): number {
  const count = rise.length - 1;
  const place = Math.min(Math.max(time + count - afterMerger(count), 0), count - 1e-9);
  const n = Math.floor(place);
  return rise[n] + (place - n) * (rise[n + 1] - rise[n]);
}
