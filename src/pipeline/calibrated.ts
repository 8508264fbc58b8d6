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
import type { Observation, SampleRange, Stream } from "./observation.js";

/**
 * The observation with every channel and stream calibrated as it is read: scaled, offset, free of cross-talk; flags of what leaked
 * into a channel go with it. A table without rows changes nothing.
 * @throws BadArgumentError for channels that the observation has not
 */
export function calibrated(observation: Observation, table: CalibrationTable): Observation {
  checkCalibration(table, channelsOf(observation));
  if (table.length === 0) return observation;
  const read = (name: string, range?: SampleRange): Promise<TimeSeries> => {
    const [stream, mosa] = streamOf(observation, name);
    return mosa === undefined ? observation.readChannel(name, range) : observation.read(stream, mosa, range);
  };
  const flags = (name: string, range?: SampleRange): Promise<FlagSeries> => {
    const [stream, mosa] = streamOf(observation, name);
    return mosa === undefined ? observation.channelFlags(name, range) : observation.flags(stream, mosa, range);
  };
  const right = async (name: string, range?: SampleRange): Promise<TimeSeries> => {
    const calibration = calibrationOf(table, name);
    const series = await read(name, range);
    return isIdentity(calibration)
      ? series
      : { ...series, values: await corrected(name, series, calibration, (from) => scaledOnly(from, range)) };
  };
  const scaledOnly = async (name: string, range?: SampleRange): Promise<TimeSeries> => {
    const { scale, offset } = calibrationOf(table, name);
    const series = await read(name, range);
    return { ...series, values: series.values.map((value) => scale * value + offset) };
  };
  const all = async (name: string, range?: SampleRange): Promise<FlagSeries> => {
    const out = await flags(name, range);
    for (const { from } of calibrationOf(table, name).crossTalk) {
      const others = await flags(from, range);
      for (let n = 0; n < out.length; n++) out[n]! |= others[n]!;
    }
    return out;
  };
  return {
    ...observation,
    read: (stream, mosa, range) => right(`${stream}/${mosa}`, range),
    flags: (stream, mosa, range) => all(`${stream}/${mosa}`, range),
    readChannel: right,
    channelFlags: all,
  };
}

function channelsOf({ streams, channels }: Observation): string[] {
  return [...streams.flatMap((stream) => MOSAS.map((mosa) => `${stream}/${mosa}`)), ...channels];
}

function streamOf({ streams }: Observation, name: string): readonly [Stream, Mosa | undefined] {
  const [stream, mosa] = name.split("/") as [Stream, Mosa];
  return [stream, streams.includes(stream) ? mosa : undefined];
}

async function corrected(
  name: string,
  { values, dt }: TimeSeries,
  { scale, offset, crossTalk }: Calibration,
  other: (name: string) => Promise<TimeSeries>,
): Promise<Float64Array> {
  const out = values.map((value) => scale * value + offset);
  for (const { from, coefficient } of crossTalk) {
    const leaking = await other(from);
    if (leaking.dt !== dt || leaking.values.length !== out.length) {
      throw new BadDataError(
        `${from} is sampled every ${leaking.dt} s, ${name} every ${dt} s: its cross-talk can't be subtracted sample by sample.`,
        {
          name,
          from,
        },
      );
    }
    for (let n = 0; n < out.length; n++) out[n]! -= coefficient * leaking.values[n]!;
  }
  return out;
}
