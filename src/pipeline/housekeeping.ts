import { BadArgumentError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import { later } from "../core/instant.js";
import { SPACECRAFT } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import { type DisturbanceOptions, Disturbances, disturbedChannels, isSteered } from "../instrument/disturbances.js";
import type { ChannelGroup } from "../instrument/environment.js";
import { surroundingsOf } from "../instrument/surroundings.js";
import type { Channel } from "../telemetry/channel.js";
import { splitChannel } from "../telemetry/dictionary.js";
import type { Observation, ObservedChannel, SampleRange } from "./observation.js";

/**
 * A simulated observation together with the housekeeping that its disturbances are told by: drag-free control, temperatures,
 * fields and so on. The channels are made again from the simulation's seed, stretch after stretch; reading backwards begins
 * anew.
 */
export function withHousekeeping(observation: Observation, options: DisturbanceOptions, seed: bigint): Observation {
  const made = disturbedChannels(observation.dt).filter(
    ({ name, rate }) =>
      isSteered(name, options.dynamics, observation.dt) ||
      (options.environment !== undefined &&
        (options.environment.models?.[name] ?? surroundingsOf(name, rate)) !== undefined),
  );
  const reel = new Reel(observation, options, seed);
  const byName: ReadonlyMap<string, Channel> = new Map(
    SPACECRAFT.flatMap((sc) => made.map((channel) => [`${sc}/${channel.name}`, channel] as const)),
  );
  const channelOf = (name: string): Channel => {
    const found = byName.get(name);
    if (found !== undefined) return found;
    throw new BadArgumentError(`The simulation makes no channel "${name}".`, { name });
  };
  const wholeOf = (name: string): SampleRange => ({
    start: 0,
    count: Math.round(observation.duration * channelOf(name).rate),
  });
  return {
    ...observation,
    channels: [...byName.keys()],
    channel: (name): ObservedChannel => {
      const { rate, unit, description } = channelOf(name);
      return { name, dt: 1 / rate, length: wholeOf(name).count, unit, description };
    },
    readChannel: async (name, range = wholeOf(name)): Promise<TimeSeries> => {
      const { rate, unit } = channelOf(name);
      const t0 = later(
        { ...observation.t0, scale: `SCET${splitChannel(name).spacecraft}` as const },
        range.start / rate,
      );
      return { t0, dt: 1 / rate, values: reel.read(name, rate, range), unit };
    },
    channelFlags: async (name, range = wholeOf(name)): Promise<FlagSeries> => new Uint16Array(range.count),
  };
}

/** Disturbances on one reel: the stretch that was wound last is at hand, later ones follow, earlier ones take winding back. */
class Reel {
  #disturbances: Disturbances;
  /** The groups of channels at hand, by the channels' names. */
  #groups: ReadonlyMap<string, ChannelGroup> = new Map();
  #from = 0;
  #until = 0;

  constructor(
    private readonly observation: Observation,
    private readonly options: DisturbanceOptions,
    private readonly seed: bigint,
  ) {
    this.#disturbances = this.#begun();
  }

  /** Samples of a channel with this rate (Hz). */
  read(name: string, rate: number, { start, count }: SampleRange): Float64Array {
    const per = Math.round(1 / (rate * this.observation.dt));
    this.#wind(start * per, (start + count) * per);
    const { channel } = splitChannel(name);
    const group = this.#groups.get(name)!;
    return group.channels[channel]!.subarray(start - group.start, start - group.start + count);
  }

  #begun(): Disturbances {
    const { dt } = this.observation;
    return new Disturbances(this.options, { dt, streamDt: dt, first: 0, housekeeping: true }, this.seed);
  }

  /** Makes the stretch at hand hold the samples from `from` to `until`. */
  #wind(from: number, until: number): void {
    if (from >= this.#from && until <= this.#until) return;
    if (from < this.#until) {
      this.#disturbances = this.#begun();
      this.#until = 0;
    }
    if (from > this.#until) this.#disturbances.next(from - this.#until);
    const { channels } = this.#disturbances.next(until - from);
    this.#groups = new Map(
      SPACECRAFT.flatMap((sc) =>
        channels[sc].flatMap((group) => Object.keys(group.channels).map((name) => [`${sc}/${name}`, group] as const)),
      ),
    );
    this.#from = from;
    this.#until = until;
  }
}
