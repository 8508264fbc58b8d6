import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { kaiserDesign, lowPassTaps } from "../math/fir.js";
import type { TdiSeries } from "./merger-spectrogram.js";
import type { Span } from "./watch-bank.js";
import { base64Of, bytesOf } from "./watch-bytes.js";

/** The channels in the order that arrays have them. */
export const CHANNELS = ["A", "E", "T"] as const;

/** What of a stream is kept: as JSON it can go on later, with the same bits. */
export interface StreamState {
  /** Time of sample 0 and step of what comes in (s). */
  readonly start: Seconds;
  readonly dt: Seconds;
  /** Number of the next sample that comes in, of the next that is filtered, and how many whitened ones were not usable in a row. */
  readonly next: number;
  readonly filtered: number;
  readonly unsettled: number;
  /** The latest samples, by channel: as they came in, filtered, and whitened (float32); NaN where there are none. Base64. */
  readonly raw: readonly string[];
  readonly low: readonly string[];
  readonly white: readonly string[];
}

/** How a stream is made ready. */
export interface StreamOptions {
  /** Filters that whiten A, E and T. */
  readonly whitening: readonly Float64Array[];
  /** Whitened samples that are kept. */
  readonly kept: number;
  /** One sample of so many goes on. */
  readonly factor: number;
}

/** What a stretch brought. */
export interface Taken {
  /** Samples that were new, that had been there already, and that were missing between the last stretch and this one. */
  readonly fresh: number;
  readonly repeated: number;
  readonly missing: number;
}

/** Noise above the band that is folded into it is damped so far (dB): it grows with the sixth power of frequency. */
const ATTENUATION = 150;
/** Edges of the low-pass filter, over the rate it goes down to: what is folded from between them stays above the band. */
const PASS = { to: 0.3, from: 0.7 };
/** After the begin and after a gap so much is not used until the whitening filter has forgotten it (s). */
const SETTLING: Seconds = 14_400;

/** A, E and T sample by sample: down to a low rate, whitened causally; the same bits in whatever stretches they come. */
export class WatchStream {
  readonly #options: StreamOptions;
  readonly #taps: Float64Array;
  #start: Seconds;
  readonly #dt: Seconds;
  #next = 0;
  #filtered = 0;
  #unsettled: number;
  #raw: Float64Array[];
  #low: Float64Array[];
  #white: Float32Array[];

  private constructor(options: StreamOptions, start: Seconds, dt: Seconds) {
    this.#options = options;
    this.#start = start;
    this.#dt = dt;
    this.#taps = lowPass(options.factor);
    const whitened = options.whitening[0].length;
    this.#raw = CHANNELS.map(() => new Float64Array(this.#taps.length));
    this.#low = CHANNELS.map(() => new Float64Array(whitened));
    this.#white = CHANNELS.map(() => new Float32Array(options.kept).fill(Number.NaN));
    this.#unsettled = this.#settling;
  }

  static begin(options: StreamOptions, start: Seconds, dt: Seconds): WatchStream {
    return new WatchStream(options, start, dt);
  }

  static resumed(options: StreamOptions, state: StreamState): WatchStream {
    const stream = new WatchStream(options, state.start, state.dt);
    stream.#next = state.next;
    stream.#filtered = state.filtered;
    stream.#unsettled = state.unsettled;
    stream.#raw = stream.#raw.map(({ byteLength }, n) => new Float64Array(bytesOf(state.raw[n], byteLength)));
    stream.#low = stream.#low.map(({ byteLength }, n) => new Float64Array(bytesOf(state.low[n], byteLength)));
    stream.#white = stream.#white.map(({ byteLength }, n) => new Float32Array(bytesOf(state.white[n], byteLength)));
    return stream;
  }

  state(): StreamState {
    const [raw, low, white] = [this.#raw, this.#low, this.#white].map((arrays) => arrays.map(base64Of));
    return {
      start: this.#start,
      dt: this.#dt,
      next: this.#next,
      filtered: this.#filtered,
      unsettled: this.#unsettled,
      raw,
      low,
      white,
    };
  }

  /** The step of whitened samples (s). */
  get step(): Seconds {
    return this.#dt * this.#options.factor;
  }

  /** How many whitened samples there were so far, and when the latest was (s). */
  get count(): number {
    return this.#filtered;
  }

  get end(): Seconds {
    return this.#start + (this.#filtered - 1) * this.step;
  }

  /** When the latest that came in was (s). */
  get received(): Seconds {
    return this.#start + (this.#next - 1) * this.#dt;
  }

  /** A, E and T whitened, the latest last, with zeros where there is nothing to use, and the spans where there is (samples). */
  whitened(): { readonly channels: readonly Float64Array[]; readonly usable: readonly Span[] } {
    const { kept } = this.#options;
    const inOrder = this.#white.map((ring) => {
      const place = this.#filtered % kept;
      const values = new Float64Array(kept);
      values.set(ring.subarray(place));
      values.set(ring.subarray(0, place), kept - place);
      return values;
    });
    const usable: [number, number][] = [];
    inOrder[0].forEach((x, n) => {
      if (Number.isNaN(x)) return;
      const last = usable.at(-1);
      if (last !== undefined && last[1] === n) last[1] = n + 1;
      else usable.push([n, n + 1]);
    });
    return { channels: inOrder.map((values) => values.map((x) => (Number.isNaN(x) ? 0 : x))), usable };
  }

  /**
   * Takes a stretch in; after each whitened sample `after` is called. What is not finite counts as missing, as does what lies
   * between the latest stretch and this one; what was there already is left out, and so is what is older.
   */
  take(series: TdiSeries, after: () => void): Taken {
    const first = this.#numberOf(series);
    const length = series.A.length;
    const missing = Math.max(0, first - this.#next);
    const repeated = Math.min(length, Math.max(0, this.#next - first));
    for (let n = 0; n < missing; n++) this.#push(Number.NaN, Number.NaN, Number.NaN, after);
    for (let n = repeated; n < length; n++) this.#push(series.A[n], series.E[n], series.T[n], after);
    return { fresh: length - repeated, repeated, missing };
  }

  #numberOf({ dt, start, A, E, T }: TdiSeries): number {
    if (E.length !== A.length || T.length !== A.length) {
      throw new BadArgumentError(
        `A stretch has ${A.length} samples of A, ${E.length} of E and ${T.length} of T; it needs as many of each.`,
      );
    }
    if (Math.abs(dt / this.#dt - 1) > 1e-9) {
      throw new BadDataError(
        `A stretch has samples ${dt} s apart, those before it ${this.#dt} s; begin another watch for another rate.`,
        { dt },
      );
    }
    const place = (start - this.#start) / this.#dt;
    const first = Math.round(place);
    if (!(Math.abs(place - first) < 1e-3)) {
      throw new BadDataError(
        `A stretch begins at ${start} s, between two samples of those before it, which are ${this.#dt} s apart from ${this.#start} s on; resample it, or begin another watch.`,
        { start },
      );
    }
    if (first - this.#next > this.#options.kept * this.#options.factor) {
      throw new BadDataError(
        `A stretch begins ${((first - this.#next) * this.#dt) / 86_400} days after the latest: nothing that is kept would be left. Begin another watch, or leave this stretch out.`,
        { start },
      );
    }
    return first;
  }

  get #settling(): number {
    return Math.ceil(SETTLING / this.step);
  }

  #push(a: number, e: number, t: number, after: () => void): void {
    const isThere = Number.isFinite(a) && Number.isFinite(e) && Number.isFinite(t);
    const size = this.#taps.length;
    const at = this.#next % size;
    this.#raw[0][at] = isThere ? a : Number.NaN;
    this.#raw[1][at] = isThere ? e : Number.NaN;
    this.#raw[2][at] = isThere ? t : Number.NaN;
    this.#next++;
    const half = (size - 1) / 2;
    if (this.#next - 1 === this.#filtered * this.#options.factor + half) {
      this.#lower();
      after();
    }
  }

  /** One more filtered sample, and the whitened one. */
  #lower(): void {
    const size = this.#taps.length;
    const oldest = this.#next % size;
    const fresh = this.#raw.map((ring) => ringProduct(this.#taps, ring, oldest, 1));
    const isThere = fresh.every(Number.isFinite) && this.#next >= size;
    this.#unsettled = isThere ? Math.max(0, this.#unsettled - 1) : this.#settling;
    const filters = this.#options.whitening;
    const place = this.#filtered % filters[0].length;
    this.#low.forEach((ring, n) => {
      const filter = filters[n];
      ring[place] = 0;
      const past = ringProduct(filter, ring, place, -1);
      // Where nothing came in, what the past makes most probable: the whitened sample is zero then.
      ring[place] = isThere ? fresh[n] : -past / filter[0];
      const white = this.#white[n];
      white[this.#filtered % white.length] = this.#unsettled > 0 ? Number.NaN : past + filter[0] * ring[place];
    });
    this.#filtered++;
  }
}

/** Σ taps[k] ring[from ± k]. */
function ringProduct(taps: Float64Array, ring: Float64Array, from: number, direction: 1 | -1): number {
  const size = ring.length;
  let [sum, at] = [0, from];
  for (let k = 0; k < taps.length; k++) {
    sum += taps[k] * ring[at];
    at += direction;
    if (at === size) at = 0;
    else if (at < 0) at = size - 1;
  }
  return sum;
}

function lowPass(factor: number): Float64Array {
  if (factor === 1) return Float64Array.of(1);
  const design = kaiserDesign(ATTENUATION, (2 * (PASS.from - PASS.to)) / factor);
  return lowPassTaps({ ...design, taps: design.taps + 1 - (design.taps % 2) }, (PASS.from + PASS.to) / factor);
}
