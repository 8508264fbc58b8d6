import type { Hertz, Seconds } from "../core/units.js";
import type { Channel } from "../inference/density.js";

/**
 * What is looked for in a residual:
 * - power: the mean power of each band and channel over the noise's;
 * - whiteness: whether power within a band is where the noise says (Bartlett's cumulated periodogram);
 * - coherence: between each two channels, by bands;
 * - gaussianity: the kurtosis of wavelet coefficients, by bands and channels;
 * - lines: single bins of A and E together;
 * - stretches: tiles of time and frequency, of A and E together;
 * - null stretches: the same tiles of T, which waves leave silent below 20 mHz.
 */
export const RESIDUAL_CHECKS = [
  "power",
  "whiteness",
  "coherence",
  "gaussianity",
  "lines",
  "stretches",
  "null stretches",
] as const;

export type ResidualCheckName = (typeof RESIDUAL_CHECKS)[number];

/** One check with what it found at worst. */
export interface ResidualCheck {
  readonly name: ResidualCheckName;
  /** How often it had a chance: bands times channels, bins, or tiles. 0 where there was nothing to look at. */
  readonly trials: number;
  /** ln of the least probability of one trial. */
  readonly least: number;
  /** The probability that noise alone has such a trial, or a less probable one, among all: 1 − (1 − p)^trials; 1 without trials. */
  readonly probability: number;
}

/** A band, bin or tile that noise alone has hardly. */
export interface ResidualFinding {
  readonly check: ResidualCheckName;
  readonly channels: readonly Channel[];
  /** Frequencies. */
  readonly low: Hertz;
  readonly high: Hertz;
  /** Times from the begin of the data; all of them where a check does not look at time. */
  readonly from: Seconds;
  readonly to: Seconds;
  /** Power over the noise's, coherence γ², or kurtosis; for whiteness, the distance of the distributions. */
  readonly value: number;
  /** After all trials of the check: that noise alone has one like it. */
  readonly probability: number;
  /** Who speaks in T more than waves could is the instrument; "unknown" where T has no noise model, or says nothing of it. */
  readonly origin: "waves" | "instrument" | "unknown";
}

/** The power of a band of a channel over the noise's: the mean of 2|n|²/(S T). */
export interface ResidualPower {
  readonly channel: Channel;
  readonly low: Hertz;
  readonly high: Hertz;
  readonly bins: number;
  readonly power: number;
  /** Its standard deviation in noise alone. */
  readonly error: number;
}

/** What is to be said of a residual. */
export interface ResidualReport {
  readonly checks: readonly ResidualCheck[];
  readonly bands: readonly ResidualPower[];
  /** The least probable first. */
  readonly findings: readonly ResidualFinding[];
  /** That noise alone looks as improbable as this in any of the checks. */
  readonly probability: number;
  /** A list of findings is empty with at least this probability less than 1 in noise alone. */
  readonly falseAlarms: number;
}

/** The probability of one or more of `trials` independent ones with ln p each; an upper bound for ones that depend on each other. */
export function anyOf(logProbability: number, trials: number): number {
  // 1 − (1 − p)^n without losing what is small.
  return -Math.expm1(trials * Math.log1p(-Math.exp(logProbability)));
}

/** A check of trials with these ln p. */
export function checkOf(name: ResidualCheckName, least: number, trials: number): ResidualCheck {
  return { name, trials, least: trials === 0 ? 0 : least, probability: trials === 0 ? 1 : anyOf(least, trials) };
}
