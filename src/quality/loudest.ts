import type { Mosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type Fit, fitted } from "./fit.js";
import type { MatchedFilter } from "./matched.js";
import { type GlitchShape, type GlitchSource, shapeOnGrid } from "./templates.js";

/** The template that fits best at every moment of a stretch. */
export interface Searched {
  readonly filter: MatchedFilter;
  /** After the first sample of the series, and between the moments. */
  readonly start: Seconds;
  readonly dt: Seconds;
  /** Samples at both ends that are not searched. */
  readonly edge: number;
  /** What was searched. */
  readonly duration: Seconds;
  /** What a signal-to-noise ratio of 1 has come out as, from noise: above 1 where the spectrum was taken for too low. */
  readonly spread: number;
  /** Zero crossings of all templates together. */
  readonly crossings: Hertz;
  readonly templates: readonly Template[];
  /** The largest signal-to-noise ratio, by magnitude, with its sign, and whose it is. */
  readonly snr: Float64Array;
  readonly best: Int32Array;
  /** The largest magnitude by place. */
  readonly byPlace: ReadonlyMap<string, Float32Array>;
}

/** One shape of one source. */
interface Template {
  readonly source: GlitchSource;
  readonly shape: GlitchShape;
  /** Signal-to-noise ratio of an amplitude of 1 Hz in the beatnote. */
  readonly perUnit: number;
}

/** A moment at which a template fits better than anything around it. */
export interface Peak {
  readonly time: Seconds;
  readonly place: string;
  readonly mosa: Mosa | null;
  readonly shape: GlitchShape;
  readonly amplitude: number;
  readonly unit: string;
  readonly snr: number;
  readonly alternatives: readonly string[];
}

/** Compares a stretch with every shape of every source. */
export function searchedBy(
  filter: MatchedFilter,
  sources: readonly GlitchSource[],
  stretch: {
    readonly start: Seconds;
    readonly dt: Seconds;
    readonly edge: number;
    readonly values: readonly Float64Array[];
  },
): Searched {
  const { start, dt, edge } = stretch;
  const length = stretch.values[0]!.length;
  const [snr, best] = [new Float64Array(length), new Int32Array(length)];
  const templates: Template[] = [];
  const byPlace = new Map<string, Float32Array>();
  const shapes = new Map<GlitchShape, ReturnType<typeof shapeOnGrid>>();
  const spreads: number[] = [];
  let crossings = 0;
  for (const source of sources) {
    const compare = filter.source(source.response(filter.df, filter.bins));
    const ofPlace = new Float32Array(length);
    byPlace.set(source.place, ofPlace);
    for (const shape of source.shapes) {
      const onGrid = shapes.get(shape) ?? shapeOnGrid(shape, filter.df, filter.bins);
      shapes.set(shape, onGrid);
      const match = compare(onGrid);
      spreads.push(spread(match.snr, edge, match.crossings * dt));
      crossings += match.crossings;
      for (let n = edge; n < length - edge; n++) {
        const value = match.snr[n]!;
        const size = Math.abs(value);
        if (size > ofPlace[n]!) ofPlace[n] = size;
        if (size <= Math.abs(snr[n]!)) continue;
        snr[n] = value;
        best[n] = templates.length;
      }
      templates.push({ source, shape, perUnit: match.perUnit });
    }
  }
  return {
    filter,
    start,
    dt,
    edge,
    duration: Math.max(0, length - 2 * edge) * dt,
    spread: spreads.sort((a, b) => a - b)[spreads.length >> 1]!,
    crossings,
    templates,
    snr,
    best,
    byPlace,
  };
}

/** A normal variable's median magnitude. */
const MEDIAN = 0.6745;
/** Samples from which a spread is taken, and how many of them must be independent. */
const SPREAD_SAMPLES = 4096;
const SPREAD_INDEPENDENT = 300;

/**
 * The standard deviation of what should be a normal variable, from its median: where the spectrum was taken for too low, it is
 * above 1. Never below, and 1 where there are too few samples to tell.
 */
function spread(snr: Float64Array, edge: number, crossingsPerSample: number): number {
  const count = snr.length - 2 * edge;
  if (2 * crossingsPerSample * count < SPREAD_INDEPENDENT) return 1;
  const step = Math.max(1, Math.floor(count / SPREAD_SAMPLES));
  const some = Float64Array.from({ length: Math.floor(count / step) }, (_, k) =>
    Math.abs(snr[edge + k * step]!),
  ).sort();
  return Math.max(1, some[some.length >> 1]! / MEDIAN);
}

/** Around a glitch nothing else is told apart for so long, and so many of its time constants. */
const APART: Seconds = 150;
const APART_DURATIONS = 8;
/** For so long a template rings on, since the lowest frequencies are left out. */
const RINGING: Seconds = 6000;
/** A template differs from the glitch by some percent: what is weaker than this part of it, while it rings, is no other. */
const RINGING_PART = 0.05;
/** From this signal-to-noise ratio on, a shape can be told better than by the templates. */
const CLEAR = 12;
/** Places whose squared signal-to-noise ratio is that much below the best one's are 1 % as likely. */
const UNLIKELY = -2 * Math.log(0.01);
/** Light needs so long between spacecraft: times of templates at different places differ by it. */
const FLIGHT: Seconds = 20;

/** The peaks with a signal-to-noise ratio above `leastSnr`, the loudest first, without what belongs to a louder one. */
export function loudest(searched: Searched, leastSnr: number): Peak[] {
  const threshold = leastSnr * searched.spread;
  const size = searched.snr.map(Math.abs);
  const peaks: Peak[] = [];
  const found: { readonly at: number; readonly snr: number }[] = [];
  for (;;) {
    const at = size.reduce((most, value, n) => (value > size[most]! ? n : most), 0);
    if (size[at]! < threshold) return peaks;
    const near = found.filter((one) => Math.abs(at - one.at) * searched.dt < RINGING);
    const unexplained = near.reduce((rest, one) => rest - one.snr * overlap(searched, at, one.at), searched.snr[at]!);
    const least = near.reduce((most, one) => Math.max(most, RINGING_PART * Math.abs(one.snr)), threshold);
    if (Math.abs(unexplained) >= least) {
      found.push({ at, snr: unexplained });
      const fit = fitAt(searched, at);
      peaks.push(peakAt(searched, at, fit));
      silence(size, fit, searched.dt);
    }
    silence(size, { at, shape: searched.templates[searched.best[at]!]!.shape }, searched.dt);
  }
}

/** Nothing else is told apart around a glitch. */
function silence(size: Float64Array, { at, shape }: Pick<Fit, "at" | "shape">, dt: Seconds): void {
  const reach = (APART + APART_DURATIONS * shape.duration) / dt;
  size.fill(0, Math.max(0, Math.floor(at - reach)), Math.ceil(at + reach) + 1);
}

/** What the best template at `seen` shows of the one at `present`. */
function overlap({ filter, templates, best }: Searched, seen: number, present: number): number {
  const [a, b] = [seen, present].map((at) => {
    const { source, shape } = templates[best[at]!]!;
    const { df, bins } = filter;
    return { response: source.response(df, bins), shape: shapeOnGrid(shape, df, bins) };
  });
  return filter.overlap(a!, b!, seen - present);
}

function fitAt({ filter, dt, snr, spread: unit, best, templates }: Searched, at: number): Fit {
  const { source, shape, perUnit } = templates[best[at]!]!;
  const found: Fit = { at, shape, snr: snr[at]!, perUnit };
  return Math.abs(found.snr) > CLEAR * unit ? fitted(filter, source, found, dt) : found;
}

function peakAt({ start, dt, snr, spread: unit, best, templates, byPlace }: Searched, at: number, fit: Fit): Peak {
  const { source } = templates[best[at]!]!;
  const near = Math.ceil(FLIGHT / dt);
  const enough = snr[at]! ** 2 - UNLIKELY * unit ** 2;
  const alternatives = [...byPlace]
    .filter(([place]) => place !== source.place)
    .map(([place, sizes]) => ({ place, most: Math.max(...sizes.subarray(Math.max(0, at - near), at + near + 1)) }))
    .filter(({ most }) => most ** 2 > enough)
    .sort((a, b) => b.most - a.most);
  return {
    time: start + fit.at * dt,
    place: source.place,
    mosa: source.mosa,
    shape: fit.shape,
    amplitude: fit.snr / fit.perUnit / source.beatnote,
    unit: source.unit,
    snr: Math.abs(fit.snr) / unit,
    alternatives: alternatives.map(({ place }) => place),
  };
}
