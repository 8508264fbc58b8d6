import { type PerSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Metres, Seconds } from "../core/units.js";

/** Neighbours on each side from which a row is guessed. */
const REACH = 4;

/** What ranges are known to: nanoseconds of light. */
const COARSEST: Metres = 0.3;

/**
 * How far a row may be from where its neighbours lead. The orbits that ESA publishes are rough by up to 300 m, where points between their
 * integrator's steps were interpolated.
 */
const ROUGHEST: Metres = 3000;

/** Even rows differ by no more than the rounding of their times. */
const EVENNESS = 1e-9;

/**
 * Why rows of positions (m, rows × 3) at `times` (s) can't be interpolated, or undefined when they can: they are too far apart, or one of
 * them is wrong.
 */
export function spacingFault(times: Float64Array, positions: PerSpacecraft<Float64Array>): string | undefined {
  return tooCoarse(times, positions) ?? tooRough(times, positions);
}

/**
 * Around a circle interpolation by eight rows misses (105/16)²/8! of its radius by (step/radius)⁸, in the middle between two rows; splines of
 * degree 5 miss about as much.
 */
const EIGHTH_ORDER = (105 / 16) ** 2 / 40_320;

/** Why rows of positions at `times` are too far apart to be interpolated, or undefined when they are not. */
export function tooCoarse(times: Float64Array, positions: PerSpacecraft<Float64Array>): string | undefined {
  let worst = { error: 0, row: 0 };
  for (const sc of SPACECRAFT) {
    for (let row = 0; row < times.length - 1; row++) {
      const radius = lengthAt(positions[sc], row, undefined);
      const error = EIGHTH_ORDER * radius * (lengthAt(positions[sc], row, row + 1) / radius) ** (2 * REACH);
      if (error > worst.error) worst = { error, row };
    }
  }
  if (worst.error <= COARSEST) return undefined;
  const step = times[worst.row + 1]! - times[worst.row]!;
  const better = step * (COARSEST / worst.error) ** (1 / (2 * REACH));
  return `its rows are ${step} s apart, too coarse to say positions between them to ${COARSEST} m: write a row every ${better.toPrecision(2)} s`;
}

/** The length of a row, or of the way to another. */
function lengthAt(positions: Float64Array, row: number, to: number | undefined): Metres {
  let square = 0;
  for (let axis = 0; axis < 3; axis++) {
    square += (positions[3 * row + axis]! - (to === undefined ? 0 : positions[3 * to + axis]!)) ** 2;
  }
  return Math.sqrt(square);
}

function tooRough(times: Float64Array, positions: PerSpacecraft<Float64Array>): string | undefined {
  let worst = { error: 0, row: 0, spacecraft: "1" as Spacecraft };
  // Most tables are even, and then have one set of weights.
  let kept: { step: Seconds; weights: Float64Array } = { step: Number.NaN, weights: new Float64Array() };
  for (let row = REACH; row < times.length - REACH; row++) {
    const step = evenStep(times, row);
    const isKept = Math.abs(step - kept.step) <= EVENNESS * step;
    const weights = isKept ? kept.weights : weightsAt(times, row);
    kept = { step: isKept ? kept.step : step, weights };
    for (const spacecraft of SPACECRAFT) {
      const error = missed(positions[spacecraft], row, weights);
      if (error > worst.error) worst = { error, row, spacecraft };
    }
  }
  if (worst.error <= ROUGHEST) return undefined;
  return `row ${worst.row} of spacecraft ${worst.spacecraft} is ${worst.error.toPrecision(3)} m from where the rows around it lead`;
}

/** The step of the rows around `row`, NaN when they are uneven. */
function evenStep(times: Float64Array, row: number): Seconds {
  const step = (times[row + REACH]! - times[row - REACH]!) / (2 * REACH);
  for (let n = -REACH; n <= REACH; n++) {
    if (!(Math.abs(times[row + n]! - times[row]! - n * step) <= EVENNESS * step)) return Number.NaN;
  }
  return step;
}

/** Lagrange's weights at a row of its eight neighbours, and 0 for itself. */
function weightsAt(times: Float64Array, row: number): Float64Array {
  const weights = new Float64Array(2 * REACH + 1).fill(1);
  for (let j = -REACH; j <= REACH; j++) {
    for (let i = -REACH; i <= REACH; i++) {
      if (i === j || i === 0) continue;
      weights[j + REACH]! *= (times[row]! - times[row + i]!) / (times[row + j]! - times[row + i]!);
    }
  }
  weights[REACH] = 0;
  return weights;
}

function missed(positions: Float64Array, row: number, weights: Float64Array): Metres {
  let square = 0;
  for (let axis = 0; axis < 3; axis++) {
    let off = -positions[3 * row + axis]!;
    for (let n = 0; n < weights.length; n++) off += weights[n]! * positions[3 * (row + n - REACH) + axis]!;
    square += off * off;
  }
  return Math.sqrt(square);
}
