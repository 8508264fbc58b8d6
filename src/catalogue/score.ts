import { BadArgumentError } from "../core/errors.js";
import type { KolmogorovTest } from "../math/kolmogorov.js";
import { truthRank, uniformityTest } from "./calibration.js";
import { type MatchOptions, matchSources, type Pair } from "./matching.js";
import { differenceOf } from "./parameters.js";
import type { CatalogueSource } from "./source.js";
import { truthAsAnswered } from "./symmetry.js";

/** What a score counts, beside what says that two sources are the same. */
export interface ScoreOptions extends MatchOptions {
  /** True sources below need not be found; one that is found is right all the same. Default 7. */
  readonly leastSnr?: number;
  /** Bounds of the rows of the table by SNR; default 7, 8, 10, 12, 15, 20, 30, 50, 100. */
  readonly edges?: readonly number[];
}

/** Sources with an SNR from `from` to below `to`: true ones by their true SNR, answers by the one they claim. */
export interface ScoreRow {
  readonly from: number;
  readonly to: number;
  readonly injected: number;
  readonly found: number;
  readonly answered: number;
  readonly right: number;
}

/** How honest the posteriors of a parameter are. */
export interface ParameterCalibration extends KolmogorovTest {
  readonly parameter: string;
  /** Matched sources that have posterior samples of it. */
  readonly sources: number;
  /** Those whose true value is inside the credible interval. */
  readonly inside: number;
  /** Where the truth is in each posterior, from 0 to 1. */
  readonly ranks: readonly number[];
}

/** An answer measured by the truth. */
export interface Score {
  /** True sources from the least SNR on, and how many of them were found. */
  readonly injected: number;
  readonly found: number;
  /** Sources of the answer, and how many of them match a true one, of any SNR. */
  readonly answered: number;
  readonly right: number;
  /** found / injected; NaN where there is nothing to find. */
  readonly recall: number;
  /** right / answered; NaN for an empty answer. */
  readonly purity: number;
  readonly rows: readonly ScoreRow[];
  readonly calibration: readonly ParameterCalibration[];
  /** Which is which: `before` of the answer, `after` of the truth. */
  readonly pairs: readonly Pair[];
  readonly missed: readonly CatalogueSource[];
  readonly spurious: readonly CatalogueSource[];
}

const EDGES = [7, 8, 10, 12, 15, 20, 30, 50, 100];

/**
 * Measures an answer by the truth: each source of either counts once, so that a second answer to the same source is a wrong one. Where parameters
 * of other values are the same wave, the truth takes those nearest to the answer's posterior.
 * @throws BadArgumentError for options out of range
 */
export function scoreSources(
  answer: readonly CatalogueSource[],
  truth: readonly CatalogueSource[],
  { leastSnr = 7, edges = EDGES, ...rules }: ScoreOptions = {},
): Score {
  if (!(leastSnr >= 0)) {
    throw new BadArgumentError(`leastSnr is ${leastSnr}; it is a signal-to-noise ratio, 0 or more.`, { leastSnr });
  }
  const { pairs } = matchSources(answer, truth, rules);
  const right = new Set(pairs.map(({ before }) => before));
  const hit = new Set(pairs.map(({ after }) => after));
  const wanted = truth.filter(({ snr }) => snr >= leastSnr);
  const found = wanted.filter((source) => hit.has(source)).length;
  const bounds = [...edges, Number.POSITIVE_INFINITY];
  const rows = edges.map((from, n) => {
    const within = (sources: readonly CatalogueSource[]): readonly CatalogueSource[] =>
      sources.filter(({ snr }) => snr >= from && snr < bounds[n + 1]!);
    const [injected, answered] = [within(truth), within(answer)];
    return {
      from,
      to: bounds[n + 1]!,
      injected: injected.length,
      found: injected.filter((source) => hit.has(source)).length,
      answered: answered.length,
      right: answered.filter((source) => right.has(source)).length,
    };
  });
  return {
    injected: wanted.length,
    found,
    answered: answer.length,
    right: right.size,
    recall: found / wanted.length,
    purity: right.size / answer.length,
    rows,
    calibration: calibrationOf(pairs),
    pairs,
    missed: wanted.filter((source) => !hit.has(source)),
    spurious: answer.filter((source) => !right.has(source)),
  };
}

function calibrationOf(pairs: readonly Pair[]): readonly ParameterCalibration[] {
  const names = new Set(pairs.flatMap(({ before }) => Object.keys(before.samples)));
  return [...names].flatMap((parameter) => {
    const known = pairs.flatMap(({ before, after }) => {
      const samples = before.samples[parameter];
      const truth = truthAsAnswered(before, after).find(({ name }) => name === parameter)?.value;
      const claim = before.parameters.find(({ name }) => name === parameter);
      return samples === undefined || truth === undefined || claim === undefined ? [] : [{ samples, truth, claim }];
    });
    if (known.length === 0) return [];
    const ranks = known.map(({ samples, truth }) => truthRank(parameter, samples, truth));
    const inside = known.filter(({ truth, claim: { value, low, high } }) => {
      const place = value + differenceOf(parameter, truth, value);
      return place >= low && place <= high;
    }).length;
    return [{ parameter, sources: known.length, inside, ranks, ...uniformityTest(ranks) }];
  });
}
