import type { Seconds } from "../core/units.js";
import type { ConstellationPath } from "../response/path.js";
import type { Direction } from "../waveforms/direction.js";
import type { MergerPoint } from "./merger-likelihood.js";
import { folded } from "./merger-prior.js";

/** Four turns about the constellation's normal, each as it is and mirrored in its plane. */
export const SKY_MODES = 8;

type Vector = readonly [number, number, number];

/**
 * The places from which a short signal looks nearly the same to the constellation as from `place`, where amplitudes are others: turns by
 * quarters of a circle in its plane, mirrored or not (S. Marsat, J. G. Baker, T. Dal Canton 2021, doi:10.1103/PhysRevD.103.083011,
 * section IV C). Mode 0 is the place itself; what a mode does another undoes.
 */
export function skyMode(path: ConstellationPath, time: Seconds, { lambda, beta }: Direction, mode: number): Direction {
  const normal = normalAt(path, time);
  const from: Vector = [Math.cos(beta) * Math.cos(lambda), Math.cos(beta) * Math.sin(lambda), Math.sin(beta)];
  const up = from[0] * normal[0] + from[1] * normal[1] + from[2] * normal[2];
  const level = from.map((x, n) => x - up * normal[n]!) as unknown as Vector;
  const across = cross(normal, level);
  const [c, s] = QUARTERS[mode % 4]!;
  const height = mode < 4 ? up : -up;
  const [x, y, z] = level.map((one, n) => c * one + s * across[n]! + height * normal[n]!) as unknown as Vector;
  return { lambda: Math.atan2(y, x), beta: Math.atan2(z, Math.hypot(x, y)) };
}

/** A binary in another mode. */
export function inMode(point: MergerPoint, path: ConstellationPath, mode: number): MergerPoint {
  const { lambda, beta } = skyMode(path, point[4]!, { lambda: point[5]!, beta: point[6]! }, mode);
  return folded(Float64Array.of(...point.subarray(0, 5), lambda, beta));
}

const QUARTERS: readonly (readonly [cos: number, sin: number])[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

function normalAt(path: ConstellationPath, time: Seconds): Vector {
  const p = new Float64Array(9);
  path.at(time, p);
  const side = (n: number): Vector => [p[n]! - p[0]!, p[n + 1]! - p[1]!, p[n + 2]! - p[2]!];
  const normal = cross(side(3), side(6));
  const length = Math.hypot(...normal);
  return normal.map((x) => x / length) as unknown as Vector;
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
