import type { Instant } from "../core/instant.js";
import { randomStream } from "../core/random.js";
import type { Hertz, Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { irfft } from "../math/fft.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import type { Strain } from "./source.js";

/** Samples in a cycle of the highest frequency, at least; a power of two of seconds makes it up to twice as many. */
const OVERSAMPLING = 5;

/** Cycles of the lowest frequency in a block, at least. */
const CYCLES = 8;

/** Numbers that are kept of blocks and their halves (32 MB) … */
const KEPT_NUMBERS = 4_194_304;

/** … or so many blocks and halves, if that is more: both polarisations of one direction need them at a time. */
const KEPT_SERIES = 14;

/** What a band of frequencies asks of a realisation. */
export interface Band {
  readonly lowest: Hertz;
  readonly highest: Hertz;
}

/** Interval of the samples that represent a band: a power of two of seconds. */
export function stepOf({ highest }: Band): Seconds {
  return 2 ** Math.floor(Math.log2(1 / (OVERSAMPLING * highest)));
}

/** Samples of a block: a power of two. */
function blockOf(band: Band): number {
  return 2 ** Math.ceil(Math.log2(CYCLES / (band.lowest * stepOf(band))));
}

/** Series that were computed, by name; the oldest make room. All directions of a background share one. */
export class SeriesStore {
  readonly #kept = new Map<string, Float64Array>();

  /** The series of this name, made when it is not here. */
  get(name: string, make: () => Float64Array): Float64Array {
    const kept = this.#kept.get(name);
    if (kept !== undefined) return kept;
    const made = make();
    const most = Math.max(KEPT_SERIES, KEPT_NUMBERS / made.length);
    while (this.#kept.size >= most) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(name, made);
    return made;
  }
}

/**
 * Two independent Gaussian processes of one spectrum within a band, at any time: the same numbers however often and in whatever order it is
 * asked. Time is cut into blocks that overlap by half. Each block is a periodic series of its own random stream, under a window
 * whose square adds up to 1 with its neighbours', so that the sum is stationary.
 */
export class Realization {
  readonly #band: Band;
  readonly #psd: (frequency: Hertz) => number;
  readonly #seed: bigint;
  readonly #name: string;
  readonly #block: number;
  readonly #step: Seconds;
  readonly #store: SeriesStore;

  constructor(psd: (frequency: Hertz) => number, band: Band, seed: bigint, name: string, store: SeriesStore) {
    this.#band = band;
    this.#psd = psd;
    this.#seed = seed;
    this.#name = name;
    this.#step = stepOf(band);
    this.#block = blockOf(band);
    this.#store = store;
  }

  /** The two processes at `offsets` (s) after `from`. */
  at(from: Instant<"TCB">, offsets: Float64Array): Strain {
    const start = from.seconds / this.#step + from.fraction / this.#step;
    const [least, most] = extremes(offsets);
    const { before, after } = UNIFORM_REACH;
    const first = Math.floor(start + least / this.#step) - before;
    const stop = Math.floor(start + most / this.#step) + after + 1;
    const series = [this.#samples("plus", first, stop), this.#samples("cross", first, stop)];
    const shift = start - first;
    const places = new Float64Array(offsets.length);
    for (let n = 0; n < places.length; n++) places[n] = shift + offsets[n]! / this.#step;
    const [plus, cross] = uniformInterpolation(series, places);
    return { plus: plus!, cross: cross! };
  }

  /** Samples `first` to `stop` − 1 of a whole series. */
  #samples(which: string, first: number, stop: number): Float64Array {
    const out = new Float64Array(Math.max(0, stop - first));
    const half = this.#block / 2;
    for (let n = first; n < stop; ) {
      const index = Math.floor(n / half);
      const end = Math.min(stop, (index + 1) * half);
      out.set(this.#half(which, index).subarray(n - index * half, end - index * half), n - first);
      n = end;
    }
    return out;
  }

  /** The part of the series in which blocks index − 1 and index overlap. */
  #half(which: string, index: number): Float64Array {
    return this.#store.get(`half ${this.#name} ${which} ${index}`, () => {
      const [before, after] = [this.#made(which, index - 1), this.#made(which, index)];
      const half = this.#block / 2;
      return Float64Array.from({ length: half }, (_, n) => before[half + n]! + after[n]!);
    });
  }

  #made(which: string, index: number): Float64Array {
    const name = `${this.#name} ${which} ${index}`;
    return this.#store.get(`block ${name}`, () => this.#draw(name));
  }

  /** A windowed block: for each frequency of the band a complex normal number of variance S(f) N/(2 dt). */
  #draw(name: string): Float64Array {
    const count = this.#block;
    const df = 1 / (count * this.#step);
    const low = Math.max(1, Math.ceil(this.#band.lowest / df));
    const high = Math.floor(this.#band.highest / df);
    const normals = randomStream(this.#seed, name).normals(new Float64Array(2 * (high - low + 1)));
    const bins = complexArray(count / 2 + 1);
    for (let k = low; k <= high; k++) {
      const sigma = 0.5 * Math.sqrt((this.#psd(k * df) * count) / this.#step);
      bins.re[k] = sigma * normals[2 * (k - low)]!;
      bins.im[k] = sigma * normals[2 * (k - low) + 1]!;
    }
    const values = irfft(bins, count);
    const window = this.#store.get("window", () => powerComplementary(count));
    for (let n = 0; n < count; n++) values[n]! *= window[n]!;
    return values;
  }
}

/** sin(π/2 sin²(π (n + ½)/N)): its square and that of itself half a block later add up to 1 (Vorbis I specification, 1.3.2). */
function powerComplementary(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, n) =>
    Math.sin(0.5 * Math.PI * Math.sin((Math.PI * (n + 0.5)) / count) ** 2),
  );
}

/** The least and the largest of some numbers; 0 and 0 of none. */
function extremes(values: Float64Array): readonly [least: number, most: number] {
  let [least, most] = [values[0] ?? 0, values[0] ?? 0];
  for (let n = 1; n < values.length; n++) {
    const value = values[n]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return [least, most];
}
