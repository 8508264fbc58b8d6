import { BadDataError } from "../core/errors.js";
import {
  type Mosa,
  type PerMosa,
  type PerSpacecraft,
  perSpacecraft,
  SPACECRAFT,
  type Spacecraft,
} from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { NormalFit } from "../math/normal.js";
import { interpolatingSpline, type Spline } from "../math/spline.js";

/*
 * Three clocks against barycentric time. With δ_i the deviation of clock i from TCB, a pseudo-range is
 *   R_ij = L_ij + δ_i(t) − δ_j(t − L_ij),
 * so that ranges less light travel times give the clocks' differences, to nanoseconds; what the three have in common comes
 * from the ground's time correlations, good to a millisecond each, through which a low polynomial is laid.
 */

/** What a clock shows more than barycentric time, at any time. */
export interface ClockModel {
  /** SCET − TCB of a spacecraft (s), `t` seconds after the origin. */
  deviation(spacecraft: Spacecraft, t: Seconds): Seconds;
  /** Its derivative. */
  rate(spacecraft: Spacecraft, t: Seconds): number;
  /** Standard deviation of what the three clocks have in common (s); NaN when the ground said nothing. */
  uncertainty(t: Seconds): Seconds;
}

/** Ranges less light travel times at some times, by link (s). */
export interface RangeExcesses {
  /** Seconds after the origin, growing. */
  readonly times: Float64Array;
  readonly excesses: PerMosa<Float64Array>;
  readonly lightTravelTimes: PerMosa<Float64Array>;
}

/** The ground's time correlations: SCET − TCB (s) at epochs in seconds after the origin. */
export interface Correlations {
  readonly times: Float64Array;
  readonly values: PerSpacecraft<Float64Array>;
}

/** Highest degree of what the clocks have in common: their frequencies are planned to the second order in time. */
const COMMON_DEGREE = 3;

/** Epochs that a coefficient of it takes, so that a few noisy ones give a line and no curve. */
const EPOCHS_PER_DEGREE = 4;

/** Rounds in which the clocks' rates, times the light travel times, are found. */
const ROUNDS = 3;

/** Fits the three clocks. Without correlations what they have in common is taken as zero, and its uncertainty is NaN. */
export function clockModel(ranges: RangeExcesses, correlations?: Correlations): ClockModel {
  let relative = perSpacecraft((): Spline => ({ at: () => 0, derivative: () => 0 }));
  for (let round = 0; round < ROUNDS; round++) relative = relativeClocks(ranges, relative);
  const common = correlations === undefined ? UNKNOWN : commonClock(correlations, relative);
  return {
    deviation: (sc, t) => relative[sc].at(t) + common.at(t),
    rate: (sc, t) => relative[sc].derivative(t) + common.rate(t),
    uncertainty: (t) => common.uncertainty(t),
  };
}

/** What each clock deviates more than the mean of the three. */
function relativeClocks(
  { times, excesses, lightTravelTimes }: RangeExcesses,
  before: PerSpacecraft<Spline>,
): PerSpacecraft<Spline> {
  const difference = (n: number, i: Spacecraft, j: Spacecraft): Seconds => {
    const [there, back] = [(i + j) as Mosa, (j + i) as Mosa];
    const aged = (link: Mosa, emitter: Spacecraft): Seconds =>
      excesses[link][n]! - lightTravelTimes[link][n]! * before[emitter].derivative(times[n]!);
    return (aged(there, j) - aged(back, i)) / 2;
  };
  return perSpacecraft((sc) => {
    const others = SPACECRAFT.filter((other) => other !== sc);
    const values = times.map(
      (_, n) => others.reduce((sum, other) => sum + difference(n, sc, other), 0) / SPACECRAFT.length,
    );
    return interpolatingSpline(times, values, 3);
  });
}

interface Common {
  at(t: Seconds): Seconds;
  rate(t: Seconds): number;
  uncertainty(t: Seconds): Seconds;
}

const UNKNOWN: Common = { at: () => 0, rate: () => 0, uncertainty: () => Number.NaN };

/** The polynomial through the correlations less the clocks' differences; their scatter about each other says how good they are. */
function commonClock({ times, values }: Correlations, relative: PerSpacecraft<Spline>): Common {
  if (times.length === 0)
    throw new BadDataError("The clocks' time correlations have no epoch; leave them out, or give one or more.");
  const degree = Math.min(COMMON_DEGREE, times.length - 1, 1 + Math.floor(times.length / EPOCHS_PER_DEGREE));
  const [first, last] = [times[0]!, times.at(-1)!];
  const [middle, half] = [(first + last) / 2, Math.max(1, (last - first) / 2)];
  const powers = (t: Seconds): Float64Array =>
    Float64Array.from({ length: degree + 1 }, (_, k) => ((t - middle) / half) ** k);
  const fit = new NormalFit(degree + 1);
  let scatter = 0;
  for (const [n, t] of times.entries()) {
    const three = SPACECRAFT.map((sc) => values[sc][n]! - relative[sc].at(t));
    const mean = three.reduce((sum, value) => sum + value, 0) / three.length;
    scatter += three.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    fit.add(powers(t), mean);
  }
  const variance = scatter / (2 * times.length) / SPACECRAFT.length;
  const { values: coefficients, covariance } = fit.solution();
  return {
    at: (t) => powers(t).reduce((sum, power, k) => sum + power * coefficients[k]!, 0),
    rate: (t) =>
      coefficients.reduce((sum, c, k) => (k === 0 ? sum : sum + (c * k * ((t - middle) / half) ** (k - 1)) / half), 0),
    uncertainty: (t) => Math.sqrt(variance * quadraticForm(covariance, powers(t))),
  };
}

function quadraticForm(matrix: Float64Array, x: Float64Array): number {
  return x.reduce((sum, a, i) => sum + x.reduce((row, b, j) => row + a * b * matrix[i * x.length + j]!, 0), 0);
}
