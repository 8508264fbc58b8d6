import { later } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import type { Stretch } from "../quality/stretches.js";
import type { Observation, SampleRange } from "./observation.js";

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
