import { createHash } from "node:crypto";
import { BadArgumentError } from "../core/errors.js";
import { FLAGS, type FlagSeries } from "../core/flags.js";
import { type Instant, later } from "../core/instant.js";
import { MOSAS, type Mosa, type PerMosa, type PerSpacecraft, receiverOf } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { Seconds } from "../core/units.js";
import type {
  InstrumentParameters,
  Observation,
  ObservedChannel,
  SampleRange,
  Stream,
  TimeCorrelations,
} from "./observation.js";

/** What a simulation leaves, in memory. */
export interface SimulatedData {
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  readonly instrument: InstrumentParameters;
  readonly timeCorrelations: TimeCorrelations;
  readonly streams: readonly Stream[];
  readonly values: Readonly<Partial<Record<Stream, PerMosa<Float64Array>>>>;
  /** 1 where a spacecraft's samples are in a gap. */
  readonly gaps: PerSpacecraft<Uint8Array>;
}

/** A simulated stretch of measurements that is in no file. */
export function simulatedObservation(data: SimulatedData): Observation {
  const { t0, dt, length, instrument, streams, values, gaps } = data;
  const path = "simulation";
  const none = (name: string): never => {
    throw new BadArgumentError(`A simulation in memory has no channel "${name}"; it has streams alone.`, { name });
  };
  const range = (wanted: SampleRange = { start: 0, count: length }): [number, number] => {
    const { start, count } = wanted;
    if (Number.isInteger(start) && Number.isInteger(count) && start >= 0 && count >= 0 && start + count <= length) {
      return [start, start + count];
    }
    throw new BadArgumentError(`The simulation has ${length} samples; ${count} from ${start} on were asked for.`, {
      start,
      count,
    });
  };
  return {
    path,
    format: "lisalab simulation",
    t0,
    dt,
    length,
    duration: length * dt,
    instrument,
    streams,
    channels: [],
    channel: none as (name: string) => ObservedChannel,
    readChannel: async (name) => none(name),
    channelFlags: async (name) => none(name),
    timeCorrelations: async () => data.timeCorrelations,
    read: async (stream, mosa, wanted): Promise<TimeSeries> => {
      const [start, stop] = range(wanted);
      const scale = `SCET${receiverOf(mosa)}` as const;
      const kept = seriesOf(values, stream, mosa);
      return { t0: later({ ...t0, scale }, start * dt), dt, values: kept.slice(start, stop), unit: unitOf(stream) };
    },
    flags: async (_stream, mosa, wanted): Promise<FlagSeries> => {
      const [start, stop] = range(wanted);
      return Uint16Array.from(gaps[receiverOf(mosa)].subarray(start, stop), (gap) => (gap === 1 ? FLAGS.gap : 0));
    },
    digest: async () => digestOf(data),
  };
}

function seriesOf(values: SimulatedData["values"], stream: Stream, mosa: Mosa): Float64Array {
  const kept = values[stream]?.[mosa];
  if (kept !== undefined) return kept;
  throw new BadArgumentError(
    `The stream ${stream} of MOSA ${mosa} was not simulated; name it among the streams of simulate.`,
    { stream, mosa },
  );
}

function unitOf(stream: Stream): string {
  if (stream === "mprs") return "s";
  return stream.startsWith("sci_dws") ? "rad/s" : "Hz";
}

/** SHA-256 of what it is and of all samples. */
function digestOf({ t0, dt, instrument, streams, values }: SimulatedData): string {
  const hash = createHash("sha256").update(JSON.stringify([t0, dt, instrument.raw, streams]));
  for (const stream of streams) for (const mosa of MOSAS) hash.update(new Uint8Array(values[stream]![mosa].buffer));
  return hash.digest("hex");
}
