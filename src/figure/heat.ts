import { BadArgumentError } from "../core/errors.js";
import { type PlannedAxis, planAxis } from "./axis.js";
import type { Figure, HeatMark } from "./figure.js";

/** Spots of colour across and up a figure: more can't be told apart. */
const COLUMNS = 240;
const ROWS = 110;

/** A grid of values on spots of equal size on the paper, whatever the axes' scales. */
export interface PlannedHeat {
  readonly mark: HeatMark;
  readonly colour: PlannedAxis;
  readonly columns: number;
  readonly rows: number;
  /** The values that are drawn, row by row from the lowest y; NaN for nothing. */
  readonly values: Float64Array;
  /** Edges of the spots in the units of the axes. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** How many values at most one spot stands for. */
  readonly most: number;
}

/** Puts the figure's grid of values onto spots: the largest of those that fall into each. Null when the figure has none. */
export function planHeat(figure: Figure, x: PlannedAxis, y: PlannedAxis): PlannedHeat | null {
  const marks = figure.marks.filter((mark): mark is HeatMark => mark.type === "heat");
  const [mark] = marks;
  if (mark === undefined) return null;
  check(figure, mark, marks.length);
  const across = spots(mark.x, x, COLUMNS);
  const up = spots(mark.y, y, ROWS);
  const values = new Float64Array(across.count * up.count).fill(Number.NaN);
  for (let row = 0; row < up.count; row++) {
    for (let column = 0; column < across.count; column++) {
      values[row * across.count + column] = largest(mark, up, row, across, column);
    }
  }
  return {
    mark,
    colour: planAxis(mark.colour, extentOf(values), true),
    columns: across.count,
    rows: up.count,
    values,
    x: across.edges,
    y: up.edges,
    most: across.most * up.most,
  };
}

/** Spots along one axis and the cells that fall into each: first[k] up to, but not including, stop[k]. */
interface Spots {
  readonly count: number;
  readonly edges: Float64Array;
  readonly first: Int32Array;
  readonly stop: Int32Array;
  readonly most: number;
}

function spots(cells: ArrayLike<number>, { domain, scale }: PlannedAxis, most: number): Spots {
  const count = scale === "linear" ? Math.min(most, cells.length - 1) : most;
  const edges = Float64Array.from({ length: count + 1 }, (_, k) =>
    scale === "log"
      ? domain[0] * (domain[1] / domain[0]) ** (k / count)
      : domain[0] + ((domain[1] - domain[0]) * k) / count,
  );
  const [first, stop] = [new Int32Array(count), new Int32Array(count)];
  let cell = 0;
  let fullest = 0;
  for (let k = 0; k < count; k++) {
    while (cell < cells.length - 2 && cells[cell + 1]! <= edges[k]! * (1 + 1e-12)) cell++;
    let end = cell;
    while (end < cells.length - 1 && cells[end]! < edges[k + 1]! * (1 - 1e-12)) end++;
    const isBeyond = cells[cell + 1]! <= edges[k]! || cells[cell]! >= edges[k + 1]!;
    first[k] = cell;
    stop[k] = isBeyond ? cell : Math.max(end, cell + 1);
    fullest = Math.max(fullest, stop[k]! - cell);
  }
  return { count, edges, first, stop, most: fullest };
}

function largest({ x, values }: HeatMark, up: Spots, row: number, across: Spots, column: number): number {
  const width = x.length - 1;
  let most = Number.NaN;
  for (let r = up.first[row]!; r < up.stop[row]!; r++) {
    for (let c = across.first[column]!; c < across.stop[column]!; c++) {
      const value = values[r * width + c]!;
      if (!(value <= most) && Number.isFinite(value)) most = value;
    }
  }
  return most;
}

function extentOf(values: Float64Array): readonly [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? [0, 1] : [low, high];
}

function check({ title }: Figure, { name, x, y, values }: HeatMark, count: number): void {
  if (count > 1) {
    throw new BadArgumentError(`Figure "${title}" has ${count} grids of colour; one can be told apart. Draw several.`);
  }
  if (values.length !== (x.length - 1) * (y.length - 1)) {
    throw new BadArgumentError(
      `Figure "${title}", mark "${name}": ${values.length} values for ${x.length - 1} columns and ${y.length - 1} rows. Give the edges of the cells, one more than there are cells, and a value for each.`,
    );
  }
}
