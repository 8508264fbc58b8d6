import type { Hertz } from "../core/units.js";
import { SOLAR_TIME } from "../response/chirp.js";
import { MichelsonTransfer } from "../response/michelson.js";
import type { ConstellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import { waveBasis } from "../waveforms/direction.js";
import { PhenomDGrid, type PhenomDValues } from "../waveforms/phenomd-grid.js";
import { CarrierWave } from "./carrierwave.js";
import {
  type ChirpProducts,
  chirpAmplitudes,
  type IntrinsicChirp,
  linearLogLikelihood,
  type MassiveBinary,
} from "./chirpamplitudes.js";
import type { NoiseDensity } from "./density.js";
import { heterodyneEdges } from "./heterodyne-bins.js";

/** Where and against what binaries are compared with data. */
export interface HeterodyneOptions {
  readonly data: TdiSignal;
  readonly noise: NoiseDensity;
  readonly path: ConstellationPath;
  /** Of time-delay interferometry: 1.5 or 2. */
  readonly generation: number;
  /** When the data begin and end, after the path's begin (s). */
  readonly observation: readonly [number, number];
  /** A binary near those that will be asked for. */
  readonly reference: IntrinsicChirp;
  /** Frequencies that are compared. */
  readonly band: readonly [Hertz, Hertz];
  /** Number of bins of frequency in which the ratio to the reference is linear. */
  readonly bins: number;
}

/**
 * The likelihood of chirping binaries by relative binning: sums over data are made once, with the reference's wave; what differs
 * from it is smooth, and asked for at the edges of some bins only (N. J. Cornish 2010, arXiv:1007.4820; B. Zackay, L. Dai,
 * T. Venumadhav 2018, arXiv:1806.08792). A and E.
 */
export class HeterodynedLikelihood {
  /** Frequencies of the bins' edges (Hz). */
  readonly edges: Float64Array;
  readonly #options: HeterodyneOptions;
  readonly #grid: PhenomDGrid;
  readonly #values: PhenomDValues;
  readonly #carrier: CarrierWave;
  /** Amplitude and phase of the reference at the edges. */
  readonly #sizes: Float64Array;
  readonly #phases: Float64Array;
  /** By channel and bin: Σ d u/S and Σ d u (f − f̄)/S, real and imaginary; Σ |u|² (f − f̄)ⁿ/S for n = 0, 1, 2. */
  readonly #sums: readonly Float64Array[];
  /** Ratios at the edges: A₊, E₊, A×, E×, real and imaginary. */
  readonly #ratios: Float64Array;

  constructor(options: HeterodyneOptions) {
    const { data, band, bins, noise } = options;
    const [from, to] = band.map((f) => Math.round(f / data.df)) as [number, number];
    const last = Math.min(data.first + data.A.re.length, noise.first + noise.A.length) - 1;
    const numbers = heterodyneEdges(Math.max(from, data.first, noise.first, 1), Math.min(to, last), bins);
    this.#options = options;
    this.edges = Float64Array.from(numbers, (bin) => bin * data.df);
    this.#grid = new PhenomDGrid(this.edges);
    this.#values = this.#grid.values();
    this.#carrier = new CarrierWave(options.reference, options.path);
    this.#sizes = new Float64Array(numbers.length);
    this.#phases = new Float64Array(numbers.length);
    this.#carrier.at(this.edges, this.#sizes, this.#phases);
    this.#sums = summaries(options, numbers, this.#carrier);
    this.#ratios = new Float64Array(8 * numbers.length);
  }

  /** ln L but for −½⟨d|d⟩. */
  logLikelihood(binary: MassiveBinary): number {
    return linearLogLikelihood(this.products(binary), chirpAmplitudes(binary));
  }

  products(binary: IntrinsicChirp): ChirpProducts {
    this.#evaluate(binary);
    return this.#contracted();
  }

  #evaluate(binary: IntrinsicChirp): void {
    const { path, generation, observation } = this.#options;
    const mass = binary.mass * SOLAR_TIME;
    const wave = this.#grid.at(binary, mass, this.#values);
    const transfer = new MichelsonTransfer(path, waveBasis(binary), generation);
    const [first, last] = [transfer.atSun(observation[0]), transfer.atSun(observation[1])];
    const out = this.#ratios;
    const { edges } = this;
    const [r2, r6] = [Math.SQRT1_2, 1 / Math.sqrt(6)];
    const { re, im } = transfer;
    for (let k = 0; k < edges.length; k++) {
      const t = binary.time + (mass / (2 * Math.PI)) * (wave.slope[k] - wave.peakSlope);
      if (!(t >= first && t <= last)) {
        out.fill(0, 8 * k, 8 * k + 8);
        continue;
      }
      const f = edges[k];
      const phase =
        wave.phase[k] - wave.peakPhase - wave.peakSlope * (mass * f - wave.peak) + 2 * Math.PI * f * binary.time;
      const size = (mass * mass * wave.amplitude[k]) / this.#sizes[k];
      const difference = phase - this.#phases[k];
      const c = size * Math.cos(difference);
      const s = size * Math.sin(difference);
      transfer.at(t, f);
      for (let p = 0; p < 2; p++) {
        const n = 3 * p;
        const ar = r2 * (re[n + 2] - re[n]);
        const ai = r2 * (im[n + 2] - im[n]);
        const er = r6 * (re[n] - 2 * re[n + 1] + re[n + 2]);
        const ei = r6 * (im[n] - 2 * im[n + 1] + im[n + 2]);
        const at = 8 * k + 4 * p;
        out[at] = c * ar - s * ai;
        out[at + 1] = c * ai + s * ar;
        out[at + 2] = c * er - s * ei;
        out[at + 3] = c * ei + s * er;
      }
    }
  }

  /** The products from ratios at the edges, linear in between. */
  #contracted(): ChirpProducts {
    let [pr, pi, qr, qi, pp, qq, xr, xi] = [0, 0, 0, 0, 0, 0, 0, 0];
    const { edges } = this;
    const r = this.#ratios;
    for (let channel = 0; channel < 2; channel++) {
      const sums = this.#sums[channel];
      for (let b = 0; b + 1 < edges.length; b++) {
        const width = 1 / (edges[b + 1] - edges[b]);
        const at = 8 * b + 2 * channel;
        const next = at + 8;
        const s = 7 * b;
        const ur = (r[at] + r[next]) / 2;
        const ui = (r[at + 1] + r[next + 1]) / 2;
        const vr = (r[next] - r[at]) * width;
        const vi = (r[next + 1] - r[at + 1]) * width;
        const wr = (r[at + 4] + r[next + 4]) / 2;
        const wi = (r[at + 5] + r[next + 5]) / 2;
        const yr = (r[next + 4] - r[at + 4]) * width;
        const yi = (r[next + 5] - r[at + 5]) * width;
        const ar = sums[s];
        const ai = sums[s + 1];
        const br = sums[s + 2];
        const bi = sums[s + 3];
        const m0 = sums[s + 4];
        const m1 = sums[s + 5];
        const m2 = sums[s + 6];
        pr += ar * ur - ai * ui + br * vr - bi * vi;
        pi += ar * ui + ai * ur + br * vi + bi * vr;
        qr += ar * wr - ai * wi + br * yr - bi * yi;
        qi += ar * wi + ai * wr + br * yi + bi * yr;
        pp += m0 * (ur * ur + ui * ui) + 2 * m1 * (ur * vr + ui * vi) + m2 * (vr * vr + vi * vi);
        qq += m0 * (wr * wr + wi * wi) + 2 * m1 * (wr * yr + wi * yi) + m2 * (yr * yr + yi * yi);
        xr += m0 * (ur * wr + ui * wi) + m1 * (ur * yr + ui * yi + vr * wr + vi * wi) + m2 * (vr * yr + vi * yi);
        xi += m0 * (ur * wi - ui * wr) + m1 * (ur * yi - ui * yr + vr * wi - vi * wr) + m2 * (vr * yi - vi * yr);
      }
    }
    return { plus: [pr, pi], cross: [qr, qi], plusPlus: pp, crossCross: qq, plusCross: [xr, xi] };
  }
}

function summaries(
  { data, noise }: HeterodyneOptions,
  numbers: Int32Array,
  carrier: CarrierWave,
): readonly Float64Array[] {
  const [from, to] = [numbers[0], numbers[numbers.length - 1]];
  const frequencies = Float64Array.from({ length: to - from }, (_, k) => (from + k) * data.df);
  const [sizes, phases] = [new Float64Array(to - from), new Float64Array(to - from)];
  carrier.at(frequencies, sizes, phases);
  const [cos, sin] = [
    phases.map((phase, k) => sizes[k] * Math.cos(phase)),
    phases.map((phase, k) => sizes[k] * Math.sin(phase)),
  ];
  return (["A", "E"] as const).map((channel) => {
    const sums = new Float64Array(7 * (numbers.length - 1));
    for (let b = 0; b + 1 < numbers.length; b++) {
      const centre = ((numbers[b] + numbers[b + 1]) / 2) * data.df;
      for (let bin = numbers[b]; bin < numbers[b + 1]; bin++) {
        const weight = (4 * data.df) / noise[channel][bin - noise.first];
        const [re, im] = [data[channel].re[bin - data.first], data[channel].im[bin - data.first]];
        const [c, s, away] = [cos[bin - from], sin[bin - from], bin * data.df - centre];
        const [x, y, power] = [weight * (re * c - im * s), weight * (re * s + im * c), weight * (c * c + s * s)];
        const parts = [x, y, x * away, y * away, power, power * away, power * away * away];
        for (let n = 0; n < 7; n++) sums[7 * b + n] += parts[n];
      }
    }
    return sums;
  });
}
