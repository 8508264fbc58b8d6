import { BadDataError } from "../core/errors.js";
import { MOSAS, type Mosa } from "../core/mosa.js";
import { mustKnowKeys } from "../core/options.js";
import type { Work } from "../core/progress.js";
import type { Observation, ObservedChannel, ReceivedStream, SampleRange, Stream } from "../pipeline/observation.js";
import {
  CONFIGURATIONS,
  channelNamed,
  channelOf,
  type Dictionary,
  dictionary,
  splitChannel,
} from "../telemetry/dictionary.js";
import type { Samples } from "../telemetry/field.js";
import { SEGMENT } from "../telemetry/layout.js";
import { RECEIVED } from "./lisainstrument2.js";
import { streamRate, type TelemetryWriter, telemetryWriter } from "./telemetrywriter.js";

/** How much of the streams is in memory at a time (s): opening a file for each stretch of each stream takes its time. */
const STRETCH = 7200;
/** A sampling rate that was computed from an interval. */
const SAME_RATE = 1e-9;

/** Which channels are sent, otherwise than the configuration has it: "pressure", "tmi_usbs_left". */
export interface EncodeOptions extends Work {
  /** Those that are off by default, for an observation that has them. */
  readonly switchedOn?: readonly string[];
  /** Those that are on by default. */
  readonly switchedOff?: readonly string[];
}

/** What became packets, and what did not. */
export interface Encoded {
  readonly dictionary: Dictionary;
  readonly streams: readonly Stream[];
  /** Streams and channels that no packet has: what only a simulator knows, and what is switched off. */
  readonly leftOut: readonly string[];
}

/**
 * Writes an observation's streams and channels as packets into a new folder, as the three spacecraft would have sent them.
 * @throws BadDataError when its sampling is no configuration's; EnvironmentError when the folder is not empty
 */
export async function encodeObservation(
  observation: Observation,
  folder: string,
  options: EncodeOptions = {},
): Promise<Encoded> {
  mustKnowKeys("encodeObservation", options, ["switchedOn", "switchedOff", "signal", "onProgress"]);
  const chosen = dictionaryFor(observation, options);
  const isOn = (name: string): boolean => channelNamed(chosen.channels, splitChannel(name).channel).on;
  const received = RECEIVED.filter((stream) => observation.streams.includes(stream));
  const streams = received.flatMap((stream) => MOSAS.map((mosa) => ({ stream, mosa, name: channelOf(stream, mosa) })));
  const sent = streams.filter(({ name }) => isOn(name));
  const channels = observation.channels.filter(isOn).map((name) => observation.channel(name));
  const names = [...sent, ...channels].map(({ name }) => name);
  const writer = await telemetryWriter(folder, {
    dictionary: chosen,
    t0: observation.t0,
    channels: names,
    instrument: observation.instrument,
    timeCorrelations: await observation.timeCorrelations(),
  });
  try {
    const per = Math.round(STRETCH / observation.dt);
    for (let start = 0; start < observation.length; start += per) {
      options.onProgress?.({ fraction: start / observation.length, message: "packets" });
      const count = Math.min(per, observation.length - start);
      await writeStretch(observation, { sent, channels }, writer, { start, count }, options.signal);
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  options.onProgress?.({ fraction: 1, message: "packets" });
  const whole = received.filter((stream) => MOSAS.every((mosa) => isOn(channelOf(stream, mosa))));
  const without = observation.streams.filter((stream) => !whole.includes(stream as ReceivedStream));
  return {
    dictionary: chosen,
    streams: whole,
    leftOut: [...without, ...observation.channels.filter((name) => !isOn(name))],
  };
}

/** What of an observation is sent. */
interface Chosen {
  readonly sent: readonly { readonly stream: Stream; readonly mosa: Mosa; readonly name: string }[];
  readonly channels: readonly ObservedChannel[];
}

/** Writes a stretch segment by segment, with which packets stay where memory is fast. */
async function writeStretch(
  observation: Observation,
  { sent, channels }: Chosen,
  writer: TelemetryWriter,
  { start, count }: SampleRange,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { dt, duration } = observation;
  const read: (Samples & { readonly name: string })[] = [];
  for (const { stream, mosa, name } of sent) {
    const { values } = await observation.read(stream, mosa, { start, count });
    read.push({ name, values, flags: await observation.flags(stream, mosa, { start, count }) });
  }
  const per = Math.round(SEGMENT / dt);
  for (let at = 0; at < count; at += per) {
    signal?.throwIfAborted();
    const stop = Math.min(count, at + per);
    for (const { name, values, flags } of read) {
      await writer.write(name, start + at, values.subarray(at, stop), flags.subarray(at, stop));
    }
    for (const channel of channels) {
      const range = channelRange(channel, (start + at) * dt, (start + stop) * dt, duration);
      const { values } = await observation.readChannel(channel.name, range);
      await writer.write(channel.name, range.start, values, await observation.channelFlags(channel.name, range));
    }
  }
}

/** A channel's samples from `from` to `to`, in seconds after the first; the last stretch takes the rest. */
function channelRange({ dt, length }: ObservedChannel, from: number, to: number, duration: number): SampleRange {
  const first = Math.round(from / dt);
  const last = to >= duration - SAME_RATE ? length : Math.round(to / dt);
  return { start: first, count: last - first };
}

/** The configuration of the observation's sampling, with what is switched. */
function dictionaryFor({ dt, path }: Observation, { switchedOn, switchedOff }: EncodeOptions): Dictionary {
  const configuration = CONFIGURATIONS.find((name) => Math.abs(streamRate(dictionary(name)) * dt - 1) < SAME_RATE);
  if (configuration === undefined) {
    throw new BadDataError(
      `${path} has samples ${dt} s apart; packets have 3 (configuration "budget") or 4 ("4Hz") in a second. Resample it.`,
      { path, dt },
    );
  }
  return dictionary(configuration, { ...(switchedOn && { switchedOn }), ...(switchedOff && { switchedOff }) });
}
