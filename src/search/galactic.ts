import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { NoiseDensity } from "../inference/density.js";
import { optimalSnr } from "../inference/product.js";
import type { TdiSignal } from "../response/signal.js";
import { rearrange } from "./arrangement.js";
import { binaryOf, type GalacticBinary, type Linear } from "./binary.js";
import { Finder } from "./finder.js";
import { type Member, Members } from "./members.js";
import { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { climb } from "./refinement.js";
import { type Band, peaksApart, Scanner } from "./scan.js";
import { searchThreshold } from "./significance.js";
import { placesFor } from "./sky.js";

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
/** Maxima of a band that turn out to be noise before the next band's turn. */
const CANDIDATES = 3;
/** Part of a signal's 2F that it has some twenty bins beyond its own: maxima there may be its wings. */
const WINGS = 2e-3;
/** Maxima below the threshold by so much may be above it when more sources are out of the noise. */
const DOUBTFUL = 0.85;
/** Binaries that are taken out around one maximum, at most. */
const MOST_NEAR = 8;
const ROUNDS = 30;
/** Times that all are fitted again, one group after the other, when nothing new is found. */
const SWEEPS = 3;
/** Wings of a misplaced binary are taken for binaries within so many times the distance at which they are fitted together. */
const WIDER = 2.5;
/** Gain of 2F for which a binary is moved to another place. */
const BETTER = 1;

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
    const hidden = new Set<number>();
    for (const [n, band] of left.entries()) {
      if (search.extract(search.bands[band]!)) hidden.add(band);
      yield { round, left: left.length - n - 1, bands: search.bands.length, found: search.members.list.length };
    }
    search.refit();
    search.reconsider();
    left = search.around(hidden);
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    search.refit();
    search.members.prune(search.threshold);
    yield { round: ROUNDS + sweep, left: 0, bands: search.bands.length, found: search.members.list.length };
  }
  return search.result();
}

class Search {
  readonly members: Members;
  readonly bands: readonly Band[];
  readonly threshold: number;
  readonly #seen: Observation;
  readonly #scanner: Scanner;
  readonly #finder: Finder;
  /** Frequencies of maxima a little below the threshold. */
  readonly #doubtful: number[] = [];

  constructor(seen: Observation, data: TdiSignal, options: GalacticSearchOptions) {
    this.#seen = seen;
    this.#scanner = new Scanner(seen);
    this.members = new Members(seen, data, [options.from, options.to]);
    this.bands = bandsOf(seen, options);
    const points = this.bands.reduce(
      (sum, { middle, reach }) => sum + 2 * reach * placesFor(seen, middle / seen.duration).length,
      0,
    );
    this.threshold = searchThreshold(options.falseAlarms ?? 0.01, points);
    this.#finder = new Finder(seen, this.members, COARSE * this.threshold);
  }

  /** Fits all again, group by group, and then the noise. */
  refit(): void {
    for (const member of this.members.list) this.members.refit(member);
    this.members.estimate();
  }

  /**
   * Takes signals of a band out of the data, the loudest first, until some maxima are noise. Whether one was so loud that its wings may
   * have hidden others.
   */
  extract(band: Band): boolean {
    const { residual } = this.members;
    const coarse = COARSE * this.threshold;
    const templates = this.#finder.templates((band.middle + band.reach) / this.#seen.duration);
    const peaks = this.#scanner.peaks(residual, this.members.noise, band, templates, coarse);
    let [hidden, left] = [false, CANDIDATES];
    for (const peak of peaks) {
      if (left === 0) break;
      // Most candidates are noise: one climb says so.
      const { twoF } = climb(this.#seen, residual, this.members.noise, peak, 1);
      if (!(twoF > PROMISING * this.threshold && this.#takeAll(peak.frequency))) left--;
      else if (WINGS * twoF > coarse) hidden = true;
    }
    return hidden;
  }

  /** Looks again at what was nearly above the threshold. */
  reconsider(): void {
    for (const frequency of this.#doubtful.splice(0)) this.#takeAll(frequency);
  }

  /** Makes members of the signals around a frequency, one after the other; whether there were any. */
  #takeAll(frequency: number): boolean {
    // As far as maxima are hidden by higher ones.
    const further = peaksApart(frequency * this.#seen.duration);
    for (let taken = 0; ; taken++) {
      const best = taken === 0 ? this.#finder.best(frequency) : this.#finder.best(frequency, further);
      const twoF = best?.twoF ?? 0;
      if (best === undefined || !(twoF > this.threshold) || taken === MOST_NEAR) {
        if (best !== undefined && twoF > DOUBTFUL * this.threshold) this.#doubtful.push(best.binary.frequency);
        return taken > 0;
      }
      const member = this.members.add(best.binary);
      this.members.refit(member);
      this.#settle(member);
    }
  }

  /**
   * Looks all over the sky for a new one's neighbours again, which were found while it was still in the data, and for itself; what
   * does not pay any more goes.
   */
  #settle(member: Member): void {
    if (rearrange(this.members, this.#finder, member, this.#seen.duration, this.threshold)) return;
    const neighbours = this.members.neighbours(member, WIDER);
    if (neighbours.length === 0) return;
    const group = [...neighbours, member];
    for (const one of group) {
      const better = this.members.with([one], () => this.#betterThan(one.linear));
      if (better === undefined) continue;
      this.members.move(one, better);
      this.members.refit(one);
    }
    this.members.prune(this.threshold, group);
  }

  /** Another place for a binary whose signal is in the data. */
  #betterThan(linear: Linear): Linear | undefined {
    const { residual, noise } = this.members;
    const now = new Neighbourhood(this.#seen, residual, noise, linear).fStatistic(linear);
    const other = this.#finder.best(linear.frequency);
    return other !== undefined && other.twoF > now.twoF + BETTER ? other.binary : undefined;
  }

  /** Some bands with the next ones, into which what was taken out may reach. */
  around(bands: ReadonlySet<number>): number[] {
    return this.bands.map((_, n) => n).filter((n) => bands.has(n) || bands.has(n - 1) || bands.has(n + 1));
  }

  result(): GalacticSearch {
    const { residual, noise } = this.members;
    const binaries = this.members.list
      .map((member) => ({
        binary: binaryOf(member.linear),
        linear: member.linear,
        snr: optimalSnr(member.signal, noise),
        twoF: this.members.gain(member),
      }))
      .sort((a, b) => a.binary.frequency - b.binary.frequency);
    return { binaries, residual, noise, threshold: this.threshold };
  }
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
