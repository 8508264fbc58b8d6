/** The points drawn of a mark. */
export interface DrawnPoints {
  readonly x: Float64Array;
  /** One curve, or the low and the high edge of a band. */
  readonly curves: readonly Float64Array[];
  /** Whether points were left out, keeping the extremes of every column. */
  readonly decimated: boolean;
}

/** Where the columns of a drawing lie. */
export interface Columns {
  readonly domain: readonly [number, number];
  readonly scale: "linear" | "log";
  readonly count: number;
}

/**
 * Curves over rising x thinned out for drawing: within each of the columns the lowest and the highest point of every curve
 * are kept, in the order they come, so that every peak shows. A NaN stays, as the break it is. Short curves stay whole,
 * and so do those that run back.
 */
export function decimate(x: Float64Array, curves: readonly Float64Array[], columns: Columns): DrawnPoints {
  if (x.length <= 4 * columns.count || !isRising(x)) return { x, curves, decimated: false };
  const kept: number[] = [];
  const columnOf = columnFinder(columns);
  for (let start = 0; start < x.length; ) {
    const column = columnOf(x[start]!);
    let end = start + 1;
    while (end < x.length && columnOf(x[end]!) === column) end++;
    const indices = curves.flatMap((curve) => extremesOf(curve, start, end));
    kept.push(...[...new Set(indices)].sort((a, b) => a - b));
    start = end;
  }
  const decimated = kept.length < x.length;
  return { x: pick(x, kept), curves: curves.map((curve) => pick(curve, kept)), decimated };
}

function columnFinder({ domain, scale, count }: Columns): (x: number) => number {
  const place = scale === "log" ? Math.log : (value: number): number => value;
  const low = place(domain[0]);
  const perUnit = count / (place(domain[1]) - low);
  return (x) => Math.floor((place(x) - low) * perUnit);
}

/** The indices of the lowest, the highest and one NaN of start…end, as far as there are such. */
function extremesOf(y: Float64Array, start: number, end: number): readonly number[] {
  let lowest = -1;
  let highest = -1;
  let gap = -1;
  for (let i = start; i < end; i++) {
    const value = y[i]!;
    if (Number.isNaN(value)) gap = i;
    else {
      if (lowest < 0 || value < y[lowest]!) lowest = i;
      if (highest < 0 || value > y[highest]!) highest = i;
    }
  }
  return [lowest, highest, gap].filter((index) => index >= 0);
}

function isRising(x: Float64Array): boolean {
  for (let i = 1; i < x.length; i++) if (!(x[i]! >= x[i - 1]!)) return false;
  return true;
}

function pick(values: Float64Array, indices: readonly number[]): Float64Array {
  return Float64Array.from(indices, (index) => values[index]!);
}
