import { BadDataError } from "../core/errors.js";
import { checkedDensity, type NoiseDensity } from "../inference/density.js";
import { bsplines } from "../math/bspline.js";
import { leastSquares } from "../math/linear.js";
import type { TdiSignal } from "../response/signal.js";

/** Cells of bins over which powers are gathered, and knots of the curve through them. */
export interface SpectrumOptions {
  /** Mean square of the window that the data went through; default 1. */
  readonly windowPower?: number;
  /** Knots of the spline a decade; default 8. */
  readonly knots?: number;
  /** From this frequency on (Hz); below, the density is Infinity. */
  readonly from: number;
  /** To this one. */
  readonly to: number;
}

/** Bins of a cell: enough for a median, at least; and cells a decade. */
const FEWEST = 24;
const CELLS = 80;
const LEAST_CELLS = 12;
/** Powers in units of their median beyond which bins are a source's. */
const LOUD = 12;

/**
 * The noise density of each channel from data with sources in them: medians of powers (with ln 2 the mean's; medians hardly see
 * sources), then means of what is no louder than {@link LOUD} medians, and a cubic spline through the logarithms of these over
 * that of frequency, so many knots a decade. @throws BadDataError for data that are zero or no numbers
 */
export function estimatedDensity(data: TdiSignal, options: SpectrumOptions): NoiseDensity {
  const { A, E } = data;
  const of = (channel: typeof A, name: string): Float64Array => densityOf(channel, name, data, options);
  const [a, e] = [of(A, "A"), of(E, "E")];
  return checkedDensity({ df: data.df, first: data.first, A: a, E: e, T: a.map(() => Number.POSITIVE_INFINITY) });
}

interface Cell {
  readonly log: number;
  readonly level: number;
  readonly count: number;
}

function densityOf(
  { re, im }: TdiSignal["A"],
  name: string,
  { df, first }: TdiSignal,
  { from, to, windowPower = 1, knots = 8 }: SpectrumOptions,
): Float64Array {
  const [low, high] = [Math.max(1, Math.ceil(from / df)), Math.min(first + re.length - 1, Math.floor(to / df))];
  // 2|d|²/T is a one-sided density's estimate.
  const power = re.map((x, k) => (2 * df * (x * x + im[k]! * im[k]!)) / windowPower);
  const cells = cellsBetween(low, high).map(([start, end]) => ({
    ...cellOf(power.subarray(start - first, end - first), name, start * df),
    log: Math.log(((start + end - 1) / 2) * df),
  }));
  return curve(cells, knots, df, first, re.length, low, high);
}

/** First bins of cells and of the next ones: {@link CELLS} a decade, or more in a narrow band. */
function cellsBetween(low: number, high: number): (readonly [number, number])[] {
  const widest = (high - low + 1) / LEAST_CELLS;
  const out: (readonly [number, number])[] = [];
  for (let start = low; start <= high; ) {
    const width = Math.max(FEWEST, Math.round(Math.min(start * (10 ** (1 / CELLS) - 1), widest)));
    const end = high + 1 - (start + width) < width ? high + 1 : start + width;
    out.push([start, end]);
    start = end;
  }
  if (out.length >= 5) return out;
  throw new BadDataError(
    `There are ${high - low + 1} bins to estimate the noise from, and ${5 * FEWEST} or more are needed: take a wider band.`,
    { bins: high - low + 1 },
  );
}

function cellOf(power: Float64Array, name: string, frequency: number): Omit<Cell, "log"> {
  const sorted = power.slice().sort();
  const count = sorted.length;
  const half = count >> 1;
  const median = count % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
  const mean = median / Math.LN2;
  if (!(mean > 0 && Number.isFinite(mean))) {
    throw new BadDataError(
      `The power of ${name} around ${frequency.toPrecision(4)} Hz is ${mean}: there must be noise in the data to weigh them; take the band from where there is some, and fill gaps first.`,
      { channel: name, frequency },
    );
  }
  let [sum, kept] = [0, 0];
  for (const value of sorted) {
    if (value > LOUD * median) break;
    sum += value;
    kept++;
  }
  // Sources may fill a cell: where more than a few bins in a hundred are loud, what is quiet is no noise either, and the median is safer.
  const quiet = kept >= 0.97 * count;
  return { level: Math.log(quiet ? sum / kept : mean), count: quiet ? kept : kept / 2 };
}

/** The mean of ln of a mean of n exponential numbers is less than that of their mean by about 1/(2n). */
function curve(
  cells: readonly Cell[],
  perDecade: number,
  df: number,
  first: number,
  length: number,
  low: number,
  high: number,
): Float64Array {
  const [begin, end] = [Math.log(low * df), Math.log(high * df)];
  const pieces = Math.max(1, Math.min(Math.round((perDecade * (end - begin)) / Math.LN10), cells.length - 4));
  const knots = Float64Array.from({ length: pieces + 7 }, (_, n) => begin + ((n - 3) / pieces) * (end - begin));
  const pieceOf = (x: number): number =>
    3 + Math.min(Math.max(Math.floor(((x - begin) / (end - begin)) * pieces), 0), pieces - 1);
  const columns = Array.from({ length: pieces + 3 }, () => new Float64Array(cells.length));
  const y = new Float64Array(cells.length);
  cells.forEach(({ log, level, count }, row) => {
    const weight = Math.sqrt(count);
    const i = pieceOf(log);
    bsplines(knots, 3, i, log).forEach((value, j) => {
      columns[i - 3 + j]![row] = weight * value;
    });
    y[row] = weight * (level + 1 / (2 * count));
  });
  const coefficients = leastSquares(columns, y);
  return Float64Array.from({ length }, (_, k) => {
    const bin = k + first;
    if (bin < low || bin > high) return Number.POSITIVE_INFINITY;
    const x = Math.log(bin * df);
    const i = pieceOf(x);
    return Math.exp(bsplines(knots, 3, i, x).reduce((sum, value, j) => sum + value * coefficients[i - 3 + j]!, 0));
  });
}
