import { MOSAS, type PerMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Figure, LineMark } from "../figure/figure.js";
import type { L1Stream, Streams } from "./streams.js";

/** The beatnotes of an observation against the band of the phase meter. */
export interface Beatnotes {
  /** Smallest and largest frequency that occurs, of either sign, and whose it is. */
  readonly lowest: NamedFrequency;
  readonly highest: NamedFrequency;
  /** Carriers of the interspacecraft beatnotes, over time. */
  readonly figure: Figure;
}

/** A beatnote's name, "sci_carriers 12", and a frequency that it takes. */
export interface NamedFrequency {
  readonly name: string;
  readonly frequency: Hertz;
}

const BEATNOTES: readonly L1Stream[] = ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers"];

/** Finds the beatnotes that come nearest to the ends of the phase meter's band, `band`. */
export function beatnotes(streams: Streams, band: readonly [low: Hertz, high: Hertz]): Beatnotes {
  const extremes = BEATNOTES.flatMap((stream) =>
    MOSAS.map((mosa) => ({ name: `${stream} ${mosa}`, ...magnitudes(streams[stream][mosa]) })),
  );
  const lowest = extremes.reduce((best, next) => (next.low < best.low ? next : best));
  const highest = extremes.reduce((best, next) => (next.high > best.high ? next : best));
  return {
    lowest: { name: lowest.name, frequency: lowest.low },
    highest: { name: highest.name, frequency: highest.high },
    figure: carriers(streams.sci_carriers, streams.dt, band),
  };
}

function magnitudes(values: Float64Array): { readonly low: Hertz; readonly high: Hertz } {
  let low = Number.POSITIVE_INFINITY;
  let high = 0;
  for (const value of values) {
    const magnitude = Math.abs(value);
    if (magnitude < low) low = magnitude;
    if (magnitude > high) high = magnitude;
  }
  return { low, high };
}

function carriers(sci: PerMosa<Float64Array>, dt: Seconds, band: readonly [Hertz, Hertz]): Figure {
  const marks: LineMark[] = MOSAS.map((mosa) => ({
    type: "line",
    name: mosa,
    x: Float64Array.from(sci[mosa], (_, index) => (index * dt) / 3600),
    y: sci[mosa].map((value) => Math.abs(value) / 1e6),
  }));
  return {
    title: "Interspacecraft beatnotes and the phase meter's band",
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Beatnote, magnitude", unit: "MHz", scale: "linear", domain: [0, (band[1] / 1e6) * 1.1] },
    marks: [
      ...marks,
      { type: "rule", name: "lowest", axis: "y", at: band[0] / 1e6 },
      { type: "rule", name: "highest", axis: "y", at: band[1] / 1e6 },
    ],
  };
}
