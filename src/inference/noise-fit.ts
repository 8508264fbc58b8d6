import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { ComplexArray } from "../math/complex.js";
import { entryOf, type Matrix, matrixInverse, matrixOf } from "../math/matrix.js";
import { interpolatingSpline } from "../math/spline.js";
import type { TdiSignal } from "../response/signal.js";
import type { Channel, NoiseDensity } from "./density.js";

/** A density whose logarithm is a cubic spline of the logarithm of frequency. */
export interface SplineNoise {
  /** Where the knots are (Hz), and ln of the density there. */
  readonly knots: Float64Array;
  readonly logDensity: Float64Array;
  /** Covariance of the latter. */
  readonly covariance: Matrix;
  /** The one-sided density of each bin. */
  readonly density: Float64Array;
  /** Σ −ln S − P/S: Whittle's likelihood. */
  readonly logLikelihood: number;
}

/** Which bins some numbers are of. */
export interface BinRange {
  readonly df: Hertz;
  readonly first: number;
}

/** Steps to the maximum, at most, and how small the last one is. */
const [MOST, SMALL] = [100, 1e-9];

/**
 * The noise in one channel: the spline through `knots` that makes the residual's periodogram P = 2|r|² Δf most likely (P. Whittle 1953,
 * doi:10.1007/BF02590998), by Fisher's scoring.
 * @throws BadArgumentError for fewer than four knots or ones that don't grow, more knots than bins, bins that are no numbers
 */
export function splineNoise(residual: ComplexArray, { df, first }: BinRange, knots: Float64Array): SplineNoise {
  const count = residual.re.length;
  mustBeKnots(knots, count, first);
  const power = Float64Array.from(residual.re, (re, k) => 2 * df * (re * re + residual.im[k]! ** 2));
  const bad = power.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    throw new BadArgumentError(
      `The residual at ${(first + bad) * df} Hz is no number: take NaN and gaps out before the transform.`,
    );
  }
  const mean = power.reduce((sum, value) => sum + value, 0) / count;
  if (!(mean > 0)) {
    throw new BadArgumentError(
      `The residual is 0 in all ${count} bins: there is no noise whose density could be found.`,
    );
  }
  const basis = basisOf(knots, { df, first }, count);
  let fit = evaluated(new Float64Array(knots.length).fill(Math.log(mean)), basis, power);
  const inverse = informationInverse(basis, count);
  for (let n = 0; n < MOST; n++) {
    const step = basis.map((_, i) => fit.slope.reduce((sum, value, j) => sum + entryOf(inverse, i, j) * value, 0));
    const next = damped(fit, step, basis, power);
    const gain = next.logLikelihood - fit.logLikelihood;
    fit = next;
    if (gain < SMALL) break;
  }
  const { logDensity, density, logLikelihood } = fit;
  return { knots, logDensity, covariance: inverse, density, logLikelihood };
}

interface Fit {
  readonly logDensity: Float64Array;
  readonly density: Float64Array;
  readonly logLikelihood: number;
  readonly slope: Float64Array;
}

/** Each knot's spline at each bin. */
function basisOf(knots: Float64Array, { df, first }: BinRange, count: number): readonly Float64Array[] {
  const x = knots.map(Math.log);
  return Array.from(knots, (_, i) => {
    const spline = interpolatingSpline(
      x,
      x.map((_one, j) => (i === j ? 1 : 0)),
    );
    return Float64Array.from({ length: count }, (_one, k) => spline.at(Math.log((first + k) * df)));
  });
}

function evaluated(logDensity: Float64Array, basis: readonly Float64Array[], power: Float64Array): Fit {
  const log = new Float64Array(power.length);
  basis.forEach((one, i) => {
    for (let k = 0; k < log.length; k++) log[k]! += logDensity[i]! * one[k]!;
  });
  const density = log.map(Math.exp);
  let logLikelihood = 0;
  const excess = power.map((value, k) => {
    logLikelihood -= log[k]! + value / density[k]!;
    return value / density[k]! - 1;
  });
  const slope = Float64Array.from(basis, (one) => one.reduce((sum, value, k) => sum + value * excess[k]!, 0));
  return { logDensity, density, logLikelihood, slope };
}

/** The step, or half of it, or a quarter … so that it goes up. */
function damped(fit: Fit, step: readonly number[], basis: readonly Float64Array[], power: Float64Array): Fit {
  const longest = Math.max(...step.map(Math.abs));
  for (let factor = Math.min(1, 2 / longest); factor > 1e-6; factor /= 2) {
    const next = evaluated(
      fit.logDensity.map((value, i) => value + factor * step[i]!),
      basis,
      power,
    );
    if (next.logLikelihood >= fit.logLikelihood) return next;
  }
  return fit;
}

/** The information is the same whatever the density: each bin's logarithm has unit variance. */
function informationInverse(basis: readonly Float64Array[], count: number): Matrix {
  return matrixInverse(
    matrixOf(basis.length, basis.length, (i, j) => {
      let sum = 0;
      for (let k = 0; k < count; k++) sum += basis[i]![k]! * basis[j]![k]!;
      return sum;
    }),
  );
}

/** Signals and noise that fit one another. */
export interface JointFit {
  readonly signal: TdiSignal;
  readonly noise: NoiseDensity;
  readonly splines: Readonly<Record<"A" | "E", SplineNoise>>;
  /** Rounds until the likelihood grew no more. */
  readonly rounds: number;
}

/** Rounds of a joint fit, at most, and the gain in ln likelihood of the last one. */
const [ROUNDS, GAIN] = [30, 1e-3];

/**
 * Signals and noise in A and E by turns: `fit` makes a signal of data and noise, and the noise is that of what is left, until the likelihood of all
 * grows no more.
 * @param fit the best signal for this noise
 */
export function jointFit(
  data: TdiSignal,
  knots: Float64Array,
  fit: (data: TdiSignal, noise: NoiseDensity) => TdiSignal,
): JointFit {
  let splines = splinesOf(data, knots);
  let signal = fit(data, noiseOf(data, splines));
  let last = Number.NEGATIVE_INFINITY;
  for (let rounds = 1; ; rounds++) {
    splines = splinesOf(lessSignal(data, signal), knots);
    const noise = noiseOf(data, splines);
    const now = splines.A.logLikelihood + splines.E.logLikelihood;
    if (now - last < GAIN || rounds === ROUNDS) return { signal, noise, splines, rounds };
    last = now;
    signal = fit(data, noise);
  }
}

function splinesOf(residual: TdiSignal, knots: Float64Array): JointFit["splines"] {
  return { A: splineNoise(residual.A, residual, knots), E: splineNoise(residual.E, residual, knots) };
}

/** T is not used. */
function noiseOf({ df, first }: BinRange, { A, E }: JointFit["splines"]): NoiseDensity {
  const T = new Float64Array(A.density.length).fill(Number.POSITIVE_INFINITY);
  return { df, first, A: A.density, E: E.density, T };
}

/** Data less a signal, on the data's bins. */
function lessSignal(data: TdiSignal, signal: TdiSignal): TdiSignal {
  const on = (channel: Channel): ComplexArray => {
    const [re, im] = [data[channel].re.slice(), data[channel].im.slice()];
    signal[channel].re.forEach((value, k) => {
      const at = k + signal.first - data.first;
      if (at < 0 || at >= re.length) return;
      re[at]! -= value;
      im[at]! -= signal[channel].im[k]!;
    });
    return { re, im };
  };
  return { df: data.df, first: data.first, A: on("A"), E: on("E"), T: on("T") };
}

function mustBeKnots(knots: Float64Array, count: number, first: number): void {
  const isGrowing = knots.every((knot, n) => knot > (n === 0 ? 0 : knots[n - 1]!));
  if (knots.length >= 4 && isGrowing && count >= knots.length && first > 0) return;
  throw new BadArgumentError(
    `A spline of noise has knots at ${[...knots].join(", ")} Hz for ${count} bins from number ${first} on; four or more that grow are expected, no more than bins, and no bin 0.`,
    { knots: [...knots], count, first },
  );
}
