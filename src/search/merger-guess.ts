import { randomStream } from "../core/random.js";
import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { rfft } from "../math/fft.js";
import { fftPlan } from "../math/plan.js";
import { SOLAR_TIME } from "../response/chirp.js";
import { PhenomDGrid } from "../waveforms/phenomd-grid.js";
import type { MergerCandidate } from "./merger-detector.js";
import type { NoiseModels, TdiSeries } from "./merger-spectrogram.js";
import { simplexMaximum } from "./simplex.js";

/** Masses, spin and time of a merger at the constellation, whatever its place and orientation. */
export interface MergerGuess {
  readonly chirpMass: number;
  readonly delta: number;
  /** The same of both black holes. */
  readonly chi: number;
  /** When it passes the constellation (s). */
  readonly time: Seconds;
  /** Half the power that templates explain in A and E. */
  readonly logLikelihood: number;
}

/** Stretch that a guess is made from, and its part before the candidate's time (s). */
const SPAN = 491_520;
const BEFORE = 0.7;
/** Up to here (Hz): templates are compared at times 60 s apart. */
const BINS = 8192;
const TRIALS = 300;

/** ln Mc, δ and χ. */
const LOWEST = [Math.log(0.5), 0, -0.9];
const HIGHEST = [Math.log(2), 0.9, 0.9];

/**
 * Matched filters in A and in E with amplitudes and phases of their own, at all times at once by Fourier transforms (B. Allen et al.
 * 2012, doi:10.1103/PhysRevD.85.122006): some hundreds at random around the candidate, uphill from the best.
 */
export function mergerGuess(series: TdiSeries, noise: NoiseModels, candidate: MergerCandidate): MergerGuess {
  const filter = new Filter(series, noise, candidate.time);
  const random = randomStream(BigInt(Math.round(candidate.time)), "merger guess");
  const at = (x: Float64Array): MergerGuess => filter.at(candidate.chirpMass * Math.exp(x[0]), x[1], x[2]);
  const value = (x: Float64Array): number =>
    x.every((one, n) => one >= LOWEST[n] * 1.5 && one <= HIGHEST[n] * 1.1 && !(n === 1 && one < 0))
      ? at(x).logLikelihood
      : Number.NEGATIVE_INFINITY;
  const trials = Array.from({ length: TRIALS }, () => {
    const x = Float64Array.from(LOWEST, (low, n) => low + (HIGHEST[n] - low) * random.uniform());
    return { x, value: value(x) };
  }).sort((a, b) => b.value - a.value);
  const steps = Float64Array.of(0.02, 0.1, 0.1);
  const best = trials
    .slice(0, 3)
    .map(({ x }) => simplexMaximum(value, x, steps, 0.05, 150))
    .reduce((one, other) => (other.value > one.value ? other : one));
  return at(best.at);
}

/** The data around a time, whitened once more, and what templates find in them. */
class Filter {
  readonly #grid: PhenomDGrid;
  readonly #begin: Seconds;
  readonly #weights: Float64Array;
  readonly #response: Float64Array;
  readonly #data: readonly { readonly re: Float64Array; readonly im: Float64Array }[];
  readonly #plan = fftPlan(BINS);
  readonly #product = complexArray(BINS);
  readonly #out = complexArray(BINS);

  constructor(series: TdiSeries, noise: NoiseModels, time: Seconds) {
    const { dt, start } = series;
    const count = Math.round(SPAN / dt);
    const from = Math.round((time - BEFORE * SPAN - start) / dt);
    this.#begin = start + from * dt;
    const df = 1 / (count * dt);
    const frequencies = Float64Array.from({ length: BINS - 1 }, (_, k) => (k + 1) * df);
    this.#grid = new PhenomDGrid(frequencies);
    this.#data = [series.A, series.E].map((values) => {
      const { re, im } = rfft(tapered(values, from, count));
      const at = (part: Float64Array) => frequencies.map((_, k) => (k + 1 < part.length ? dt * part[k + 1] : 0));
      return { re: at(re), im: at(im) };
    });
    this.#weights = frequencies.map((f) => (f < 1.5e-4 || f > 0.45 / dt ? 0 : (4 * df) / noise.A(f)));
    this.#response = frequencies.map((f) => {
      const x = (2 * Math.PI * f * 2.5e9) / 299_792_458;
      return x * Math.sin(x);
    });
  }

  at(chirpMass: number, delta: number, chi: number): MergerGuess {
    const eta = (1 - delta * delta) / 4;
    const mass = (chirpMass * SOLAR_TIME) / eta ** 0.6;
    const wave = this.#grid.at({ eta, delta, chi1: chi, chi2: chi }, mass);
    const { frequencies } = this.#grid;
    const size = new Float64Array(frequencies.length);
    let power = 0;
    for (let k = 0; k < size.length; k++) {
      const t = (mass / (2 * Math.PI)) * (wave.slope[k] - wave.peakSlope);
      // Earlier than the stretch it is not in the data.
      if (t < -0.6 * SPAN) continue;
      size[k] = wave.amplitude[k] * this.#response[k];
      power += this.#weights[k] * size[k] * size[k];
    }
    const total = new Float64Array(BINS);
    for (const data of this.#data) {
      for (let k = 0; k < size.length; k++) {
        const phase = wave.phase[k] - wave.peakSlope * (mass * frequencies[k] - wave.peak);
        const weight = this.#weights[k] * size[k];
        const [c, s] = [weight * Math.cos(phase), weight * Math.sin(phase)];
        // d h*, where h is the conjugate of A exp(iΨ).
        this.#product.re[k + 1] = data.re[k] * c - data.im[k] * s;
        this.#product.im[k + 1] = data.re[k] * s + data.im[k] * c;
      }
      this.#plan.inverse(this.#product, this.#out);
      for (let n = 0; n < BINS; n++) total[n] += (this.#out.re[n] ** 2 + this.#out.im[n] ** 2) * BINS * BINS;
    }
    const best = total.reduce((top, value, n) => (value > total[top] ? n : top), 0);
    const time = this.#begin + ((best + parabola(total, best)) * SPAN) / BINS;
    return { chirpMass, delta, chi, time, logLikelihood: total[best] / power / 2 };
  }
}

/** A stretch with a tenth of it tapered at each end; zeros outside of the series. */
function tapered(values: Float64Array, from: number, count: number): Float64Array {
  const edge = count / 10;
  return Float64Array.from({ length: count }, (_, n) => {
    const near = Math.min(1, n / edge, (count - 1 - n) / edge);
    return Math.sin((Math.PI / 2) * near) ** 2 * (values[from + n] ?? 0);
  });
}

/** Where between samples a parabola through three of them is highest. */
function parabola(values: Float64Array, at: number): number {
  const [before, here, after] = [values[at - 1] ?? 0, values[at], values[at + 1] ?? 0];
  const bend = before - 2 * here + after;
  return bend < 0 ? (before - after) / (2 * bend) : 0;
}
