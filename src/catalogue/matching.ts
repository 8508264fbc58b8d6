import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { COMPARED, comparable, sourceDistance, type Widths, widthOf } from "./distance.js";
import { normalQuantile } from "./normal.js";
import type { CatalogueSource } from "./source.js";

/** When two sources are the same. */
export interface MatchOptions {
  /** Overlap of the waveforms of two sources; without it, distances of parameters in widths of the posteriors count. */
  readonly overlap?: (a: CatalogueSource, b: CatalogueSource) => number;
  /** Overlap from which two are the same; default 0.9. */
  readonly leastOverlap?: number;
  /** Overlap from which one can have become part of the other; default 0.5. */
  readonly leastKinship?: number;
  /** Distance up to which two are the same where there is no overlap; default 3. */
  readonly reach?: number;
  /** What the intervals of parameters hold; default 0.9. */
  readonly credibility?: number;
  /**
   * Least widths by parameter, such as a bin for `frequency`. With `overlap` these say how far apart sources may be to be compared at all:
   * waveforms that share no bins need not be made.
   */
  readonly leastWidths?: Readonly<Record<string, number>>;
}

/** Two sources that are alike. */
export interface Pair {
  readonly before: CatalogueSource;
  readonly after: CatalogueSource;
  /** 0 for the same, 1 where they no longer are. */
  readonly difference: number;
  /** Overlap of waveforms, or NaN where none was asked for. */
  readonly overlap: number;
}

/** How two lists of sources go together. */
export interface Matching {
  /** Each source at most once: the most alike first. */
  readonly pairs: readonly Pair[];
  /** Other pairs, of which one has become part of the other, or may have. */
  readonly kin: readonly Pair[];
}

/** @throws BadArgumentError for options out of range */
export function matchSources(
  before: readonly CatalogueSource[],
  after: readonly CatalogueSource[],
  options: MatchOptions = {},
): Matching {
  const rule = ruleOf(options);
  const alike = candidates(before, after, rule)
    .map((pair) => rule.pair(...pair))
    .filter(({ difference }) => difference <= rule.kinship);
  alike.sort((a, b) => a.difference - b.difference);
  const taken = new Set<CatalogueSource>();
  const pairs = alike.filter((pair) => {
    if (pair.difference > 1 || taken.has(pair.before) || taken.has(pair.after)) return false;
    taken.add(pair.before).add(pair.after);
    return true;
  });
  const chosen = new Set(pairs);
  return { pairs, kin: alike.filter((pair) => !chosen.has(pair)) };
}

interface Rule {
  readonly widths: Widths;
  readonly reach: number;
  /** The greatest difference of kin. */
  readonly kinship: number;
  pair(before: CatalogueSource, after: CatalogueSource): Pair;
}

const KEYS: readonly (keyof MatchOptions)[] = [
  "overlap",
  "leastOverlap",
  "leastKinship",
  "reach",
  "credibility",
  "leastWidths",
];

function ruleOf(options: MatchOptions): Rule {
  const what = "matchSources";
  mustKnowKeys(what, options, KEYS);
  const { overlap, leastWidths: least = {} } = options;
  const fraction = (key: "leastOverlap" | "leastKinship" | "credibility", usual: number): number =>
    checkedNumber(what, key, options[key] ?? usual, { unit: "", min: 0, max: 1, open: true });
  const reach = checkedNumber(what, "reach", options.reach ?? 3, { unit: "", min: 0, open: true });
  const widths = { sigmas: normalQuantile((1 + fraction("credibility", 0.9)) / 2), least };
  const [same, kin] = [fraction("leastOverlap", 0.9), fraction("leastKinship", 0.5)];
  if (kin > same) {
    throw new BadArgumentError(`${what}: leastKinship is ${kin}, above leastOverlap, ${same}; it must be below.`);
  }
  if (overlap === undefined) {
    const distance = (before: CatalogueSource, after: CatalogueSource): Pair => {
      return { before, after, difference: sourceDistance(before, after, widths) / reach, overlap: Number.NaN };
    };
    return { widths, reach, kinship: 1, pair: distance };
  }
  // So that both measures go from 0 to 1 for the same.
  const differenceOf = (value: number): number => (1 - value) / Math.max(1 - same, Number.EPSILON);
  const byWaveform = (before: CatalogueSource, after: CatalogueSource): Pair => {
    const value = overlap(before, after);
    return { before, after, difference: differenceOf(value), overlap: value };
  };
  return { widths, reach, kinship: differenceOf(kin), pair: byWaveform };
}

/**
 * Pairs whose first compared parameter alone does not tell them apart, found in sorted order: a galaxy has ten thousand sources, and a hundred
 * million pairs.
 */
function candidates(
  before: readonly CatalogueSource[],
  after: readonly CatalogueSource[],
  rule: Rule,
): readonly (readonly [CatalogueSource, CatalogueSource])[] {
  const found: (readonly [CatalogueSource, CatalogueSource])[] = [];
  for (const name of ["frequency", "time"]) {
    const [first, second] = [placesOf(before, name, rule.widths), placesOf(after, name, rule.widths)];
    const widest = second.reduce((most, { width }) => Math.max(most, width), 0);
    for (const one of first) {
      const reach = rule.reach * Math.sqrt(COMPARISONS) * Math.hypot(one.width, widest);
      const start = lowerBound(second, one.value - reach);
      for (let n = start; n < second.length && second[n]!.value <= one.value + reach; n++) {
        if (comparable(one.source, second[n]!.source)) found.push([one.source, second[n]!.source]);
      }
    }
  }
  return found;
}

/** The most parameters that a mean of squares is taken over: one alone may be so much further away. */
const COMPARISONS = 4;

interface Place {
  readonly source: CatalogueSource;
  readonly value: number;
  readonly width: number;
}

/** Sources that are compared by this parameter first, in its order. */
function placesOf(sources: readonly CatalogueSource[], name: string, widths: Widths): readonly Place[] {
  return sources
    .flatMap((source) => {
      const first = COMPARED[source.class].find((each) =>
        source.parameters.some((parameter) => parameter.name === each),
      );
      const found = source.parameters.find((parameter) => parameter.name === name);
      if (first !== name || found === undefined) return [];
      return [{ source, value: found.value, width: widthOf(found, widths) }];
    })
    .sort((a, b) => a.value - b.value);
}

function lowerBound(places: readonly Place[], value: number): number {
  let [low, high] = [0, places.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (places[middle]!.value < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
