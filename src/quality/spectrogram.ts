import { BadDataError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import type { Hertz, Seconds } from "../core/units.js";
import { psd } from "../math/welch.js";
import { FIRST_BIN } from "./bands.js";

/** How a spectrogram is taken. */
export interface SpectrogramOptions {
  readonly dt: Seconds;
  /** Length of the stretch that a column is the spectrum of; columns are half of it apart. */
  readonly segment: Seconds;
  /** Frequencies shown; up to half the sampling rate if not given. */
  readonly to?: Hertz;
}

/** Power over time and frequency. */
export interface Spectrogram {
  /** Edges of the columns, after the first sample (s). */
  readonly times: Float64Array;
  /** Edges of the rows (Hz), some twenty a decade where the bins allow. */
  readonly frequencies: Float64Array;
  /** Density by row, from the lowest frequency, and column; NaN where samples are missing. */
  readonly density: Float64Array;
  /** The same over the row's median, in dB: what is not as usual stands out, however steep the spectrum. */
  readonly decibels: Float64Array;
}

const ROWS_PER_DECADE = 20;

/** The spectra of one stretch after the other, with a Hann window; a stretch with samples that are no numbers has none. */
export function spectrogram(values: Float64Array, options: SpectrogramOptions): Spectrogram {
  const { dt, segment } = options;
  const length = 2 * Math.round(segment / dt / 2);
  const step = length / 2;
  const columns = Math.floor((values.length - length) / step) + 1;
  if (columns < 1) {
    throw new BadDataError(
      `a spectrogram in stretches of ${segment} s needs at least one of them; there are ${values.length * dt} s`,
      { segment, duration: values.length * dt },
    );
  }
  const edges = rowEdges(1 / (length * dt), options.to ?? 0.5 / dt);
  const rows = edges.length - 1;
  const density = new Float64Array(rows * columns).fill(Number.NaN);
  for (let column = 0; column < columns; column++) {
    const cut = values.subarray(column * step, column * step + length);
    if (!cut.every(Number.isFinite)) continue;
    const spectrum = psd({ t0: instant("TCB", 0), dt, values: cut, unit: "1" }, { segment: length * dt });
    for (let row = 0; row < rows; row++) {
      density[row * columns + column] = meanOf(spectrum.values, edges[row]!, edges[row + 1]!);
    }
  }
  return {
    // A column stands for the half of its stretch in the middle.
    times: Float64Array.from({ length: columns + 1 }, (_, column) => (column + 0.5) * step * dt),
    frequencies: Float64Array.from(edges, (bin) => (bin - 0.5) / (length * dt)),
    density,
    decibels: aboveMedian(density, rows, columns),
  };
}

/** The first bin of every row, and the one behind the last. */
function rowEdges(df: Hertz, highest: Hertz): number[] {
  const last = Math.floor(highest / df);
  const edges = [FIRST_BIN];
  while (edges.at(-1)! < last) {
    const bin = edges.at(-1)!;
    edges.push(Math.max(bin + 1, Math.round(bin * 10 ** (1 / ROWS_PER_DECADE))));
  }
  return edges;
}

function meanOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  let count = 0;
  for (let bin = from; bin < Math.min(to, values.length); bin++) {
    sum += values[bin]!;
    count++;
  }
  return sum / count;
}

function aboveMedian(density: Float64Array, rows: number, columns: number): Float64Array {
  const out = new Float64Array(density.length).fill(Number.NaN);
  for (let row = 0; row < rows; row++) {
    const cells = density.subarray(row * columns, (row + 1) * columns);
    const sorted = cells.filter(Number.isFinite).sort();
    const median = sorted[sorted.length >> 1]!;
    if (median > 0)
      out.set(
        cells.map((value) => 10 * Math.log10(value / median)),
        row * columns,
      );
  }
  return out;
}
