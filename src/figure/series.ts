import { BadArgumentError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import type { TimeSeries } from "../core/series.js";
import type { Figure } from "./figure.js";
import { entriesOf, type Named } from "./spectra.js";

/** How time series are drawn. */
export interface SeriesOptions {
  readonly title?: string;
  /** What the values are, e.g. "Frequency"; "Value" when absent. */
  readonly label?: string;
}

/** Units of time by how much they hold, the first of which a series lasts at least twice is taken. */
const TIME_UNITS: readonly (readonly [string, number])[] = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
];

/** Time series over the time since the first of them begins. */
export function seriesFigure(series: Named<TimeSeries>, options: SeriesOptions = {}): Figure {
  const named = entriesOf(series, isSeries, "series");
  const [name, first] = named[0]!;
  const other = named.find(([, one]) => one.unit !== first.unit || one.t0.scale !== first.t0.scale);
  if (other !== undefined)
    throw new BadArgumentError(
      `${name} is in ${first.unit} on ${first.t0.scale}, ${other[0]} in ${other[1].unit} on ${other[1].t0.scale}. Draw them in figures of their own.`,
    );
  const start = named.map(([, { t0 }]) => t0).reduce((a, b) => (secondsBetween(b, a) < 0 ? b : a));
  const [unit, length] = timeUnit(Math.max(...named.map(([, { values, dt }]) => values.length * dt)));
  return {
    title: options.title ?? "",
    x: { label: `Time since ${first.t0.scale} = ${start.seconds + start.fraction} s`, unit, scale: "linear" },
    y: { label: options.label ?? "Value", unit: first.unit, scale: "linear" },
    marks: named.map(([label, { t0, dt, values }]) => {
      const offset = secondsBetween(t0, start);
      const x = Float64Array.from(values, (_, index) => (offset + index * dt) / length);
      return { type: "line", name: label, x, y: values };
    }),
  };
}

function isSeries(value: unknown): value is TimeSeries {
  return ArrayBuffer.isView((value as TimeSeries).values) && typeof (value as TimeSeries).dt === "number";
}

function timeUnit(duration: number): readonly [string, number] {
  return TIME_UNITS.find(([, length]) => duration >= 2 * length) ?? ["s", 1];
}
