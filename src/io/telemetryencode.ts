import { BadDataError } from "../core/errors.js";
import { MOSAS } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Observation, SampleRange, Stream } from "../pipeline/observation.js";
import { CONFIGURATIONS, channelOf, type Dictionary, dictionary } from "../telemetry/dictionary.js";
import { RECEIVED } from "./lisainstrument2.js";
import { streamRate, telemetryWriter } from "./telemetrywriter.js";

/** How much of an observation is in memory at a time (s): opening a file for each stretch of each stream takes its time. */
const STRETCH = 7200;
/** A sampling rate that was computed from an interval. */
const SAME_RATE = 1e-9;

/** What became packets, and what did not. */
export interface Encoded {
  readonly dictionary: Dictionary;
  readonly streams: readonly Stream[];
  /** Streams that no packet has: what only a simulator knows, or what this configuration does not send. */
  readonly leftOut: readonly Stream[];
}

/**
 * Writes an observation's streams and channels as packets into a new folder, as the three spacecraft would have sent them.
 * @throws BadDataError when its sampling is no configuration's; EnvironmentError when the folder is not empty
 */
export async function encodeObservation(observation: Observation, folder: string, work: Work = {}): Promise<Encoded> {
  const chosen = configurationFor(observation);
  const sent = RECEIVED.filter(
    (stream) =>
      observation.streams.includes(stream) &&
      chosen.channels.some(({ name, on }) => on && name === channelOf(stream, "12").slice(2)),
  );
  const names = sent.flatMap((stream) => MOSAS.map((mosa) => channelOf(stream, mosa)));
  const writer = await telemetryWriter(folder, {
    dictionary: chosen,
    t0: observation.t0,
    channels: [...names, ...observation.channels],
    instrument: observation.instrument,
    timeCorrelations: await observation.timeCorrelations(),
  });
  try {
    const per = Math.round(STRETCH / observation.dt);
    for (let start = 0; start < observation.length; start += per) {
      work.signal?.throwIfAborted();
      work.onProgress?.({ fraction: start / observation.length, message: "packets" });
      const count = Math.min(per, observation.length - start);
      for (const stream of sent) {
        for (const mosa of MOSAS) {
          const range = { start, count };
          const { values } = await observation.read(stream, mosa, range);
          const flags = await observation.flags(stream, mosa, range);
          await writer.write(channelOf(stream, mosa), start, values, flags);
        }
      }
      for (const name of observation.channels) {
        const range = channelRange(observation, name, start * observation.dt, (start + count) * observation.dt);
        const { values } = await observation.readChannel(name, range);
        await writer.write(name, range.start, values, await observation.channelFlags(name, range));
      }
    }
    await writer.close();
  } catch (error) {
    await writer.abort();
    throw error;
  }
  work.onProgress?.({ fraction: 1, message: "packets" });
  return { dictionary: chosen, streams: sent, leftOut: observation.streams.filter((stream) => !isSent(sent, stream)) };
}

function isSent(sent: readonly Stream[], stream: Stream): boolean {
  return sent.includes(stream);
}

/** A channel's samples from `from` to `to`, in seconds after the first; the last stretch takes the rest. */
function channelRange(observation: Observation, name: string, from: number, to: number): SampleRange {
  const { dt, length } = observation.channel(name);
  const first = Math.round(from / dt);
  const last = to >= observation.duration - SAME_RATE ? length : Math.round(to / dt);
  return { start: first, count: last - first };
}

function configurationFor({ dt, path }: Observation): Dictionary {
  const found = CONFIGURATIONS.map((name) => dictionary(name)).find(
    (one) => Math.abs(streamRate(one) * dt - 1) < SAME_RATE,
  );
  if (found !== undefined) return found;
  throw new BadDataError(
    `${path} has samples ${dt} s apart; packets have 3 (configuration "budget") or 4 ("4Hz") in a second. Resample it.`,
    { path, dt },
  );
}
