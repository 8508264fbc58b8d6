import type { Hertz } from "../core/units.js";
import { type NoiseDensity, noiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";
import { type FoundBinary, type GalacticSearch, searchGalacticBinaries } from "./galactic.js";
import { type Gate, transients } from "./gates.js";
import { knownBinariesIn } from "./global-known.js";
import { seriesNoise } from "./global-noise.js";
import { dataWindow, type GlobalData, windowedSpectrum } from "./global-series.js";
import { linkBins } from "./members.js";
import type { TdiSeries } from "./merger-spectrogram.js";
import { type Observation, observation } from "./observation.js";
import { estimatedDensity } from "./spectrum.js";
import { addSignal, signalOf } from "./templates.js";

/** Binaries of a round, as plain JSON. */
export interface BinaryRound {
  readonly binaries: readonly FoundBinary[];
  readonly threshold: number;
  /** Short loud stretches that were left out. */
  readonly gates: readonly Gate[];
}

/** Frequencies of binaries that are looked for. */
export interface BinaryBand {
  readonly from: Hertz;
  readonly to: Hertz;
}

/** Data shorter than this have fewer bins for a signal (s). */
const SHORT = 20 * 86_400;
/** Bins below which the noise can't be told from binaries. */
const FEWEST_BINS = 160;
/** Shorter data don't say where on the sky a binary is (s). */
const BLIND = 5 * 86_400;
/** Frequencies that short loud stretches are told by (Hz). */
const TRANSIENTS = [1e-3, 0.02] as const;
/** Binaries that are sampled together, at most. */
const TOGETHER = 3;

/** Data through a window, for binaries. */
export interface Seen {
  readonly observation: Observation;
  readonly window: Float64Array;
  readonly spectrum: TdiSignal;
}

/** The block of galactic binaries. */
export class BinaryBlock {
  readonly #data: GlobalData;
  readonly #gaps: readonly Gate[];
  /** Where binaries are looked for; short data can't be searched at low frequencies, or at all. */
  readonly band: BinaryBand | undefined;
  readonly #falseAlarms: number;

  constructor(data: GlobalData, gaps: readonly Gate[], band: BinaryBand, falseAlarms: number) {
    this.#data = data;
    this.#gaps = gaps;
    const duration = data.series.A.length * data.series.dt;
    const from = Math.max(band.from, FEWEST_BINS / duration);
    // All bins of a signal must be there.
    const to = Math.min(band.to, 0.5 / data.series.dt - binsFor(duration) / (2 * duration));
    this.band = from < to ? { from, to } : undefined;
    this.#falseAlarms = falseAlarms;
  }

  /** Whether the data are so short that only binaries with known frequencies and places are looked for. */
  get onlyKnown(): boolean {
    const { series } = this.#data;
    return series.A.length * series.dt < BLIND;
  }

  /** The window that leaves out gaps, ends and short loud stretches. */
  window(gates: readonly Gate[]): (time: number) => number {
    const { series } = this.#data;
    const duration = series.A.length * series.dt;
    return dataWindow([...this.#gaps, ...gates], duration, binsFor(duration));
  }

  /** The same at all samples. */
  windowed(gates: readonly Gate[]): Float64Array {
    const { dt, A } = this.#data.series;
    const window = this.window(gates);
    return Float64Array.from(A, (_, n) => window(n * dt));
  }

  seen(series: TdiSeries, gates: readonly Gate[]): Seen {
    const { from, orbits, generation } = this.#data;
    const duration = series.A.length * series.dt;
    const window = this.windowed(gates);
    return {
      observation: observation({
        duration,
        from,
        orbits,
        generation,
        bins: binsFor(duration),
        window: this.window(gates),
      }),
      window,
      spectrum: windowedSpectrum(series, window),
    };
  }

  /** What is short and loud in data without mergers: glitches, bursts, and mergers that no fit explains. */
  transients(series: TdiSeries, window: Float64Array): readonly Gate[] {
    const [from, to] = [
      Math.max(TRANSIENTS[0], FEWEST_BINS / (series.A.length * series.dt)),
      Math.min(TRANSIENTS[1], 0.4 / series.dt),
    ];
    if (!(to > 2 * from)) return [];
    const through = (values: Float64Array): Float64Array => values.map((value, n) => value * window[n]!);
    return transients({ dt: series.dt, A: through(series.A), E: through(series.E) }, [from, to]);
  }

  /** All binaries in data without mergers. */
  *round(series: TdiSeries, gates: readonly Gate[]): Generator<number, BinaryRound, void> {
    if (this.band === undefined) return { binaries: [], threshold: 0, gates };
    const { observation: observed, spectrum } = this.seen(series, gates);
    if (this.onlyKnown) {
      const noise = this.#noise(observed, spectrum, series);
      return { ...knownBinariesIn(observed, spectrum, noise, this.band, this.#falseAlarms), gates };
    }
    const options = { ...this.band, falseAlarms: this.#falseAlarms };
    const work = searchGalacticBinaries(observed, spectrum, options);
    for (;;) {
      const { done, value } = work.next();
      if (done === true) return { binaries: value.binaries, threshold: value.threshold, gates };
      // Most is done in the first of the search's own rounds.
      yield value.round === 0 ? 0.7 * (1 - value.left / value.bands) : 0.7;
    }
  }

  /** Residual and noise of binaries, in an order that a record has, too. */
  search(series: TdiSeries, { binaries, threshold, gates }: BinaryRound): GalacticSearch & { readonly seen: Seen } {
    const seen = this.seen(series, gates);
    const { observation: observed, spectrum: residual } = seen;
    for (const { linear } of binaries) addSignal(residual, signalOf(observed, linear), -1);
    const noise = this.#noise(observed, residual, series);
    return { binaries, residual, noise, threshold, seen };
  }

  /** Noise of data from which what is known has been taken, as a search estimates it; of short data, of the series with lines in it. */
  #noise(observed: Observation, residual: TdiSignal, series: TdiSeries): NoiseDensity {
    if (this.onlyKnown) {
      const models = seriesNoise(series, this.windowed([]), this.#data.generation);
      return noiseDensity(models, { df: residual.df, first: 0, count: residual.A.re.length });
    }
    const margin = observed.count / (2 * observed.duration);
    const { from, to } = this.band!;
    return estimatedDensity(residual, {
      from: Math.max(from - margin, from / 2),
      to: to + margin,
      windowPower: observed.window.reduce((sum, w) => sum + w * w, 0) / observed.count,
    });
  }

  /** Signals of binaries as they are in data that went through no window. */
  *signals(binaries: readonly FoundBinary[]): Generator<TdiSignal, void, void> {
    const { series, from, orbits, generation } = this.#data;
    const duration = series.A.length * series.dt;
    const open = observation({ duration, from, orbits, generation, bins: binsFor(duration) });
    for (const { linear } of binaries) yield signalOf(open, linear);
  }

  /** Binaries whose posteriors are of one piece: chains of neighbours along the frequency. */
  groups(binaries: readonly FoundBinary[]): readonly (readonly FoundBinary[])[] {
    const { series } = this.#data;
    const duration = series.A.length * series.dt;
    const groups: FoundBinary[][] = [];
    for (const one of binaries) {
      const group = groups.at(-1);
      const last = group?.at(-1);
      const { frequency } = one.binary;
      const away = last === undefined ? 0 : (frequency - last.binary.frequency) * duration;
      if (group === undefined || group.length === TOGETHER || away > linkBins(frequency, duration)) groups.push([one]);
      else group.push(one);
    }
    return groups;
  }
}

function binsFor(duration: number): number {
  return duration < SHORT ? 256 : 1024;
}
