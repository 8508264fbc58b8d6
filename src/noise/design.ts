import { BadArgumentError } from "../core/errors.js";
import { shown } from "../core/options.js";
import { portableExp, portableLog, portableTan } from "../core/portable.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type FilterFit, PoleFitting } from "./fitting.js";
import { filterTarget } from "./target.js";

/**
 * A filter that makes noise of some density from white noise w of variance 1, as plain JSON:
 * y(n) = direct w(n) + Σ residue x(n), x(n+1) = pole x(n) + w(n).
 */
export interface NoiseFilter {
  readonly dt: Seconds;
  readonly direct: number;
  /** Real, in (−1, 1). */
  readonly poles: readonly number[];
  readonly residues: readonly number[];
}

/** What a filter is to follow. */
export interface NoiseShape {
  /** One-sided power spectral density (unit²/Hz). */
  readonly model: (frequency: Hertz) => number;
  /** Sampling interval. */
  readonly dt: Seconds;
  /** From here to the Nyquist frequency the model is followed; further down its density levels off. Default: 5e-5 Hz. */
  readonly lowest?: Hertz;
}

export const LOWEST: Hertz = 5e-5;
/** Poles are added until no density is further from the model than this part, up to this part of the Nyquist frequency. */
const TOLERANCE = 0.01;
const NEAR_NYQUIST = 0.98;
/** What may be left between the points of the grid, and how finely one looks there, per point. */
const WORST = 0.02;
const FINER = 8;
const MOST_POLES = 24;
/** Candidates for the next pole: so far from each other in ln σ, up to this σ. */
const SPACING = 0.7;
const HIGHEST = 12;

/**
 * The filter of few real poles whose noise has the model's density within 1 %, from `lowest` to the Nyquist frequency.
 * Poles are added one by one where they help most, and all are moved to where the squared relative deviation from the
 * minimum-phase response is least (variable projection: G. Golub, V. Pereyra, SIAM J. Numer. Anal. 10, 413 (1973),
 * doi:10.1137/0710036), so that a smooth density over five decades takes few of them. It takes milliseconds; where many
 * streams have one shape, design its filter once and hand it to shapedNoise for each.
 * @throws BadArgumentError for what is no density, or has lines that real poles can't follow
 */
export function noiseFilter(shape: NoiseShape): NoiseFilter {
  const { model, dt, lowest = LOWEST } = shape;
  if (isNothing(shape)) return { dt, direct: 0, poles: [], residues: [] };
  const target = filterTarget(model, dt, lowest);
  const fitting = new PoleFitting(target, (frequency) => isFollowed(frequency, shape));
  const from = portableLog(portableTan((Math.PI * lowest * dt) / 16));
  const places = Array.from(
    { length: Math.ceil((portableLog(HIGHEST) - from) / SPACING) },
    (_, n) => from + n * SPACING,
  );
  let fit = fitting.solve([]);
  const grid = followed(target.frequencies, 1, shape);
  for (;;) {
    const filter = filterOf(fit, target.isDifference, dt);
    const worst = worstOf(filter, shape, grid);
    if (worst.deviation < TOLERANCE) return checkedBetween(filter, shape, target.frequencies);
    if (fit.corners.length >= MOST_POLES) throw cannotFollow(worst);
    fit = fitting.refined(fitting.extended(fit, places));
  }
}

/** The one-sided density of a filter's noise at a frequency. */
export function filterDensity(filter: NoiseFilter, frequency: Hertz): number {
  const angle = Math.PI * frequency * filter.dt;
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  let [re, im] = [filter.direct, 0];
  filter.poles.forEach((pole, k) => {
    // 1/(z − p), with z − p = (1 − p) − 2 sin²(θ/2) + i sin θ.
    const [a, b] = [1 - pole - 2 * sine * sine, 2 * sine * cosine];
    const scale = filter.residues[k]! / (a * a + b * b);
    re += scale * a;
    im -= scale * b;
  });
  return 2 * filter.dt * (re * re + im * im);
}

function isFollowed(frequency: Hertz, { dt, lowest = LOWEST }: NoiseShape): boolean {
  return frequency >= lowest && frequency <= NEAR_NYQUIST / (2 * dt);
}

/** The frequencies that are followed, with both ends, and some in between. */
function followed(frequencies: Float64Array, finer: number, shape: NoiseShape): readonly Hertz[] {
  const between = Array.from({ length: (frequencies.length - 1) * finer }, (_, n) => {
    const [low, part] = [Math.floor(n / finer), (n % finer) / finer];
    return frequencies[low]! * (1 - part) + frequencies[low + 1]! * part;
  });
  const ends = [shape.lowest ?? LOWEST, NEAR_NYQUIST / (2 * shape.dt)];
  return [...between.filter((frequency) => isFollowed(frequency, shape)), ...ends];
}

interface Deviation {
  readonly deviation: number;
  readonly frequency: Hertz;
}

function worstOf(filter: NoiseFilter, { model }: NoiseShape, frequencies: readonly Hertz[]): Deviation {
  let worst = { deviation: 0, frequency: 0 };
  for (const frequency of frequencies) {
    const deviation = Math.abs(filterDensity(filter, frequency) / model(frequency) - 1);
    if (deviation > worst.deviation) worst = { deviation, frequency };
  }
  return worst;
}

/** The filter, if nothing sticks out between the points of the grid. */
function checkedBetween(filter: NoiseFilter, shape: NoiseShape, frequencies: Float64Array): NoiseFilter {
  const worst = worstOf(filter, shape, followed(frequencies, FINER, shape));
  if (worst.deviation < WORST) return filter;
  throw cannotFollow(worst);
}

function filterOf({ corners, coefficients }: FilterFit, isDifference: boolean, dt: Seconds): NoiseFilter {
  const sigmas = corners.map(portableExp);
  const poles = sigmas.map((sigma) => (1 - sigma) / (1 + sigma));
  const gaps = sigmas.map((sigma) => (2 * sigma) / (1 + sigma));
  const [constant, weights] = isDifference ? [0, coefficients] : [coefficients[0]!, coefficients.subarray(1)];
  // (1 − p)/(1 − p/z) = (1 − p)(1 + p/(z − p)); times (1 − 1/z) it is (1 − p)(1 − (1 − p)/(z − p)).
  const residues = poles.map((pole, k) => weights[k]! * gaps[k]! * (isDifference ? -gaps[k]! : pole));
  const direct = poles.reduce((sum, _, k) => sum + weights[k]! * gaps[k]!, constant);
  return { dt, direct, poles, residues };
}

/** Whether the density is zero. @throws BadArgumentError if it is not positive otherwise */
function isNothing({ model, dt, lowest = LOWEST }: NoiseShape): boolean {
  if (!(dt > 0 && dt < Infinity)) {
    throw new BadArgumentError(`The sampling interval is ${dt} s; it must be positive.`, { dt });
  }
  if (!(lowest > 0 && lowest < 0.1 / dt)) {
    throw new BadArgumentError(
      `The lowest frequency is ${lowest} Hz; it must be positive and below a fifth of the Nyquist frequency, ${0.1 / dt} Hz.`,
      { lowest, dt },
    );
  }
  if (typeof model !== "function") {
    throw new BadArgumentError(`The model of a noise is ${shown(model)}; it must be a function of the frequency.`, {});
  }
  const frequencies = [lowest, Math.sqrt(lowest / dt), 0.5 / dt];
  const densities = frequencies.map((frequency) => model(frequency));
  if (densities.every((density) => density === 0)) return true;
  const bad = densities.findIndex((density) => !(density > 0 && density < Infinity));
  if (bad < 0) return false;
  throw new BadArgumentError(
    `The density of the noise at ${frequencies[bad]} Hz is ${densities[bad]}; it must be positive there, or zero everywhere.`,
    { frequency: frequencies[bad], density: densities[bad] },
  );
}

function cannotFollow({ deviation, frequency }: Deviation): BadArgumentError {
  return new BadArgumentError(
    `No filter of ${MOST_POLES} real poles follows this density: at ${frequency.toPrecision(3)} Hz it is off by ${(100 * deviation).toFixed(1)} %. Smooth it, without lines and sharp corners, or give FIR coefficients.`,
    { frequency, deviation },
  );
}
