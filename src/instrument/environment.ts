import { BadArgumentError } from "../core/errors.js";
import {
  MOSAS,
  type PerMosa,
  type PerSpacecraft,
  perMosa,
  perSpacecraft,
  receiverOf,
  type Spacecraft,
} from "../core/mosa.js";
import { mustBeList, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Channel } from "../telemetry/channel.js";
import { channelNamed } from "../telemetry/dictionary.js";
import { type Coupling, Leak, type LeakState } from "./leak.js";
import { checkModel, checkOscillation, type Oscillation, Sensor, type SensorState } from "./sensor.js";
import { type ChannelModel, SHARED_MEMORY, type Shared, surroundingsOf } from "./surroundings.js";

/** What surrounds the test masses and how that is sampled. */
export interface EnvironmentOptions {
  /** Sampling interval of the interferometers' streams; every channel's interval is a whole multiple of it. */
  readonly dt: Seconds;
  /** Number of the first sample, 0 if not given; every channel's sample 0 is at the time of sample 0. */
  readonly start?: number;
  /** The channels of a spacecraft's telemetry, as `telemetry.dictionary` has them; those without a model are left out. */
  readonly channels: readonly Channel[];
  /** Models in place of the assumed ones, by channel. */
  readonly models?: Readonly<Record<string, ChannelModel>>;
  /** Oscillations planted in channels: { "1/eh_temperature_03": { amplitude: 0.01, period: 1000 } }. */
  readonly oscillations?: Readonly<Record<string, Oscillation>>;
  /** Couplings planted between channels and test masses. */
  readonly couplings?: readonly Coupling[];
}

/** Channels of one rate: `count` samples from number `start` on, where number 0 is at the time of sample 0. */
export interface ChannelGroup {
  readonly rate: Hertz;
  readonly start: number;
  readonly count: number;
  readonly channels: Readonly<Record<string, Float64Array>>;
}

/** What is measured around the test masses during `count` samples of the interferometers, from sample `start` on. */
export interface EnvironmentChunk {
  readonly start: number;
  readonly count: number;
  /** By spacecraft, one group for each rate. */
  readonly groups: PerSpacecraft<readonly ChannelGroup[]>;
  /** What the planted couplings add to the test masses' velocities along their lines of sight (m/s). */
  readonly testMass: PerMosa<Float64Array>;
}

/** Where an environment is, as plain JSON. */
export interface EnvironmentState {
  readonly position: number;
  readonly sensors: Readonly<Record<string, SensorState>>;
  readonly leaks: readonly LeakState[];
}

/** The samples that follow, however they are cut. */
export interface EnvironmentGenerator {
  next(count: number): EnvironmentChunk;
  state(): EnvironmentState;
}

/**
 * Thermometers, magnetometers, radiation, optical powers and all other housekeeping that neither interferometers nor dynamics
 * make. Each channel has its own random streams ("environment_1/eh_temperature_03").
 */
export function environment(options: EnvironmentOptions, seed: bigint): EnvironmentGenerator {
  return new Environment(options, seed);
}

/** Goes on where `state` was taken; options and seed are those that it was started with. */
export function resumedEnvironment(
  options: EnvironmentOptions,
  seed: bigint,
  state: EnvironmentState,
): EnvironmentGenerator {
  const resumed = new Environment(options, seed);
  resumed.resume(state);
  return resumed;
}

/** A channel with its model and how many samples of the interferometers one of its own lasts. */
interface Modelled {
  readonly name: string;
  readonly rate: Hertz;
  readonly every: number;
  readonly model: ChannelModel;
}

class Environment implements EnvironmentGenerator {
  readonly #dt: Seconds;
  readonly #channels: readonly Modelled[];
  /** By spacecraft and name; shared wanders are among them: "1/thermal". */
  readonly #sensors: ReadonlyMap<string, Sensor>;
  readonly #leaks: readonly Leak[];
  #position: number;

  constructor(options: EnvironmentOptions, seed: bigint) {
    mustKnowKeys("The environment", options, ["dt", "start", "channels", "models", "oscillations", "couplings"]);
    this.#dt = options.dt;
    this.#position = options.start ?? 0;
    this.#channels = modelledChannels(options);
    this.#sensors = sensorsOf(options, this.#channels, seed);
    const { couplings = [] } = options;
    mustBeList("couplings", couplings, "couplings");
    this.#leaks = couplings.map((coupling) => new Leak(checkedCoupling(coupling, this.#sensors)));
  }

  state(): EnvironmentState {
    return {
      position: this.#position,
      sensors: Object.fromEntries([...this.#sensors].map(([name, sensor]) => [name, sensor.state()])),
      leaks: this.#leaks.map((leak) => leak.state()),
    };
  }

  resume(state: EnvironmentState): void {
    this.#position = state.position;
    for (const [name, sensor] of this.#sensors) {
      const own = state.sensors[name];
      if (own === undefined) {
        throw new BadArgumentError(
          `The state of the environment has no channel ${name}; resume with the options that it was started with.`,
          { name },
        );
      }
      sensor.resume(own);
    }
    this.#leaks.forEach((leak, k) => leak.resume(state.leaks[k]!));
  }

  next(count: number): EnvironmentChunk {
    if (!(Number.isInteger(count) && count > 0)) {
      throw new BadArgumentError(`A chunk of ${count} samples was asked for; it takes a whole number above 0.`, {
        count,
      });
    }
    const start = this.#position;
    this.#position += count;
    const testMass = perMosa(() => new Float64Array(count));
    const groups = perSpacecraft((spacecraft) => this.#groups(spacecraft, start, count, testMass));
    return { start, count, groups, testMass };
  }

  #groups(spacecraft: Spacecraft, start: number, count: number, testMass: PerMosa<Float64Array>): ChannelGroup[] {
    const rates = [...new Set(this.#channels.map(({ rate }) => rate))];
    return rates.map((rate) => {
      const own = this.#channels.filter((channel) => channel.rate === rate);
      const every = own[0]!.every;
      const first = Math.ceil(start / every);
      const samples = Math.ceil((start + count) / every) - first;
      const shared = this.#shared(spacecraft, own, samples);
      const channels = Object.fromEntries(
        own.map(({ name, model }) => {
          const read = new Float64Array(samples);
          const sensor = this.#sensors.get(`${spacecraft}/${name}`)!;
          const truth = sensor.next(read, model.share && shared.get(model.share[0]));
          this.#leak(`${spacecraft}/${name}`, truth, sensor.mean, { start, first: first * every, every }, testMass);
          return [name, read];
        }),
      );
      return { rate, start: first, count: samples, channels };
    });
  }

  /** The wanders that channels of a spacecraft have in common. */
  #shared(spacecraft: Spacecraft, channels: readonly Modelled[], samples: number): ReadonlyMap<Shared, Float64Array> {
    const kinds = new Set(channels.flatMap(({ model }) => (model.share === undefined ? [] : [model.share[0]])));
    return new Map(
      [...kinds].map((kind) => {
        return [kind, this.#sensors.get(`${spacecraft}/${kind}`)!.next(new Float64Array(samples))];
      }),
    );
  }

  /** What this channel does to test masses. */
  #leak(
    channel: string,
    truth: Float64Array,
    mean: number,
    { start, first, every }: { start: number; first: number; every: number },
    testMass: PerMosa<Float64Array>,
  ): void {
    for (const leak of this.#leaks.filter(({ coupling }) => coupling.channel === channel)) {
      const excess = truth.map((value) => value - mean);
      leak.add(testMass[leak.coupling.mosa], start, this.#dt, excess, first, every);
    }
  }
}

function modelledChannels({ dt, channels, models = {} }: EnvironmentOptions): readonly Modelled[] {
  mustBeObject("models", models, "an object by channel");
  for (const [name, model] of Object.entries(models)) {
    channelNamed(channels, name);
    checkModel(name, model);
  }
  return channels.flatMap(({ name, rate, on }) => {
    const model = models[name] ?? surroundingsOf(name, rate);
    if (!on || model === undefined) return [];
    const every = Math.round(1 / rate / dt);
    if (!(every >= 1 && Math.abs(every * dt * rate - 1) < 1e-9)) {
      throw new BadArgumentError(
        `Channel ${name} is sampled at ${rate} Hz, which is no whole fraction of the streams' ${1 / dt} Hz.`,
        { name, rate, dt },
      );
    }
    return [{ name, rate, every, model }];
  });
}

function sensorsOf(
  { oscillations = {} }: EnvironmentOptions,
  channels: readonly Modelled[],
  seed: bigint,
): ReadonlyMap<string, Sensor> {
  mustBeObject("oscillations", oscillations, "an object by channel");
  for (const [name, oscillation] of Object.entries(oscillations)) checkOscillation(name, oscillation);
  const all = perSpacecraft((spacecraft) => {
    const shared = new Map(
      channels.flatMap(({ model, rate }) => (model.share === undefined ? [] : [[model.share[0], rate] as const])),
    );
    return [
      ...[...shared].map(([kind, rate]) => {
        const name = `${spacecraft}/${kind}`;
        return [name, new Sensor({ mean: 0, wander: 1, memory: SHARED_MEMORY[kind] }, seed, name, rate)] as const;
      }),
      ...channels.map(({ name, rate, model }) => {
        const full = `${spacecraft}/${name}`;
        return [full, new Sensor(model, seed, full, rate, oscillations[full])] as const;
      }),
    ];
  });
  const sensors = new Map(Object.values(all).flat());
  const unknown = Object.keys(oscillations).find((name) => !sensors.has(name));
  if (unknown !== undefined) throw noSuchChannel(unknown, "an oscillation");
  return sensors;
}

function checkedCoupling(coupling: Coupling, sensors: ReadonlyMap<string, Sensor>): Coupling {
  mustKnowKeys("a coupling", coupling, ["channel", "mosa", "coefficient"]);
  if (!sensors.has(coupling.channel)) throw noSuchChannel(coupling.channel, "a coupling");
  const isHere = MOSAS.includes(coupling.mosa) && coupling.channel.startsWith(`${receiverOf(coupling.mosa)}/`);
  if (isHere && Number.isFinite(coupling.coefficient)) {
    return coupling;
  }
  throw new BadArgumentError(
    `Channel ${coupling.channel} can't act on test mass ${shown(coupling.mosa)} with ${shown(coupling.coefficient)}: both must be on one spacecraft, and the coefficient finite.`,
    { ...coupling },
  );
}

function noSuchChannel(name: string, what: string): BadArgumentError {
  return new BadArgumentError(
    `There is no channel ${shown(name)} for ${what}; write the spacecraft and a channel that has a model: "1/eh_temperature_03".`,
    { name },
  );
}
