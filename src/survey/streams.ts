import { BadArgumentError } from "../core/errors.js";
import { FLAGS, type FlagSeries, UNUSABLE } from "../core/flags.js";
import { instant, later } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Observation } from "../pipeline/observation.js";
import type { Stretch } from "../quality/stretches.js";

/** The streams that time-delay interferometry needs, under the Consortium's names. */
export const L1_STREAMS = ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "mprs"] as const;

/** One of the streams that time-delay interferometry needs. */
export type L1Stream = (typeof L1_STREAMS)[number];

/** The angles of wavefront sensing, which not every observation has. */
const ANGLE_STREAMS = ["sci_dws_phis", "sci_dws_etas"] as const;

/** One of these. */
export type AngleStream = (typeof ANGLE_STREAMS)[number];

/** What there is by stream: of all that time-delay interferometry needs, and of the angles that the observation has. */
type ByStream<T> = Readonly<Record<L1Stream, PerMosa<T>>> & Readonly<Partial<Record<AngleStream, PerMosa<T>>>>;

/** An observation's streams in memory: beatnote frequencies in Hz, pseudo-ranges in s, angle rates in rad/s. */
export interface Streams extends ByStream<Float64Array> {
  /** Sampling interval (s). */
  readonly dt: Seconds;
  /** Time of the first sample, in seconds of the file's own epoch. */
  readonly start: Seconds;
  /** Samples per stream. */
  readonly length: number;
  /** Why samples are missing or are not to be used, where that is known. */
  readonly flags?: ByStream<FlagSeries>;
}

/** The streams of what is given, of all that are known here. */
export function streamsIn(streams: ByStream<unknown>): readonly (L1Stream | AngleStream)[] {
  return [...L1_STREAMS, ...ANGLE_STREAMS.filter((stream) => streams[stream] !== undefined)];
}

/**
 * Reads the streams that time-delay interferometry needs, and the angles if there are any, once, with their flags: NaN where a
 * flag says that no one may use them.
 */
export async function load(observation: Observation, work: Work = {}): Promise<Streams> {
  const read: Partial<Record<L1Stream | AngleStream, PerMosa<Float64Array>>> = {};
  const flags: Partial<Record<L1Stream | AngleStream, PerMosa<FlagSeries>>> = {};
  const streams = [...L1_STREAMS, ...ANGLE_STREAMS.filter((stream) => observation.streams.includes(stream))];
  for (const [index, stream] of streams.entries()) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: index / streams.length, message: stream });
    const series = await Promise.all(MOSAS.map((mosa) => observation.read(stream, mosa)));
    const bits = await Promise.all(MOSAS.map((mosa) => observation.flags(stream, mosa)));
    flags[stream] = perMosa((mosa) => bits[MOSAS.indexOf(mosa)]!);
    read[stream] = perMosa((mosa) => usable(series[MOSAS.indexOf(mosa)]!.values, bits[MOSAS.indexOf(mosa)]!));
  }
  work.onProgress?.({ fraction: 1, message: "read" });
  const { t0, dt, length } = observation;
  return {
    ...(read as ByStream<Float64Array>),
    flags: flags as ByStream<FlagSeries>,
    dt,
    start: t0.seconds + t0.fraction,
    length,
  };
}

function usable(values: Float64Array, flags: FlagSeries): Float64Array {
  return values.map((value, index) => ((flags[index]! & UNUSABLE) === 0 ? value : Number.NaN));
}

/** What an interruption takes longer than planned, at both ends. */
const PLAN_MARGIN: Seconds = 10;

/**
 * The same streams; what they miss in these times was planned, and flagged so. A gap is its begin, after the observation's first
 * sample, and its duration (s).
 */
export function asPlanned(streams: Streams, gaps: readonly (readonly Seconds[])[]): Streams {
  if (gaps.length === 0) return streams;
  const { dt, length } = streams;
  const spans = gaps.map((gap) => {
    const [begin, duration] = gap;
    if (gap.length !== 2 || !(Number.isFinite(begin) && duration! > 0)) {
      throw new BadArgumentError(
        `a planned gap is ${JSON.stringify(gap)}; give its begin and its duration, in seconds after the observation's start`,
        { gap },
      );
    }
    return [
      Math.max(0, Math.floor((begin! - PLAN_MARGIN) / dt)),
      Math.min(length, Math.ceil((begin! + duration! + PLAN_MARGIN) / dt)),
    ];
  });
  const flagged = (stream: L1Stream | AngleStream): PerMosa<FlagSeries> =>
    perMosa((mosa) => {
      const flags = streams.flags?.[stream]?.[mosa].slice() ?? new Uint16Array(length);
      const values = streams[stream]![mosa];
      for (const [from, to] of spans) {
        for (let n = from!; n < to!; n++) if (Number.isNaN(values[n])) flags[n]! |= FLAGS.gap;
      }
      return flags;
    });
  const flags = Object.fromEntries(streamsIn(streams).map((stream) => [stream, flagged(stream)]));
  return { ...streams, flags: flags as unknown as ByStream<FlagSeries> };
}

/** The same streams without these times, in seconds after the first sample: NaN there. */
export function without(streams: Streams, spans: readonly (readonly [from: Seconds, to: Seconds])[]): Streams {
  if (spans.length === 0) return streams;
  const left = streamsIn(streams).map((stream) => {
    const values = perMosa((mosa) => blanked(streams[stream]![mosa], spans, streams.dt));
    return [stream, values] as const;
  });
  return { ...streams, ...(Object.fromEntries(left) as unknown as ByStream<Float64Array>) };
}

/** A copy of the values, `dt` apart, that is NaN from each span's begin to its end. */
export function blanked(
  values: Float64Array,
  spans: readonly (readonly [from: Seconds, to: Seconds])[],
  dt: Seconds,
): Float64Array {
  const out = values.slice();
  for (const [from, to] of spans)
    out.fill(Number.NaN, Math.max(0, Math.floor(from / dt)), Math.max(0, Math.ceil(to / dt)));
  return out;
}

/** The same observation, which takes the streams that are in memory from there instead of reading them again. */
export function remembered(observation: Observation, streams: Streams): Observation {
  return {
    ...observation,
    read: async (stream, mosa, range = { start: 0, count: streams.length }) => {
      const kept = streamsIn(streams).find((name) => name === stream);
      if (kept === undefined) return observation.read(stream, mosa, range);
      const { seconds, fraction } = later(observation.t0, range.start * observation.dt);
      return {
        t0: instant(`SCET${receiverOf(mosa)}`, seconds, fraction),
        dt: observation.dt,
        values: streams[kept]![mosa].slice(range.start, range.start + range.count),
        unit: unitOf(kept),
      };
    },
    flags: async (stream, mosa, range = { start: 0, count: streams.length }) => {
      const kept = streamsIn(streams).find((name) => name === stream);
      const flags = kept && streams.flags?.[kept]?.[mosa];
      return flags?.slice(range.start, range.start + range.count) ?? observation.flags(stream, mosa, range);
    },
    timeCorrelations: () => observation.timeCorrelations(),
    digest: () => observation.digest(),
  };
}

function unitOf(stream: L1Stream | AngleStream): string {
  if (stream === "mprs") return "s";
  return stream.startsWith("sci_dws") ? "rad/s" : "Hz";
}

/** The same streams, only the samples of `stretch`. */
export function cut(streams: Streams, { start, stop }: Stretch): Streams {
  const shorter = (stream: L1Stream | AngleStream): PerMosa<Float64Array> =>
    perMosa((mosa) => streams[stream]![mosa].subarray(start, stop));
  const pairs = streamsIn(streams).map((stream) => [stream, shorter(stream)] as const);
  return {
    ...(Object.fromEntries(pairs) as unknown as ByStream<Float64Array>),
    dt: streams.dt,
    start: streams.start + start * streams.dt,
    length: stop - start,
  };
}

/** All arrays of the streams that time-delay interferometry needs. */
export function allValues(streams: Streams): Float64Array[] {
  return L1_STREAMS.flatMap((stream) => MOSAS.map((mosa) => streams[stream][mosa]));
}

/** The same, with their names: "mprs 12". */
export function namedArrays(
  streams: Streams,
): { readonly stream: L1Stream; readonly name: string; readonly values: Float64Array }[] {
  return L1_STREAMS.flatMap((stream) =>
    MOSAS.map((mosa) => ({ stream, name: `${stream} ${mosa}`, values: streams[stream][mosa] })),
  );
}
