import type { Seconds } from "../core/units.js";
import type { EventsMark, Figure, SpansMark } from "../figure/figure.js";
import { spectrogram } from "../quality/spectrogram.js";

/** Colours from 6 dB below to 12 dB above the median: chance alone stays within, but for the lowest frequencies. */
const SHOWN = [-6, 12] as const;

/** Columns that a spectrogram has at most: shorter stretches would show no low frequencies. */
const COLUMNS = 200;
const SHORTEST: Seconds = 500;

/** What to draw over a spectrogram. */
export interface SpectrogramMarks {
  readonly spans?: readonly SpansMark[];
  readonly events?: EventsMark;
}

/** The spectrogram of a series, which begins `offset` after the observation's start, up to `to` Hz, over each frequency's median. */
export function spectrogramFigure(
  name: string,
  series: { readonly values: Float64Array; readonly dt: Seconds; readonly offset: Seconds },
  to: number,
  { spans = [], events }: SpectrogramMarks = {},
): Figure {
  const { values, dt, offset } = series;
  const segment = Math.max(SHORTEST, (2 * values.length * dt) / COLUMNS);
  const { times, frequencies, decibels } = spectrogram(values, { dt, segment, to });
  return {
    title: `Spectrogram of ${name}`,
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Frequency", unit: "Hz", scale: "log" },
    marks: [
      {
        type: "heat",
        name,
        x: times.map((time) => (time + offset) / 3600),
        y: frequencies,
        values: decibels,
        colour: { label: "Above the median", unit: "dB", scale: "linear", domain: SHOWN },
      },
      ...spans,
      ...(events === undefined || events.at.length === 0 ? [] : [events]),
    ],
  };
}

/** Stretches (s) as shaded ones over hours. */
export function spansOf(name: string, stretches: readonly (readonly [Seconds, Seconds])[]): SpansMark[] {
  if (stretches.length === 0) return [];
  const spans = stretches.map(([from, to]): [number, number] => [from / 3600, to / 3600]);
  return [{ type: "spans", name, axis: "x", spans }];
}
