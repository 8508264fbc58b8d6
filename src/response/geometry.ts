import { SPEED_OF_LIGHT } from "../core/constants.js";
import { emitterOf, MOSAS, receiverOf, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { OrbitTable } from "../orbits/table.js";
import { type RowWeights, rowWeights } from "./rows.js";

/** In which time a response is asked for: barycentric, or the proper time of each link's receiver. */
export type Frame = "TCB" | "TPS";

/**
 * The six links at one time. Links are in the order of MOSAS, spacecraft in that of SPACECRAFT; coordinates follow one
 * another.
 */
export interface Geometry {
  /** By spacecraft: reception after the time asked for (s); not 0 only in proper time. */
  readonly reception: Float64Array;
  /** By spacecraft: position at reception, over c (s). */
  readonly receivers: Float64Array;
  /** By link: emission after the time asked for (s). */
  readonly emission: Float64Array;
  /** By link: position of the emitter at emission, over c (s). */
  readonly emitters: Float64Array;
  /** By link: unit vector from the emitter to the receiver. */
  readonly units: Float64Array;
}

/** Number of each link's receiver and emitter in SPACECRAFT. */
export const RECEIVERS: readonly number[] = MOSAS.map((mosa) => SPACECRAFT.indexOf(receiverOf(mosa)));
const EMITTERS: readonly number[] = MOSAS.map((mosa) => SPACECRAFT.indexOf(emitterOf(mosa)));

/** Where spacecraft are at reception and emission at `time` (s after the first row). */
export function geometryAt(orbits: OrbitTable, time: Seconds, frame: Frame): Geometry {
  const weights = (at: Seconds): RowWeights => rowWeights(at / orbits.dt, orbits.length);
  const reception = new Float64Array(3);
  const receivers = new Float64Array(9);
  const emission = new Float64Array(6);
  const emitters = new Float64Array(18);
  const units = new Float64Array(18);
  const asked = weights(time);
  const received = SPACECRAFT.map((spacecraft, n) => {
    if (frame === "TPS") reception[n] = asked.of(orbits.coordinateTimeDeviations[spacecraft]);
    const there = frame === "TPS" ? weights(time + reception[n]!) : asked;
    place(there, orbits.positions[spacecraft], receivers, n);
    return there;
  });
  MOSAS.forEach((mosa, link) => {
    const receiver = RECEIVERS[link]!;
    emission[link] = reception[receiver]! - received[receiver]!.of(orbits.lightTravelTimes[mosa]);
    place(weights(time + emission[link]!), orbits.positions[SPACECRAFT[EMITTERS[link]!]!], emitters, link);
    direct(receivers, receiver, emitters, link, units);
  });
  return { reception, receivers, emission, emitters, units };
}

/** Puts a position, over c, into place `n` of `out`. */
function place(there: RowWeights, positions: Float64Array, out: Float64Array, n: number): void {
  for (let axis = 0; axis < 3; axis++) out[3 * n + axis] = there.of(positions, 3, axis) / SPEED_OF_LIGHT.value;
}

/** The unit vector of a link from the two positions. */
function direct(
  receivers: Float64Array,
  receiver: number,
  emitters: Float64Array,
  link: number,
  out: Float64Array,
): void {
  const along = (axis: number): number => receivers[3 * receiver + axis]! - emitters[3 * link + axis]!;
  const length = Math.hypot(along(0), along(1), along(2));
  for (let axis = 0; axis < 3; axis++) out[3 * link + axis] = along(axis) / length;
}
