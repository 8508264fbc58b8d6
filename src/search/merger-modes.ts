import type { ConstellationPath } from "../response/path.js";
import type { MergerPoint } from "./merger-likelihood.js";
import { folded } from "./merger-prior.js";

/** Four turns about the constellation's normal, each as it is and mirrored in its plane. */
export const SKY_MODES = 8;

type Vector = readonly [number, number, number];

/**
 * The sky in eight cells, as the constellation has it at a time: four quarters on each of its two sides. A short signal looks nearly the same
 * from one place of each cell with other amplitudes: turned by quarters of a circle in its plane, mirrored or not (S. Marsat, J. G. Baker,
 * T. Dal Canton 2021, doi:10.1103/PhysRevD.103.083011, section IV C). Cell 0 is the centre's, which is in the middle of its quarter.
 */
export class SkyCells {
  readonly #x: Vector;
  readonly #y: Vector;
  readonly #z: Vector;

  constructor(path: ConstellationPath, centre: MergerPoint) {
    const normal = normalAt(path, centre[4]!);
    const from = vectorOf(centre);
    const up = dot(normal, from);
    this.#z = up < 0 ? scaled(normal, -1) : normal;
    const level = unit(from.map((x, n) => x - up * normal[n]!) as unknown as Vector);
    const across = cross(this.#z, level);
    // An eighth of a circle before the centre.
    this.#x = unit(level.map((x, n) => x - across[n]!) as unknown as Vector);
    this.#y = cross(this.#z, this.#x);
  }

  /** The number of a binary's cell. */
  cellOf(point: MergerPoint): number {
    const from = vectorOf(point);
    const [x, y, z] = [dot(from, this.#x), dot(from, this.#y), dot(from, this.#z)];
    const quarter = y >= 0 ? (x > 0 ? 0 : 1) : x < 0 ? 2 : 3;
    return z >= 0 ? quarter : quarter + 4;
  }

  /** The binary's image in a cell. */
  inCell(point: MergerPoint, cell: number): MergerPoint {
    const own = this.cellOf(point);
    if (own === cell) return point;
    const from = vectorOf(point);
    const [c, s] = QUARTERS[(cell - own + 8) % 4]!;
    const [x, y] = [dot(from, this.#x), dot(from, this.#y)];
    const height = cell >= 4 === own >= 4 ? dot(from, this.#z) : -dot(from, this.#z);
    const [u, v] = [c * x - s * y, s * x + c * y];
    const [a, b, d] = [0, 1, 2].map((n) => u * this.#x[n]! + v * this.#y[n]! + height * this.#z[n]!) as [
      number,
      number,
      number,
    ];
    return folded(Float64Array.of(...point.subarray(0, 5), Math.atan2(b, a), Math.atan2(d, Math.hypot(a, b))));
  }
}

const QUARTERS: readonly (readonly [cos: number, sin: number])[] = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
];

function vectorOf(point: MergerPoint): Vector {
  const [lambda, beta] = [point[5]!, point[6]!];
  const level = Math.cos(beta);
  return [level * Math.cos(lambda), level * Math.sin(lambda), Math.sin(beta)];
}

function normalAt(path: ConstellationPath, time: number): Vector {
  const p = new Float64Array(9);
  path.at(time, p);
  const side = (n: number): Vector => [p[n]! - p[0]!, p[n + 1]! - p[1]!, p[n + 2]! - p[2]!];
  return unit(cross(side(3), side(6)));
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function scaled([x, y, z]: Vector, by: number): Vector {
  return [by * x, by * y, by * z];
}

function unit(a: Vector): Vector {
  return scaled(a, 1 / Math.sqrt(dot(a, a)));
}
