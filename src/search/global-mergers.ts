import type { MassiveBinary } from "../inference/chirpamplitudes.js";
import { noiseDensity } from "../inference/density.js";
import { chirpChannels, SOLAR_TIME } from "../response/chirp.js";
import { type ConstellationPath, constellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import { phenomDModes } from "../waveforms/phenomhm.js";
import { seriesNoise } from "./global-noise.js";
import type { GlobalData } from "./global-series.js";
import { windowedSpectrum, withoutSignals } from "./global-series.js";
import { settled } from "./merger-ascent.js";
import { detectMergers, type MergerCandidate } from "./merger-detector.js";
import { fitMerger } from "./merger-fit.js";
import { mergerGuess } from "./merger-guess.js";
import type { MergerData, MergerFit } from "./merger-likelihood.js";
import type { NoiseModels, TdiSeries } from "./merger-spectrogram.js";
import { withoutLines } from "./merger-subtraction.js";

/** A merger in a global fit. */
export interface GlobalMerger {
  readonly fit: MergerFit;
  /** What it was found by. */
  readonly candidate: MergerCandidate;
}

/** Mergers of a round, and what looked like one and is none. */
export interface MergerRound {
  readonly mergers: readonly GlobalMerger[];
  readonly others: readonly MergerCandidate[];
}

/** Frequencies that mergers are fitted in; TDI of generation 2 hears nothing at 30 mHz. */
const LOWEST = 1.5e-4;
const HIGHEST = { 1.5: 0.032, 2: 0.028 };
/** Least signal-to-noise ratio of a fit that is believed. */
const LEAST_SNR = 10;
/** What is left of a merger may look like another one for so long around it (s). */
const SAME = 2 * 86_400;
/** Mf beyond which a binary is silent. */
const RINGDOWN = 0.2;
/** Data that the detector needs, at least (s). */
const DETECTABLE = 62_000;

/** The block of massive binaries: detected in what all others leave, fitted each to what the others leave. */
export class MergerBlock {
  readonly #data: GlobalData;
  readonly #duration: number;
  readonly #path: ConstellationPath;

  constructor(data: GlobalData) {
    const { series, from, orbits } = data;
    this.#data = data;
    this.#duration = series.A.length * series.dt;
    this.#path = constellationPath(orbits, from, this.#duration);
  }

  /** Whether the data are long enough for the detector. */
  get detects(): boolean {
    return this.#duration >= DETECTABLE;
  }

  /** One round: `series` is without binaries; those known before are fitted again, then others are looked for. */
  *round(
    series: TdiSeries,
    window: Float64Array,
    before: readonly GlobalMerger[],
  ): Generator<number, MergerRound, void> {
    let mergers = [...before];
    for (let n = before.length - 1; n >= 0; n--) {
      yield (1 - (n + 1) / before.length) / 3;
      mergers = this.#refitted(series, window, mergers, n);
    }
    const again = mergers.length;
    const rest = this.without(series, mergers);
    const noise = seriesNoise(rest, window, this.#data.generation);
    const candidates = this.detects ? detectMergers(windowed(rest, window), noise) : [];
    const fresh = candidates.filter(({ time }) => before.every(({ fit }) => Math.abs(fit.binary.time - time) > SAME));
    const others: MergerCandidate[] = fresh.filter(({ kind }) => kind !== "merger").map(plain);
    const likely = fresh.filter(({ kind }) => kind === "merger");
    for (const [n, candidate] of likely.entries()) {
      yield (1 + n / likely.length) / 3;
      const left = this.without(series, mergers);
      const guess = mergerGuess(windowed(left, window), noise, candidate);
      const fit = fitMerger(guess, this.into(left, window, noise));
      if (this.#isBelievable(fit)) mergers.push({ fit, candidate: plain(candidate) });
      else others.push(plain(candidate));
    }
    for (let n = mergers.length - 1; n >= again; n--) {
      yield (3 - (n + 1) / mergers.length) / 3;
      mergers = this.#refitted(series, window, mergers, n);
    }
    return { mergers, others };
  }

  /** One fitted again where the others are gone; it goes itself when there is nothing any more. */
  #refitted(series: TdiSeries, window: Float64Array, mergers: readonly GlobalMerger[], n: number): GlobalMerger[] {
    const { fit, candidate } = mergers[n]!;
    const into = this.quiet(series, window, mergers, n);
    const again = settled(fit, into);
    if (!this.#isBelievable(again)) return mergers.filter((_, m) => m !== n);
    return mergers.map((merger, m) => (m === n ? { fit: again, candidate } : merger));
  }

  /** Loud enough, and of numbers: what looks like a merger and is none may be fitted by anything. */
  #isBelievable({ binary, logLikelihood }: MergerFit): boolean {
    if (!(2 * logLikelihood > LEAST_SNR ** 2 && Object.values(binary).every(Number.isFinite))) return false;
    const { A } = this.signal(binary);
    return A.re.every(Number.isFinite) && A.im.every(Number.isFinite);
  }

  /** Data with one of some mergers in them, and noise that is infinite where lines are. */
  quiet(series: TdiSeries, window: Float64Array, mergers: readonly GlobalMerger[], n: number): MergerData {
    const others = mergers.filter((_, m) => m !== n);
    const left = this.without(series, mergers);
    const into = this.into(this.without(series, others), window, seriesNoise(left, window, this.#data.generation));
    return { ...into, noise: withoutLines(windowedSpectrum(left, window), into.noise) };
  }

  into(series: TdiSeries, window: Float64Array, models: NoiseModels): MergerData {
    const data = windowedSpectrum(series, window);
    const { generation } = this.#data;
    const highest = Math.min(HIGHEST[generation], 0.45 / series.dt);
    return {
      data,
      noise: noiseDensity(models, { df: data.df, first: 0, count: data.A.re.length }),
      path: this.#path,
      generation,
      observation: [0, this.#duration],
      band: [LOWEST, highest],
      window: (time) => window[Math.round(time / series.dt)] ?? 0,
    };
  }

  without(series: TdiSeries, mergers: readonly GlobalMerger[]): TdiSeries {
    return withoutSignals(
      series,
      mergers.map(({ fit }) => this.signal(fit.binary)),
    );
  }

  /** The signal of a binary on all bins that it has. */
  signal(binary: MassiveBinary): TdiSignal {
    const { series, generation } = this.#data;
    const duration = this.#duration;
    const end = Math.min(RINGDOWN / (binary.mass * SOLAR_TIME), 0.5 / series.dt);
    const frequencies = Float64Array.from({ length: Math.floor(end * duration) - 1 }, (_, k) => (k + 1) / duration);
    const channels = chirpChannels(phenomDModes(binary), binary, this.#path, { duration, generation }, frequencies);
    return { df: 1 / duration, first: 1, ...channels };
  }
}

function windowed(series: TdiSeries, window: Float64Array): TdiSeries {
  const of = (values: Float64Array): Float64Array => values.map((value, n) => value * window[n]!);
  return { ...series, A: of(series.A), E: of(series.E), T: of(series.T) };
}

/** With 0 for what could not be said, which JSON has no number for. */
function plain(candidate: MergerCandidate): MergerCandidate {
  const entries = Object.entries(candidate).map(([name, value]) => [
    name,
    typeof value === "number" && !Number.isFinite(value) ? 0 : value,
  ]);
  return Object.fromEntries(entries) as MergerCandidate;
}
