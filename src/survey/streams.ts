import { type FlagSeries, UNUSABLE } from "../core/flags.js";
import { instant, later } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Observation, SampleRange } from "../pipeline/observation.js";
import type { Stretch } from "../quality/stretches.js";

/** The streams that time-delay interferometry needs, under the Consortium's names. */
export const L1_STREAMS = ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "mprs"] as const;

/** One of the streams that time-delay interferometry needs. */
export type L1Stream = (typeof L1_STREAMS)[number];

/** An observation's streams in memory: beatnote frequencies in Hz, pseudo-ranges in s. */
export interface Streams extends Readonly<Record<L1Stream, PerMosa<Float64Array>>> {
  /** Sampling interval (s). */
  readonly dt: Seconds;
  /** Time of the first sample, in seconds of the file's own epoch. */
  readonly start: Seconds;
  /** Samples per stream. */
  readonly length: number;
  /** Why samples are missing or are not to be used, where that is known. */
  readonly flags?: Readonly<Record<L1Stream, PerMosa<FlagSeries>>>;
}

/** Reads the streams that time-delay interferometry needs, once, with their flags: NaN where a flag says that no one may use them. */
export async function load(observation: Observation, work: Work = {}): Promise<Streams> {
  const read: Partial<Record<L1Stream, PerMosa<Float64Array>>> = {};
  const flags: Partial<Record<L1Stream, PerMosa<FlagSeries>>> = {};
  for (const [index, stream] of L1_STREAMS.entries()) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: index / L1_STREAMS.length, message: stream });
    const series = await Promise.all(MOSAS.map((mosa) => observation.read(stream, mosa)));
    const bits = await Promise.all(MOSAS.map((mosa) => observation.flags(stream, mosa)));
    flags[stream] = perMosa((mosa) => bits[MOSAS.indexOf(mosa)]!);
    read[stream] = perMosa((mosa) => usable(series[MOSAS.indexOf(mosa)]!.values, bits[MOSAS.indexOf(mosa)]!));
  }
  work.onProgress?.({ fraction: 1, message: "read" });
  const { t0, dt, length } = observation;
  return {
    ...(read as Record<L1Stream, PerMosa<Float64Array>>),
    flags: flags as Record<L1Stream, PerMosa<FlagSeries>>,
    dt,
    start: t0.seconds + t0.fraction,
    length,
  };
}

function usable(values: Float64Array, flags: FlagSeries): Float64Array {
  return values.map((value, index) => ((flags[index]! & UNUSABLE) === 0 ? value : Number.NaN));
}

/** The same observation, which takes the streams that are in memory from there instead of reading them again. */
export function remembered(observation: Observation, streams: Streams): Observation {
  return {
    ...observation,
    read: async (stream, mosa, range = { start: 0, count: streams.length }) => {
      const kept = L1_STREAMS.find((name) => name === stream);
      if (kept === undefined) return observation.read(stream, mosa, range);
      const { seconds, fraction } = later(observation.t0, range.start * observation.dt);
      return {
        t0: instant(`SCET${receiverOf(mosa)}`, seconds, fraction),
        dt: observation.dt,
        values: streams[kept][mosa].slice(range.start, range.start + range.count),
        unit: kept === "mprs" ? "s" : "Hz",
      };
    },
    flags: async (stream, mosa, range = { start: 0, count: streams.length }) => {
      const kept = L1_STREAMS.find((name) => name === stream);
      const flags = kept && streams.flags?.[kept][mosa];
      return flags?.slice(range.start, range.start + range.count) ?? observation.flags(stream, mosa, range);
    },
    timeCorrelations: () => observation.timeCorrelations(),
    digest: () => observation.digest(),
  };
}

/** The same streams, only the samples of `stretch`. */
export function cut(streams: Streams, { start, stop }: Stretch): Streams {
  const shorter = (stream: L1Stream): PerMosa<Float64Array> =>
    perMosa((mosa) => streams[stream][mosa].subarray(start, stop));
  const pairs = L1_STREAMS.map((stream) => [stream, shorter(stream)] as const);
  return {
    ...(Object.fromEntries(pairs) as Record<L1Stream, PerMosa<Float64Array>>),
    dt: streams.dt,
    start: streams.start + start * streams.dt,
    length: stop - start,
  };
}

/** The same observation, only the samples of `stretch`: what is read from it starts there, its channels' samples likewise. */
export function part(observation: Observation, { start, stop }: Stretch): Observation {
  const { dt } = observation;
  const length = stop - start;
  const moved = (range: SampleRange = { start: 0, count: length }): SampleRange => ({
    start: start + range.start,
    count: range.count,
  });
  const channels = partOfChannels(observation, start * dt, stop * dt);
  return {
    ...observation,
    ...channels,
    t0: later(observation.t0, start * dt),
    length,
    duration: length * dt,
    read: (stream, mosa, range) => observation.read(stream, mosa, moved(range)),
    flags: (stream, mosa, range) => observation.flags(stream, mosa, moved(range)),
    timeCorrelations: async () => {
      const { times, values } = await observation.timeCorrelations();
      return { times: times.map((time) => time - start * dt), values };
    },
    digest: () => observation.digest(),
  };
}

/** The channels' samples from `from` to `to`, in seconds after the observation's first. */
function partOfChannels(
  observation: Observation,
  from: Seconds,
  to: Seconds,
): Pick<Observation, "channel" | "readChannel" | "channelFlags"> {
  const samples = (name: string): SampleRange => {
    const { dt, length } = observation.channel(name);
    // A thousandth of a sample: what rounding may add to a whole number.
    const first = Math.min(length, Math.ceil(from / dt - 1e-3));
    return { start: first, count: Math.min(length, Math.ceil(to / dt - 1e-3)) - first };
  };
  const moved = (name: string, range?: SampleRange): SampleRange => {
    const all = samples(name);
    return range === undefined ? all : { start: all.start + range.start, count: range.count };
  };
  return {
    channel: (name) => ({ ...observation.channel(name), length: samples(name).count }),
    readChannel: (name, range) => observation.readChannel(name, moved(name, range)),
    channelFlags: (name, range) => observation.channelFlags(name, moved(name, range)),
  };
}

/** All arrays of the streams, with their names: "mprs 12". */
export function namedArrays(
  streams: Streams,
): { readonly stream: L1Stream; readonly name: string; readonly values: Float64Array }[] {
  return L1_STREAMS.flatMap((stream) =>
    MOSAS.map((mosa) => ({ stream, name: `${stream} ${mosa}`, values: streams[stream][mosa] })),
  );
}
