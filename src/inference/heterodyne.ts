import { BadArgumentError } from "../core/errors.js";
import type { Hertz, Seconds } from "../core/units.js";
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
import { type BinnedReference, type ChannelSums, contract, heterodyneSums } from "./heterodyne-sums.js";

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
  /** Number of bins of frequency between whose edges the ratio to the reference is cubic. */
  readonly bins: number;
  /** What the data were multiplied by at a time (s), as slowly as the binary's frequency changes: gaps, gates, tapered ends. */
  readonly window?: (time: Seconds) => number;
}

/**
 * The likelihood of chirping binaries by relative binning: sums over data are made once, with the reference's wave; what differs
 * from it is smooth, and asked for at the edges of some bins only (N. J. Cornish 2010, arXiv:1007.4820; B. Zackay, L. Dai,
 * T. Venumadhav 2018, arXiv:1806.08792); between edges it is cubic. A and E. A binary is in the data when the reference has its frequency there.
 */
export class HeterodynedLikelihood {
  /** Frequencies of the bins' edges (Hz). */
  readonly edges: Float64Array;
  readonly #grid: PhenomDGrid;
  readonly #values: PhenomDValues;
  readonly #transfer: MichelsonTransfer;
  /** Amplitude and phase of the reference at the edges. */
  readonly #sizes: Float64Array;
  readonly #phases: Float64Array;
  readonly #sums: readonly ChannelSums[];
  /** Ratios at the edges: A₊, E₊, A×, E×, real and imaginary. */
  readonly #ratios: Float64Array;
  readonly #products = new Float64Array(8);

  /** @throws BadArgumentError for a band of no bins, and for a reference of which there is nothing in the data */
  constructor(options: HeterodyneOptions) {
    const { data, noise, path, generation, reference } = options;
    const carrier = new CarrierWave(reference, path);
    const numbers = binsOf(options, carrier);
    const count = numbers.length;
    this.edges = Float64Array.from(numbers, (bin) => bin * data.df);
    this.#grid = new PhenomDGrid(this.edges);
    this.#values = this.#grid.values();
    this.#transfer = new MichelsonTransfer(path, waveBasis(reference), generation);
    this.#sizes = new Float64Array(count);
    this.#phases = new Float64Array(count);
    carrier.at(this.edges, this.#sizes, this.#phases);
    this.#sums = heterodyneSums(data, noise, numbers, binned(options, numbers, carrier));
    this.#ratios = new Float64Array(8 * count);
    mustHaveData(this.#sums, options);
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
    const mass = binary.mass * SOLAR_TIME;
    const wave = this.#grid.at(binary, mass, this.#values);
    const transfer = this.#transfer.turn(waveBasis(binary));
    const out = this.#ratios;
    const { edges } = this;
    const { re, im } = transfer;
    const [scale, turn] = [mass * mass, 2 * Math.PI];
    for (let k = 0; k < edges.length; k++) {
      const t = binary.time + (mass / turn) * (wave.slope[k]! - wave.peakSlope);
      const f = edges[k]!;
      const own = wave.phase[k]! - wave.peakPhase - wave.peakSlope * (mass * f - wave.peak);
      const difference = own + turn * f * binary.time - this.#phases[k]!;
      const size = (scale * wave.amplitude[k]!) / this.#sizes[k]!;
      const c = size * Math.cos(difference);
      const s = size * Math.sin(difference);
      transfer.at(t, f);
      for (let p = 0; p < 2; p++) {
        const n = 3 * p;
        const ar = ROOT2 * (re[n + 2]! - re[n]!);
        const ai = ROOT2 * (im[n + 2]! - im[n]!);
        const er = ROOT6 * (re[n]! - 2 * re[n + 1]! + re[n + 2]!);
        const ei = ROOT6 * (im[n]! - 2 * im[n + 1]! + im[n + 2]!);
        const at = 8 * k + 4 * p;
        out[at] = c * ar - s * ai;
        out[at + 1] = c * ai + s * ar;
        out[at + 2] = c * er - s * ei;
        out[at + 3] = c * ei + s * er;
      }
    }
  }

  /** The products from ratios at the edges. */
  #contracted(): ChirpProducts {
    const out = this.#products.fill(0);
    for (let channel = 0; channel < 2; channel++) contract(this.#sums[channel]!, this.#ratios, 2 * channel, out);
    return {
      plus: [out[0]!, out[1]!],
      cross: [out[2]!, out[3]!],
      plusPlus: out[4]!,
      crossCross: out[5]!,
      plusCross: [out[6]!, out[7]!],
    };
  }
}

function mustHaveData(sums: readonly ChannelSums[], { band, reference }: HeterodyneOptions): void {
  if (sums.some(({ power }) => power.some((value) => value > 0))) return;
  throw new BadArgumentError(
    `Nothing is left of the data from ${band[0]} to ${band[1]} Hz for a binary that merges at ${reference.time} s: the noise is infinite, or the window zero, wherever it has a wave. Leave out less.`,
    { time: reference.time, band: [...band] },
  );
}

const [ROOT2, ROOT6] = [Math.SQRT1_2, 1 / Math.sqrt(6)];
/** Frequencies at which it is looked when a reference is in the data. */
const LOOKS = 512;

/** Numbers of the bins at the edges: where band, data and noise are, and the reference is in the data. */
function binsOf(
  { data, noise, band, bins, reference, observation }: HeterodyneOptions,
  carrier: CarrierWave,
): Int32Array {
  const [low, high] = band.map((f) => Math.round(f / data.df)) as [number, number];
  const from = Math.max(low, data.first, noise.first, 1);
  const to = Math.min(high, data.first + data.A.re.length - 1, noise.first + noise.A.length - 1);
  const step = (to / from) ** (1 / LOOKS);
  const looks = Float64Array.from({ length: LOOKS + 1 }, (_, n) => from * data.df * step ** n);
  const times = carrier.times(looks);
  const inside = times.map((t, n) => (t >= observation[0] && t <= observation[1] ? n : -1)).filter((n) => n >= 0);
  if (to > from + 1 && inside.length === 0) {
    throw new BadArgumentError(
      `A binary that merges at ${reference.time} s has no wave from ${band[0]} to ${band[1]} Hz between ${observation[0]} and ${observation[1]} s. A reference must be in the data.`,
      { time: reference.time, observation: [...observation], band: [...band] },
    );
  }
  // One look more on both sides: the window says where between looks it ends.
  const [first, last] = [Math.max(0, inside[0]! - 1), Math.min(LOOKS, inside[inside.length - 1]! + 1)];
  const [begin, end] = [first, last].map((n) => Math.round(looks[n]! / data.df)) as [number, number];
  return heterodyneEdges(Math.max(from, begin), Math.min(to, end), bins);
}

/** The reference at all bins between the first edge and the last, times the window. */
function binned(
  { data, observation, window }: HeterodyneOptions,
  numbers: Int32Array,
  carrier: CarrierWave,
): BinnedReference {
  const [first, last] = [numbers[0]!, numbers[numbers.length - 1]!];
  const frequencies = Float64Array.from({ length: last - first + 1 }, (_, k) => (first + k) * data.df);
  const [sizes, phases, times] = [0, 1, 2].map(() => new Float64Array(frequencies.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  carrier.at(frequencies, sizes, phases, times);
  for (let k = 0; k < sizes.length; k++) {
    const t = times[k]!;
    sizes[k]! *= t >= observation[0] && t <= observation[1] ? (window?.(t) ?? 1) : 0;
  }
  return { first, sizes, phases };
}
