import {
  type Calibration,
  type CalibrationTable,
  calibrationOf,
  checkCalibration,
  isIdentity,
} from "../calibration/table.js";
import { BadDataError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import { MOSAS, type Mosa } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import { type Impulse, impulseAt, impulseFlags, impulseOf } from "./actuation.js";
import type { Observation, SampleRange, Stream } from "./observation.js";

/**
 * The observation with every channel and stream calibrated as it is read: scaled, offset, free of cross-talk and of what actuators do;
 * flags of what leaked into a channel go with it. A table without rows changes nothing.
 * @throws BadArgumentError for channels that the observation has not
 */
export function calibrated(observation: Observation, table: CalibrationTable): Observation {
  checkCalibration(table, channelsOf(observation));
  if (table.length === 0) return observation;
  const source = sourceOf(observation, table);
  return {
    ...observation,
    read: (stream, mosa, range) => source.read(`${stream}/${mosa}`, range),
    flags: (stream, mosa, range) => source.flags(`${stream}/${mosa}`, range),
    readChannel: source.read,
    channelFlags: source.flags,
  };
}

/** Streams and channels by name, calibrated. */
interface Source {
  readonly read: (name: string, range?: SampleRange) => Promise<TimeSeries>;
  readonly flags: (name: string, range?: SampleRange) => Promise<FlagSeries>;
}

function sourceOf(observation: Observation, table: CalibrationTable): Source {
  const raw = rawSource(observation);
  const scaled = async (name: string, range?: SampleRange): Promise<TimeSeries> => {
    const { scale, offset } = calibrationOf(table, name);
    const series = await raw.read(name, range);
    return { ...series, values: series.values.map((value) => scale * value + offset) };
  };
  const impulses = new Map<string, Promise<Impulse>>();
  const impulse = (name: string): Promise<Impulse> => {
    const found = impulses.get(name) ?? Promise.all([scaled(name), raw.flags(name)]).then((both) => impulseOf(...both));
    impulses.set(name, found);
    return found;
  };
  const { filterDelay } = observation.instrument;
  return {
    read: async (name, range) => {
      const calibration = calibrationOf(table, name);
      if (isIdentity(calibration)) return raw.read(name, range);
      const series = await scaled(name, range);
      const out = await withoutCrossTalk(name, series, calibration, (from) => scaled(from, range));
      for (const { from, coefficient } of calibration.actuation) {
        const span = { start: range?.start ?? 0, count: out.length };
        const added = impulseAt(await impulse(from), span, series.dt, filterDelay);
        for (let n = 0; n < out.length; n++) out[n]! -= coefficient * added[n]!;
      }
      return { ...series, values: out };
    },
    flags: async (name, range) => {
      const out = await raw.flags(name, range);
      const { crossTalk, actuation } = calibrationOf(table, name);
      for (const { from } of crossTalk) join(out, await raw.flags(from, range));
      for (const { from } of actuation) {
        const span = { start: range?.start ?? 0, count: out.length };
        join(out, impulseFlags(await impulse(from), span, observation.dt, filterDelay));
      }
      return out;
    },
  };
}

function rawSource(observation: Observation): Source {
  return {
    read: (name, range) => {
      const [stream, mosa] = streamOf(observation, name);
      return mosa === undefined ? observation.readChannel(name, range) : observation.read(stream, mosa, range);
    },
    flags: (name, range) => {
      const [stream, mosa] = streamOf(observation, name);
      return mosa === undefined ? observation.channelFlags(name, range) : observation.flags(stream, mosa, range);
    },
  };
}

function join(out: FlagSeries, others: FlagSeries): void {
  for (let n = 0; n < out.length; n++) out[n]! |= others[n]!;
}

function channelsOf({ streams, channels }: Observation): string[] {
  return [...streams.flatMap((stream) => MOSAS.map((mosa) => `${stream}/${mosa}`)), ...channels];
}

function streamOf({ streams }: Observation, name: string): readonly [Stream, Mosa | undefined] {
  const [stream, mosa] = name.split("/") as [Stream, Mosa];
  return [stream, streams.includes(stream) ? mosa : undefined];
}

async function withoutCrossTalk(
  name: string,
  { values, dt }: TimeSeries,
  { crossTalk }: Calibration,
  other: (name: string) => Promise<TimeSeries>,
): Promise<Float64Array> {
  const out = values.slice();
  for (const { from, coefficient } of crossTalk) {
    const leaking = await other(from);
    if (leaking.dt !== dt || leaking.values.length !== out.length) {
      throw new BadDataError(
        `${from} is sampled every ${leaking.dt} s, ${name} every ${dt} s: its cross-talk can't be subtracted sample by sample.`,
        { name, from },
      );
    }
    for (let n = 0; n < out.length; n++) out[n]! -= coefficient * leaking.values[n]!;
  }
  return out;
}
