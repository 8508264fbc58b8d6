import { later } from "../core/instant.js";
import { MOSAS, type PerMosa, perMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Observation } from "../pipeline/observation.js";
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
}

/** Reads the streams that time-delay interferometry needs, as they are: NaN included. */
export async function load(observation: Observation, work: Work = {}): Promise<Streams> {
  const read: Partial<Record<L1Stream, PerMosa<Float64Array>>> = {};
  for (const [index, stream] of L1_STREAMS.entries()) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: index / L1_STREAMS.length, message: stream });
    const series = await Promise.all(MOSAS.map((mosa) => observation.read(stream, mosa)));
    read[stream] = perMosa((mosa) => series[MOSAS.indexOf(mosa)]!.values);
  }
  work.onProgress?.({ fraction: 1, message: "read" });
  const { t0, dt, length } = observation;
  return { ...(read as Record<L1Stream, PerMosa<Float64Array>>), dt, start: t0.seconds + t0.fraction, length };
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

/** The same observation, only the samples of `stretch`: what is read from it starts there. */
export function part(observation: Observation, { start, stop }: Stretch): Observation {
  const length = stop - start;
  return {
    ...observation,
    t0: later(observation.t0, start * observation.dt),
    length,
    duration: length * observation.dt,
    read: (stream, mosa, range = { start: 0, count: length }) =>
      observation.read(stream, mosa, { start: start + range.start, count: range.count }),
    digest: () => observation.digest(),
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
