import { kernels } from "../math/engine.js";
import { kaiserDesign, lowPassTaps } from "../math/fir.js";

/** Laser noise near Nyquist's frequency is 150 dB above what is looked for. */
const ATTENUATION = 180;
/** Parts of the lower sampling rate up to which signals pass, and from which on nothing does that would come down on them. */
const [PASS, STOP] = [0.35, 0.65];

/** Fewer samples behind a low-pass, piece by piece; what misses a sample under the filter's taps is missing. */
export class Decimation {
  readonly factor: number;
  readonly #taps: Float64Array;
  #rest: Float64Array = new Float64Array(0);

  constructor(factor: number) {
    this.factor = factor;
    this.#taps = factor === 1 ? Float64Array.of(1) : tapsFor(factor);
  }

  /** Samples by which the first result is later than the first sample. */
  get delay(): number {
    return (this.#taps.length - 1) / 2;
  }

  /** How many results so many samples have. */
  lengthFor(samples: number): number {
    return Math.max(0, Math.floor((samples - this.#taps.length) / this.factor) + 1);
  }

  /** The results that the next samples make possible. */
  push(piece: Float64Array): Float64Array {
    const values = new Float64Array(this.#rest.length + piece.length);
    values.set(this.#rest);
    values.set(piece, this.#rest.length);
    const out = new Float64Array(this.lengthFor(values.length));
    const known = values.map((value) => (Number.isFinite(value) ? value : 0));
    kernels().correlate(known, this.#taps, 0, this.factor, out);
    this.#miss(values, out);
    this.#rest = values.slice(out.length * this.factor);
    return out;
  }

  #miss(values: Float64Array, out: Float64Array): void {
    const reach = this.#taps.length;
    for (let n = 0; n < values.length; n++) {
      if (Number.isFinite(values[n]!)) continue;
      const first = Math.max(0, Math.ceil((n - reach + 1) / this.factor));
      const last = Math.min(out.length - 1, Math.floor(n / this.factor));
      out.fill(Number.NaN, first, last + 1);
    }
  }
}

function tapsFor(factor: number): Float64Array {
  const { taps, beta } = kaiserDesign(ATTENUATION, (2 * (STOP - PASS)) / factor);
  return lowPassTaps({ taps: taps + 1 - (taps % 2), beta }, (PASS + STOP) / factor);
}
