import { SPEED_OF_LIGHT, SUN_SCHWARZSCHILD_RADIUS } from "../core/constants.js";
import { BadDataError } from "../core/errors.js";
import { type PerSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { type Curve, curve, integral, pieceAt } from "./curve.js";
import { implausibility } from "./plausible.js";
import { spacingFault } from "./spacing.js";
import { ACCELERATION, DEVIATION, type Ephemeris, JERK, VELOCITY } from "./state.js";

/** Positions at times. */
export interface Positions {
  /** Seconds of TCB after the epoch, growing, 6 or more. */
  readonly times: Float64Array;
  /** Positions (m), rows × 3. */
  readonly positions: PerSpacecraft<Float64Array>;
}

/** An ephemeris that is known from one time to another. */
export interface TabulatedEphemeris extends Ephemeris {
  /** Seconds after the epoch. */
  readonly from: Seconds;
  readonly until: Seconds;
}

const FEWEST = 6;

/**
 * Splines of degree 5 through positions, as lisaorbits' InterpolatedOrbits: velocities and accelerations are their derivatives, and proper
 * times the integral of −(R/|x| + v²/c²)/2 from the epoch on, where R is the Sun's Schwarzschild radius.
 * @throws BadDataError for too few rows, times that don't grow, NaN, an epoch outside, positions that three spacecraft can't have, or rows
 * too far apart
 */
export function tabulatedEphemeris({ times, positions }: Positions): TabulatedEphemeris {
  mustBeRows(times, positions);
  const from = times[0]!;
  const until = times[times.length - 1]!;
  const spacecraft = SPACECRAFT.map((sc) => curvesOf(times, positions[sc]));
  return {
    from,
    until,
    state(index, elapsed, out, at) {
      const { axes, rate, start } = spacecraft[index]!;
      const piece = pieceAt(times, elapsed);
      for (let axis = 0; axis < 3; axis++) {
        const one = axes[axis]!;
        out[at + axis] = one.derivative(piece, elapsed, 0);
        out[at + VELOCITY + axis] = one.derivative(piece, elapsed, 1);
        out[at + ACCELERATION + axis] = one.derivative(piece, elapsed, 2);
        out[at + JERK + axis] = one.derivative(piece, elapsed, 3);
      }
      out[at + DEVIATION] = integral(rate, piece, elapsed) - start;
      out[at + DEVIATION + 1] = rate.derivative(piece, elapsed, 0);
      out[at + DEVIATION + 2] = rate.derivative(piece, elapsed, 1);
    },
  };
}

function curvesOf(
  times: Float64Array,
  positions: Float64Array,
): { axes: readonly Curve[]; rate: Curve; start: number } {
  const axes = [0, 1, 2].map((axis) =>
    curve(
      times,
      times.map((_, row) => positions[3 * row + axis]!),
    ),
  );
  const rates = times.map((time, row) => {
    const piece = pieceAt(times, time);
    const speeds = axes.map((one) => one.derivative(piece, time, 1));
    const radius = Math.hypot(...positions.subarray(3 * row, 3 * row + 3));
    return -0.5 * (SUN_SCHWARZSCHILD_RADIUS.value / radius + (Math.hypot(...speeds) / SPEED_OF_LIGHT.value) ** 2);
  });
  const rate = curve(times, rates);
  return { axes, rate, start: integral(rate, pieceAt(times, 0), 0) };
}

function mustBeRows(times: Float64Array, positions: PerSpacecraft<Float64Array>): void {
  if (times.length < FEWEST) {
    throw new BadDataError(`Orbits of ${times.length} rows can't be interpolated; give ${FEWEST} or more.`, {
      rows: times.length,
    });
  }
  const back = times.findIndex((time, row) => row > 0 && !(time > times[row - 1]!));
  if (back > 0) {
    throw new BadDataError(
      `Times of orbits must grow; row ${back} is at ${times[back]} s after ${times[back - 1]} s.`,
      {
        row: back,
      },
    );
  }
  const [first, last] = [times[0]!, times[times.length - 1]!];
  if (!(first <= 0 && last >= 0)) {
    throw new BadDataError(
      `The positions reach from ${first} s to ${last} s after the epoch at which proper times start; the epoch must lie between.`,
      { first, last },
    );
  }
  for (const sc of SPACECRAFT) {
    const bad = positions[sc].findIndex((value) => !Number.isFinite(value));
    if (positions[sc].length === 3 * times.length && bad < 0) continue;
    throw new BadDataError(
      bad < 0
        ? `Spacecraft ${sc} has ${positions[sc].length} numbers for ${times.length} rows; they must be three a row.`
        : `The position of spacecraft ${sc} in row ${Math.floor(bad / 3)} is ${positions[sc][bad]}; orbits have no gaps.`,
      { spacecraft: sc },
    );
  }
  const wrong = implausibility(positions, true) ?? spacingFault(times, positions);
  if (wrong !== undefined) throw new BadDataError(`These can't be orbits of LISA: ${wrong}.`, {});
}
