import { BadArgumentError } from "../core/errors.js";

/** Values at the points of a grid. */
export interface Grid {
  /** Columns and rows, rising. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  /** Row by row from the lowest y; NaN where nothing is known. */
  readonly values: ArrayLike<number>;
}

/** A line of several pieces, as marks have it: y is NaN between them. */
export interface Curve {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

type Point = readonly [x: number, y: number];

/** Edges of a cell (below, right, above, left) that a line goes through, by which of its corners are above: 1, 2, 4, 8, against the clock. */
const WAYS: readonly (readonly (readonly [number, number])[])[] = [
  [],
  [[3, 0]],
  [[0, 1]],
  [[3, 1]],
  [[1, 2]],
  [
    [3, 0],
    [1, 2],
  ],
  [[0, 2]],
  [[3, 2]],
  [[2, 3]],
  [[2, 0]],
  [
    [0, 1],
    [2, 3],
  ],
  [[2, 1]],
  [[1, 3]],
  [[1, 0]],
  [[0, 3]],
  [],
];

/**
 * Where values on a grid pass a level, linear between its points: marching squares (W. E. Lorensen, H. E. Cline 1987, doi:10.1145/37402.37422,
 * in the plane), the pieces put together.
 * @throws BadArgumentError for as many values as don't fill the grid
 */
export function contour({ x, y, values }: Grid, level: number): Curve {
  const width = x.length;
  if (values.length !== width * y.length) {
    throw new BadArgumentError(
      `A contour of ${values.length} values on ${width} columns and ${y.length} rows; one for each point is expected.`,
      { values: values.length },
    );
  }
  const pieces = new Pieces();
  const edge = (column: number, row: number, side: number): readonly [string, Point] => {
    const isUp = side === 1 || side === 3;
    const [c, r] = [side === 1 ? column + 1 : column, side === 2 ? row + 1 : row];
    const [from, to] = [r * width + c, isUp ? (r + 1) * width + c : r * width + c + 1];
    const part = (level - values[from]!) / (values[to]! - values[from]!);
    const point: Point = isUp
      ? [x[c]!, y[r]! + part * (y[r + 1]! - y[r]!)]
      : [x[c]! + part * (x[c + 1]! - x[c]!), y[r]!];
    return [`${from} ${to}`, point];
  };
  for (let row = 0; row + 1 < y.length; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const corners = [values[at]!, values[at + 1]!, values[at + width + 1]!, values[at + width]!];
      if (corners.some(Number.isNaN)) continue;
      const above = corners.reduce((sum, value, n) => sum + (value > level ? 2 ** n : 0), 0);
      for (const [from, to] of WAYS[above]!) pieces.add(edge(column, row, from), edge(column, row, to));
    }
  }
  return pieces.joined();
}

/** Pieces of lines by the edges they end at: no more than two end at one. */
class Pieces {
  readonly #points = new Map<string, Point>();
  readonly #next = new Map<string, string[]>();

  add([from, start]: readonly [string, Point], [to, end]: readonly [string, Point]): void {
    this.#points.set(from, start).set(to, end);
    this.#next.set(from, [...(this.#next.get(from) ?? []), to]);
    this.#next.set(to, [...(this.#next.get(to) ?? []), from]);
  }

  /** Open lines from one end to the other, then those that are closed. */
  joined(): Curve {
    const [x, y]: [number[], number[]] = [[], []];
    const keys = [...this.#next.keys()];
    const left = new Set(keys);
    for (const key of [...keys.filter((one) => this.#next.get(one)!.length === 1), ...keys]) {
      if (!left.has(key)) continue;
      if (x.length > 0) {
        x.push(x.at(-1)!);
        y.push(Number.NaN);
      }
      for (let at: string | undefined = key; at !== undefined; ) {
        left.delete(at);
        const [px, py]: Point = this.#points.get(at)!;
        x.push(px);
        y.push(py);
        const ways: readonly string[] = this.#next.get(at)!;
        const onward: string | undefined = ways.find((one) => left.has(one));
        // Round: back to where it began.
        if (onward === undefined && at !== key && ways.includes(key) && ways.length === 2) {
          x.push(this.#points.get(key)![0]);
          y.push(this.#points.get(key)![1]);
        }
        at = onward;
      }
    }
    return { x: Float64Array.from(x), y: Float64Array.from(y) };
  }
}
