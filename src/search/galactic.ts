import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { NoiseDensity } from "../inference/density.js";
import { optimalSnr } from "../inference/product.js";
import type { TdiSignal } from "../response/signal.js";
import { binaryOf, type GalacticBinary, type Linear } from "./binary.js";
import { jointlyFitted } from "./joint.js";
import { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { climb, distinct, type Refined, refined } from "./refinement.js";
import { type Band, Scanner } from "./scan.js";
import { twoFThreshold } from "./significance.js";
import { placesFor } from "./sky.js";
import { estimatedDensity } from "./spectrum.js";
import { addSignal, signalOf } from "./templates.js";

/** What to look for, and how sure to be. */
export interface GalacticSearchOptions {
  /** Frequencies of binaries. */
  readonly from: Hertz;
  readonly to: Hertz;
  /** How many detections noise alone may make in the whole search, in the mean; default 0.01. */
  readonly falseAlarms?: number;
}

/** A binary that was found. */
export interface FoundBinary {
  readonly binary: GalacticBinary;
  /** The same, as its signal is linear in it. */
  readonly linear: Linear;
  /** Optimal signal-to-noise ratio of the fit. */
  readonly snr: number;
  /** What the data gain from it: 2 ln of the likelihood's ratio to that of the best fit of all others without it. */
  readonly twoF: number;
}

/** Where a search is. */
export interface SearchProgress {
  readonly round: number;
  /** Bands that are left in this round, and in all. */
  readonly left: number;
  readonly bands: number;
  readonly found: number;
}

/** All that was found, and what is left. */
export interface GalacticSearch {
  readonly binaries: readonly FoundBinary[];
  readonly residual: TdiSignal;
  readonly noise: NoiseDensity;
  /** 2F from which on a maximum was believed. */
  readonly threshold: number;
}

/** Frequencies and places are so coarse that a signal may have this part of its 2F on the grid. */
const COARSE = 0.55;
/** And this one where the nearest maximum is. */
const PROMISING = 0.8;
/** Candidates of a band that are looked at in one round. */
const CANDIDATES = 3;
const ROUNDS = 30;
/** Times that all are fitted again, one group after the other, when nothing new is found. */
const SWEEPS = 3;
/** Binaries of a group that are fitted together, at most. */
const TOGETHER = 3;
/** Wings of a misplaced binary are taken for binaries within so many times the distance at which they are fitted together. */
const WIDER = 2.5;
/** Gain of 2F for which a binary is moved to another place. */
const BETTER = 1;

interface Member {
  linear: Linear;
  signal: TdiSignal;
}

/**
 * Galactic binaries in A and E, without knowing how many: 2F over all frequencies and places, the highest of each band refined and
 * taken out, neighbours fitted again jointly, the noise estimated again, until nothing is above the threshold; at last, whatever does
 * not pay is put back. Yields where it is.
 * @throws BadArgumentError for a band that is none or beyond the data
 */
export function* searchGalacticBinaries(
  seen: Observation,
  data: TdiSignal,
  options: GalacticSearchOptions,
): Generator<SearchProgress, GalacticSearch, void> {
  mustBeBand(seen, data, options);
  const search = new Search(seen, data, options);
  let left = search.bands.map((_, n) => n);
  for (let round = 0; round < ROUNDS && left.length > 0; round++) {
    const touched = new Set<number>();
    for (const [n, band] of left.entries()) {
      if (search.extract(search.bands[band]!)) touched.add(band);
      yield { round, left: left.length - n - 1, bands: search.bands.length, found: search.members.length };
    }
    for (const member of search.members) if (search.isIn(member, touched)) search.refit(member);
    search.estimate();
    left = search.around(touched);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    for (const member of search.members) search.refit(member);
    search.estimate();
    search.prune();
    yield { round: ROUNDS + sweep, left: 0, bands: search.bands.length, found: search.members.length };
  }
  return search.result();
}

class Search {
  readonly members: Member[] = [];
  readonly bands: readonly Band[];
  readonly threshold: number;
  readonly #seen: Observation;
  readonly #options: GalacticSearchOptions;
  readonly #residual: TdiSignal;
  readonly #scanner: Scanner;
  readonly #windowPower: number;
  #noise: NoiseDensity;

  constructor(seen: Observation, data: TdiSignal, options: GalacticSearchOptions) {
    this.#seen = seen;
    this.#options = options;
    const copy = ({ re, im }: TdiSignal["A"]): TdiSignal["A"] => ({ re: re.slice(), im: im.slice() });
    this.#residual = { ...data, A: copy(data.A), E: copy(data.E) };
    this.#scanner = new Scanner(seen);
    this.#windowPower = seen.window.reduce((sum, w) => sum + w * w, 0) / seen.count;
    this.#noise = this.#estimated();
    this.bands = bandsOf(seen, options);
    const trials = this.bands.reduce(
      (sum, { middle, reach }) => sum + 2 * reach * placesFor(seen, middle / seen.duration).length,
      0,
    );
    this.threshold = twoFThreshold(options.falseAlarms ?? 0.01, trials);
  }

  #estimated(): NoiseDensity {
    const { from, to } = this.#options;
    const margin = this.#seen.count / (2 * this.#seen.duration);
    return estimatedDensity(this.#residual, {
      from: Math.max(from - margin, from / 2),
      to: to + margin,
      windowPower: this.#windowPower,
    });
  }

  estimate(): void {
    this.#noise = this.#estimated();
  }

  /** Takes the loudest signal of a band out of the data, if there is one. */
  extract(band: Band): boolean {
    const { duration } = this.#seen;
    const places = placesFor(this.#seen, (band.middle + band.reach) / duration);
    const peaks = this.#scanner.peaks(this.#residual, this.#noise, band, places, COARSE * this.threshold);
    for (const peak of peaks.slice(0, CANDIDATES)) {
      // Most candidates are noise: one climb says so.
      if (!(climb(this.#seen, this.#residual, this.#noise, peak, 1).twoF > PROMISING * this.threshold)) continue;
      const { binary, twoF } = this.#found(peak.frequency);
      if (!(twoF > this.threshold)) continue;
      const member = this.#added(binary);
      this.refit(member);
      this.#settle(member);
      return true;
    }
    return false;
  }

  /** The highest 2F near a frequency, from the most promising places all over the sky. */
  #found(frequency: number): Refined {
    const { duration } = this.#seen;
    const middle = Math.round(frequency * duration);
    const places = placesFor(this.#seen, frequency);
    const band = { middle, reach: Math.ceil(linkBins(frequency, duration)) };
    const starts = distinct(this.#scanner.starts(this.#residual, this.#noise, band, places));
    return refined(this.#seen, this.#residual, this.#noise, starts);
  }

  /**
   * Looks all over the sky for a new one's neighbours again, which were found while it was still in the data, and for itself; what
   * does not pay any more goes.
   */
  #settle(member: Member): void {
    const group = this.#neighbours(member, WIDER);
    if (group.length === 0) return;
    for (const one of [...group, member]) {
      addSignal(this.#residual, one.signal, 1);
      const now = new Neighbourhood(this.#seen, this.#residual, this.#noise, one.linear).fStatistic(one.linear);
      const other = this.#found(one.linear.frequency);
      addSignal(this.#residual, one.signal, -1);
      if (!(other.twoF > now.twoF + BETTER)) continue;
      this.#replace(one, other.binary);
      this.refit(one);
    }
    this.prune([...group, member]);
  }

  #replace(member: Member, linear: Linear): void {
    addSignal(this.#residual, member.signal, 1);
    member.linear = linear;
    member.signal = signalOf(this.#seen, linear);
    addSignal(this.#residual, member.signal, -1);
  }

  #added(linear: Linear): Member {
    const member = { linear, signal: signalOf(this.#seen, linear) };
    addSignal(this.#residual, member.signal, -1);
    this.members.push(member);
    return member;
  }

  /** Fits a binary and its nearest neighbours again, all others being out of the data. */
  refit(member: Member): void {
    const group = [member, ...this.#neighbours(member).slice(0, TOGETHER - 1)];
    for (const one of group) addSignal(this.#residual, one.signal, 1);
    const { binaries } = jointlyFitted(
      this.#seen,
      this.#residual,
      this.#noise,
      group.map(({ linear }) => linear),
    );
    group.forEach((one, n) => {
      one.linear = binaries[n]!;
      one.signal = signalOf(this.#seen, one.linear);
      addSignal(this.#residual, one.signal, -1);
    });
  }

  /** Those whose signals may share bins, the nearest first. */
  #neighbours(member: Member, factor = 1): Member[] {
    const { duration } = this.#seen;
    const away = (other: Member): number => Math.abs(other.linear.frequency - member.linear.frequency) * duration;
    return this.members
      .filter((other) => other !== member && away(other) < factor * linkBins(member.linear.frequency, duration))
      .sort((a, b) => away(a) - away(b));
  }

  isIn({ linear }: Member, bands: ReadonlySet<number>): boolean {
    const bin = linear.frequency * this.#seen.duration;
    return this.bands.some(({ middle, reach }, n) => bands.has(n) && Math.abs(bin - middle) <= reach + 1);
  }

  /** Some bands with the next ones, into which what was taken out may reach. */
  around(bands: ReadonlySet<number>): number[] {
    return this.bands.map((_, n) => n).filter((n) => bands.has(n) || bands.has(n - 1) || bands.has(n + 1));
  }

  /** Puts back what the data do not gain enough from, the least first. */
  prune(some: readonly Member[] = this.members): void {
    const left = [...some];
    while (left.length > 0) {
      const gains = left.map((member) => this.#gain(member));
      const least = gains.indexOf(Math.min(...gains));
      if (gains[least]! > this.threshold) return;
      const [member] = left.splice(least, 1);
      this.members.splice(this.members.indexOf(member!), 1);
      addSignal(this.#residual, member!.signal, 1);
      for (const other of this.#neighbours(member!)) this.refit(other);
    }
  }

  /** 2 ln of the ratio of likelihoods with a binary and without, its neighbours fitted in both cases. */
  #gain(member: Member): number {
    const neighbours = this.#neighbours(member).slice(0, TOGETHER - 1);
    const group = [member, ...neighbours];
    for (const one of group) addSignal(this.#residual, one.signal, 1);
    const fit = (some: readonly Member[]): number =>
      2 *
      jointlyFitted(
        this.#seen,
        this.#residual,
        this.#noise,
        some.map(({ linear }) => linear),
      ).logLikelihood;
    const gain = fit(group) - (neighbours.length > 0 ? fit(neighbours) : 0);
    for (const one of group) addSignal(this.#residual, one.signal, -1);
    return gain;
  }

  result(): GalacticSearch {
    const binaries = this.members
      .map((member) => ({
        binary: binaryOf(member.linear),
        linear: member.linear,
        snr: optimalSnr(member.signal, this.#noise),
        twoF: this.#gain(member),
      }))
      .sort((a, b) => a.binary.frequency - b.binary.frequency);
    return { binaries, residual: this.#residual, noise: this.#noise, threshold: this.threshold };
  }
}

/** Signals nearer than this many bins are fitted together: leakage of a few bins, and what the way round the Sun spreads. */
export function linkBins(frequency: number, duration: number): number {
  return Math.min(4 + 0.7e-4 * frequency * duration, 16);
}

/** Bands of three quarters of a transform's bins, next to each other. */
function bandsOf({ duration, count }: Observation, { from, to }: GalacticSearchOptions): Band[] {
  const [low, high] = [Math.round(from * duration), Math.round(to * duration)];
  const number = Math.max(1, Math.ceil((high - low) / (0.75 * count)));
  const width = (high - low) / number;
  return Array.from({ length: number }, (_, n) => ({
    middle: Math.round(low + (n + 0.5) * width),
    reach: Math.ceil(width / 2),
  }));
}

function mustBeBand({ duration }: Observation, data: TdiSignal, { from, to }: GalacticSearchOptions): void {
  const highest = (data.first + data.A.re.length - 1) * data.df;
  if (!(from > 0 && to > from && to <= highest)) {
    throw new BadArgumentError(
      `Binaries can't be looked for from ${from} Hz to ${to} Hz: the band must begin above 0 and end above its begin, and the data end at ${highest} Hz.`,
      { from, to, highest },
    );
  }
  if (Math.abs(data.df * duration - 1) > 1e-9) {
    throw new BadArgumentError(
      `The data's bins are ${data.df} Hz apart, and an observation of ${duration} s has them ${1 / duration} Hz apart; both must be of the same duration.`,
      { df: data.df, duration },
    );
  }
}
