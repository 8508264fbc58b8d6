import { type Direction, type Vector, waveBasis } from "../waveforms/direction.js";
import { type Geometry, RECEIVERS } from "./geometry.js";

/** What one wave direction makes of the geometry of the links at one time. */
export interface Pattern {
  /** By spacecraft: when the wave that is received has passed the Sun, after the time asked for (s). */
  readonly receptions: Float64Array;
  /** By link: the same of the wave at emission (s). */
  readonly emissions: Float64Array;
  /** By link: ξ₊/2(1 − n·k) and ξ×/2(1 − n·k). */
  readonly plus: Float64Array;
  readonly cross: Float64Array;
}

/**
 * The parts of y = [Δh₊ ξ₊ + Δh× ξ×]/2(1 − n·k), with Δh = h(t_e − k·x_e/c) − h(t_r − k·x_r/c), ξ₊ = (n·u)² − (n·v)² and
 * ξ× = 2 (n·u)(n·v) (LISA Data Challenge Manual, LISA-LCST-SGS-MAN-001, section 6; lisagwresponse 2.5).
 */
export function patternOf(direction: Direction): (geometry: Geometry) => Pattern {
  const { k, u, v } = waveBasis(direction);
  return ({ reception, receivers, emission, emitters, units }) => {
    const receptions = reception.map((time, n) => time - projected(receivers, n, k));
    const emissions = emission.map((time, n) => time - projected(emitters, n, k));
    const [plus, cross] = [new Float64Array(RECEIVERS.length), new Float64Array(RECEIVERS.length)];
    for (let link = 0; link < RECEIVERS.length; link++) {
      const [nu, nv] = [projected(units, link, u), projected(units, link, v)];
      const half = halfOverApproach(projected(units, link, k), nu * nu + nv * nv);
      plus[link] = (nu * nu - nv * nv) * half;
      cross[link] = 2 * nu * nv * half;
    }
    return { receptions, emissions, plus, cross };
  };
}

/**
 * 1/2(1 − n·k). Light that travels with the wave (n·k → 1) sees no change; there 1 − n·k is all rounding, and is taken from what
 * is across: (n·u)² + (n·v)² = 1 − (n·k)².
 */
function halfOverApproach(along: number, across: number): number {
  if (along < 0) return 0.5 / (1 - along);
  return across > 0 ? (0.5 * (1 + along)) / across : 0;
}

/** The scalar product of vector number `n` of `vectors` and `along`. */
function projected(vectors: Float64Array, n: number, along: Vector): number {
  return vectors[3 * n]! * along[0] + vectors[3 * n + 1]! * along[1] + vectors[3 * n + 2]! * along[2];
}
