import { BadArgumentError } from "../core/errors.js";
import { type PerSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type { Metres } from "../core/units.js";
import { type Ephemeris, STATE } from "./state.js";

/** Lengths of the three arms. */
export interface ArmLengths {
  readonly "12": Metres;
  readonly "23": Metres;
  readonly "31": Metres;
}

/** x, y, z (m). */
export type Position = readonly [number, number, number];

/** Spacecraft that don't move, whose proper time is TCB. */
export function staticEphemeris(positions: PerSpacecraft<Position>): Ephemeris {
  const places = SPACECRAFT.map((sc) => positions[sc]);
  return {
    state(spacecraft, _, out, at) {
      out.fill(0, at, at + STATE);
      out.set(places[spacecraft]!, at);
    },
  };
}

/**
 * A triangle with these arms in the plane of x and y, spacecraft 1 on the x axis and the centre of the three at `centre`.
 * @throws BadArgumentError when no triangle has such arms
 */
export function triangle(arms: ArmLengths, centre: Position = [0, 0, 0]): PerSpacecraft<Position> {
  const { "12": a, "23": b, "31": c } = arms;
  const bad = Object.entries(arms).find(([, arm]) => !(Number.isFinite(arm) && arm > 0));
  if (bad !== undefined) {
    throw new BadArgumentError(`Arm ${bad[0]} is ${bad[1]} m long; it must be a positive length.`, { arms });
  }
  if (a >= b + c || b >= a + c || c >= a + b) {
    throw new BadArgumentError(
      `Arms of ${a}, ${b} and ${c} m (12, 23, 31) don't close: each must be shorter than the other two together.`,
      { arms },
    );
  }
  // The centre divides the median from spacecraft 1 two to one; the other two are b/2 to either side along their arm.
  const median = Math.sqrt(2 * a * a + 2 * c * c - b * b) / 2;
  const x = (2 / 3) * median;
  const second = (b * b + c * c - 5 * a * a) / (18 * x);
  const third = (a * a + b * b - 5 * c * c) / (18 * x);
  const y = Math.sqrt((a + b + c) * (b + c - a) * (a + c - b) * (a + b - c)) / (6 * x);
  const [u, v, w] = centre;
  return { "1": [x + u, v, w], "2": [second + u, v - y, w], "3": [third + u, v + y, w] };
}
