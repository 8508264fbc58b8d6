import { type PerSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Metres, Seconds } from "../core/units.js";

/** Neighbours on each side from which a row is guessed. */
const REACH = 4;

/**
 * What interpolation by eight rows misses in the middle between two of them, over what it misses of a row that it is not given:
 * (7!!/2⁴)²/(4!)² for even rows.
 */
const BETWEEN = (105 / 16) ** 2 / 576;

/** Nanoseconds of light: what ranges are known to. */
const COARSEST: Metres = 0.3;

/** Even rows differ by no more than the rounding of their times. */
const EVENNESS = 1e-9;

/**
 * Why rows of positions (m, rows × 3) at `times` (s) are too coarse to be interpolated, or one of them is wrong; undefined when they are
 * not: each row is guessed from its neighbours.
 */
export function coarseness(times: Float64Array, positions: PerSpacecraft<Float64Array>): string | undefined {
  let worst = { error: 0, row: 0, spacecraft: "1" as Spacecraft };
  let weights = new Float64Array();
  let steps: Seconds = Number.NaN;
  for (let row = REACH; row < times.length - REACH; row++) {
    if (!isEven(times, row, steps)) weights = weightsAt(times, row);
    steps = times[row + REACH]! - times[row]!;
    for (const spacecraft of SPACECRAFT) {
      const error = BETWEEN * missed(positions[spacecraft], row, weights);
      if (error > worst.error) worst = { error, row, spacecraft };
    }
  }
  if (worst.error <= COARSEST) return undefined;
  const step = times[worst.row + 1]! - times[worst.row]!;
  const better = step * (COARSEST / worst.error) ** (1 / (2 * REACH));
  return `around row ${worst.row}, with ${step} s between rows, spacecraft ${worst.spacecraft} is known to ${worst.error.toPrecision(2)} m only, and light travel times need ${COARSEST} m: write rows every ${better.toPrecision(2)} s, or mend the row`;
}

/** Whether the rows around `row` are spaced as those around the row before, whose four steps took `steps`. */
function isEven(times: Float64Array, row: number, steps: Seconds): boolean {
  const step = steps / REACH;
  for (let n = -REACH; n <= REACH; n++) {
    if (!(Math.abs(times[row + n]! - times[row]! - n * step) <= EVENNESS * steps)) return false;
  }
  return true;
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
