import { BadDataError, isLisalabError } from "../core/errors.js";
import { UNUSABLE } from "../core/flags.js";
import type { Seconds } from "../core/units.js";
import type { Observation } from "../pipeline/observation.js";
import type { L1 } from "../pipeline/product.js";
import { completeStretches, samplesIn } from "../quality/stretches.js";
import { type TiltToLength, tiltToLength } from "../quality/tilt.js";
import { blanked } from "./streams.js";

/** The variables of level 1 that are judged. */
export type JudgedVariable = "X2" | "Y2" | "Z2" | "A2" | "E2" | "T2";

/** Variables of level 1 on one grid, NaN where they are not to be used. */
export interface TdiSeries<V extends JudgedVariable = JudgedVariable> {
  readonly dt: Seconds;
  /** When they begin, after the observation's start. */
  readonly offset: Seconds;
  readonly length: number;
  readonly values: Readonly<Record<V, Float64Array>>;
}

/** The variables of a product as they may be used; `start` is the observation's first sample, in seconds of its own epoch. */
export function tdiSeries(l1: L1, start: Seconds): TdiSeries {
  const { tdi: flags } = l1.flags;
  const usable = (values: Float64Array): Float64Array =>
    values.map((value, n) => ((flags[n]! & UNUSABLE) === 0 ? value : Number.NaN));
  const { t0, dt, values } = l1.X;
  return {
    dt,
    offset: t0.seconds + t0.fraction - start,
    length: values.length,
    values: {
      X2: usable(l1.X.values),
      Y2: usable(l1.Y.values),
      Z2: usable(l1.Z.values),
      A2: usable(l1.A.values),
      E2: usable(l1.E.values),
      T2: usable(l1.T.values),
    },
  };
}

/** The same variables without these times, in seconds after their first sample. */
export function seriesWithout<V extends JudgedVariable>(
  series: TdiSeries<V>,
  spans: readonly (readonly [from: Seconds, to: Seconds])[],
): TdiSeries<V> {
  const left = (Object.entries(series.values) as [V, Float64Array][]).map(([name, values]) => [
    name,
    blanked(values, spans, series.dt),
  ]);
  return { ...series, values: Object.fromEntries(left) as TdiSeries<V>["values"] };
}

/** The share of the observation's `samples` that level 1 has something to say of, in percent. */
export function usableShare<V extends JudgedVariable>({ values }: TdiSeries<V>, samples: number): number {
  return (100 * samplesIn(completeStretches(Object.values<Float64Array>(values)))) / samples;
}

/** Segments of a spectrum that say something: fewer, and chance moves a band by decibels. */
const FEWEST_SEGMENTS = 4;
/** Shorter segments show nothing of the lowest band. */
const SHORTEST_SEGMENT: Seconds = 1000;
/** Shorter segments are tried in steps of that. */
const SHORTER = 0.9;

/**
 * The length of a segment for spectra of what is there in all arrays, `dt` apart: the one that is wanted, or a shorter one, so that
 * there are at least four.
 * @throws BadDataError when gaps leave too little for that
 */
export function segmentFor(
  arrays: readonly Float64Array[],
  dt: Seconds,
  wanted: Seconds,
  { hint }: { readonly hint: string },
): Seconds {
  const stretches = completeStretches(arrays).map(({ start, stop }) => (stop - start) * dt);
  const least = Math.min(wanted, SHORTEST_SEGMENT);
  for (let segment = wanted; ; segment = Math.max(least, 2 * Math.floor((SHORTER * segment) / dt / 2) * dt)) {
    const whole = stretches.reduce((sum, duration) => sum + Math.floor(duration / segment), 0);
    if (whole >= FEWEST_SEGMENTS) return segment;
    if (segment <= least) break;
  }
  const longest = stretches.reduce((most, duration) => Math.max(most, duration), 0);
  throw new BadDataError(
    `gaps leave no more than ${longest} s without interruption; spectra down to 1 mHz need ${FEWEST_SEGMENTS} stretches of ${least} s. ${hint}`,
    { longest },
  );
}

/** What tilt-to-length coupling is still in a product, for its model, and why, in words. */
export interface RemainingTilt {
  /** null for none. */
  readonly coupling: TiltToLength | null;
  readonly said: string;
}

/** Whether the product still has its tilt-to-length coupling: none where it was subtracted, else what the observation states. */
export function remainingTilt(observation: Observation, l1: L1): RemainingTilt {
  if (l1.tilt !== undefined) return { coupling: null, said: "found in the data and subtracted" };
  try {
    const coupling = tiltToLength(observation.instrument.raw);
    return { coupling, said: "not subtracted, but in the models, with the coefficients that the observation states" };
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return { coupling: null, said: `neither subtracted nor in the models: ${error.message}` };
  }
}
