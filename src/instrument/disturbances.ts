import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type PerSpacecraft, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import { mustKnowKeys } from "../core/options.js";
import type { Seconds } from "../core/units.js";
import { DYNAMICS_CHANNELS, HOUSEKEEPING_RATE, WAVEFRONT } from "../dynamics/channels.js";
import type { MotionOptions } from "../dynamics/chunk.js";
import { MOTION_OPTIONS, type MotionGenerator, type MotionState, motion, resumedMotion } from "../dynamics/motion.js";
import type { Channel } from "../telemetry/channel.js";
import { CONFIGURATIONS, dictionary } from "../telemetry/dictionary.js";
import {
  type ChannelGroup,
  type EnvironmentGenerator,
  type EnvironmentOptions,
  type EnvironmentState,
  environment,
  resumedEnvironment,
} from "./environment.js";

/** What disturbs the interferometers beside their own noises, and is told by the telemetry. */
export interface DisturbanceOptions {
  /** Drag-free and attitude control in the place of the jitter of benches and spacecraft. Without it, jitter is noise. */
  readonly dynamics?: Omit<MotionOptions, "dt" | "start">;
  /** Temperatures, fields and all other housekeeping, with couplings into test masses that can be planted. */
  readonly environment?: Omit<EnvironmentOptions, "dt" | "channels">;
}

/** When the disturbances of a simulation are sampled. */
export interface DisturbanceGrid {
  readonly dt: Seconds;
  /** Sampling interval of the measurements: the one of a configuration of the telemetry. */
  readonly streamDt: Seconds;
  /** Number of the first sample that is asked for; measurements begin at 0. */
  readonly first: number;
  /** Whether all channels are wanted, or only what they do to the interferometers. */
  readonly housekeeping: boolean;
}

/** Consecutive samples of what disturbs. */
export interface Disturbance {
  /** In the place of noises, by their streams' names: "sc_jitter_phi_1". */
  readonly instead: ReadonlyMap<string, Float64Array>;
  /** In addition to noises: "testmass_12". */
  readonly added: ReadonlyMap<string, Float64Array>;
  /** By spacecraft, groups of channels; a sample's number counts from the begin of the measurements. */
  readonly channels: PerSpacecraft<readonly ChannelGroup[]>;
}

/** Where disturbances are, as plain JSON. */
export interface DisturbanceState {
  readonly motion?: MotionState;
  readonly environment?: EnvironmentState;
}

/** What may be said of drag-free control here: its sampling is the simulation's. */
const DYNAMICS: readonly string[] = MOTION_OPTIONS.filter((name) => name !== "dt" && name !== "start");

/** Disturbances begin this long before the measurements, whoever asks for how much of it; all channels have a sample then. */
const LEAD: Seconds = 600;

/** Samples that are thrown away at a time. */
const SKIPPED = 65_536;

/** Motion and environment, sample after sample; the same for the same seed, whatever `dt` and `first` are. */
export class Disturbances {
  readonly #motion: MotionGenerator | undefined;
  readonly #environment: EnvironmentGenerator | undefined;

  constructor(options: DisturbanceOptions, grid: DisturbanceGrid, seed: bigint, state?: DisturbanceState) {
    const { dt, first } = grid;
    mustBeWithinLead(first * dt);
    const { dynamics, environment: around } = options;
    if (dynamics !== undefined) mustKnowKeys("dynamics", dynamics, DYNAMICS);
    if (around !== undefined) mustKnowKeys("environment", around, ["models", "oscillations", "couplings"]);
    if (dynamics !== undefined) {
      // Numbered from the begin of the measurements, as the times of its transients are.
      const all = {
        ...dynamics,
        dt,
        start: -Math.round(LEAD / dt),
        loopInterval: loopIntervalOf(dynamics, grid.streamDt),
      };
      this.#motion = state?.motion === undefined ? motion(all, seed) : resumedMotion(all, state.motion);
    }
    if (around !== undefined) {
      const all = surroundings(around, grid);
      this.#environment =
        state?.environment === undefined ? environment(all, seed) : resumedEnvironment(all, seed, state.environment);
    }
    if (state === undefined) this.#skip(Math.round(LEAD / dt) + first);
  }

  next(count: number): Disturbance {
    const moved = this.#motion?.next(count);
    const surroundings = this.#environment?.next(count);
    const instead = new Map<string, Float64Array>();
    const added = new Map<string, Float64Array>();
    for (const mosa of MOSAS) {
      if (moved !== undefined) instead.set(`mosa_jitter_x_${mosa}`, moved.longitudinalJitter[mosa]);
      const pushes = [moved?.testMass[mosa], surroundings?.testMass[mosa]].filter((push) => push !== undefined);
      if (pushes.length > 0) added.set(`testmass_${mosa}`, summed(pushes));
    }
    for (const sc of moved === undefined ? [] : SPACECRAFT) {
      for (const [axis, rates] of Object.entries(moved!.spacecraft[sc])) instead.set(`sc_jitter_${axis}_${sc}`, rates);
    }
    return {
      instead,
      added,
      channels: perSpacecraft((sc) => {
        const steered = moved && [{ ...moved.housekeeping[sc], rate: HOUSEKEEPING_RATE }, moved.wavefront[sc]];
        return [...(steered ?? []), ...(surroundings?.groups[sc] ?? []).map(fromBegin)];
      }),
    };
  }

  state(): DisturbanceState {
    return {
      ...(this.#motion && { motion: this.#motion.state() }),
      ...(this.#environment && { environment: this.#environment.state() }),
    };
  }

  #skip(samples: number): void {
    for (let left = samples; left > 0; left -= SKIPPED) {
      const count = Math.min(left, SKIPPED);
      this.#motion?.next(count);
      this.#environment?.next(count);
    }
  }
}

function fromBegin(group: ChannelGroup): ChannelGroup {
  return { ...group, start: group.start - Math.round(LEAD * group.rate) };
}

function mustBeWithinLead(first: Seconds): void {
  if (first >= -LEAD) return;
  throw new BadArgumentError(
    `The simulation begins ${-first} s before its first measurement; dynamics and environment begin ${LEAD} s before. Give the clocks smaller offsets.`,
    { first },
  );
}

/** All channels, or only those with a coupling: every channel has random streams of its own, and none misses the others. */
function surroundings(options: Omit<EnvironmentOptions, "dt" | "channels">, grid: DisturbanceGrid): EnvironmentOptions {
  const { dt, streamDt, housekeeping } = grid;
  const all = { ...options, dt, channels: disturbedChannels(streamDt) };
  if (housekeeping) return all;
  // Tells of what is misspelt, also among the channels that are left out here.
  environment(all, 0n);
  const coupled = (name: string): boolean =>
    (options.couplings ?? []).some(({ channel }) => channel === name || channel.slice(2) === name);
  const kept = <T>(entries: Readonly<Record<string, T>> = {}): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(entries).filter(([name]) => coupled(name) || coupled(name.slice(2))));
  return {
    ...all,
    channels: all.channels.filter(({ name }) => coupled(name)),
    models: kept(options.models),
    oscillations: kept(options.oscillations),
  };
}

/** The channels that disturbances tell of, of the telemetry whose streams have this interval. */
export function disturbedChannels(streamDt: Seconds): readonly Channel[] {
  for (const configuration of CONFIGURATIONS) {
    const { channels } = dictionary(configuration);
    const streams = channels.find(({ name }) => name === "sci_carriers_left")!;
    if (Math.abs(streams.rate * streamDt - 1) < 1e-9) return channels.filter(({ on }) => on);
  }
  throw new BadArgumentError(
    `Measurements every ${streamDt} s are no configuration's of the telemetry, which has 3 or 4 in a second; environment and dynamics need one of them.`,
    { streamDt },
  );
}

/** Whether dynamics tell of this channel; of wavefront sensors, when loops are closed as often as streams are sampled. */
export function isSteered(name: string, dynamics: DisturbanceOptions["dynamics"], streamDt: Seconds): boolean {
  if (dynamics === undefined) return false;
  if (WAVEFRONT.some(([channel]) => channel === name)) return loopIntervalOf(dynamics, streamDt) === streamDt;
  return (DYNAMICS_CHANNELS as readonly string[]).includes(name);
}

/** Loops are closed as often as the telemetry of 3 Hz samples its streams, else 4 times a second. */
function loopIntervalOf({ loopInterval }: NonNullable<DisturbanceOptions["dynamics"]>, streamDt: Seconds): Seconds {
  return loopInterval ?? (Math.abs(3 * streamDt - 1) < 1e-9 ? streamDt : 0.25);
}

function summed(parts: readonly Float64Array[]): Float64Array {
  const [first, ...others] = parts;
  const sum = first!.slice();
  for (const other of others) for (let n = 0; n < sum.length; n++) sum[n]! += other[n]!;
  return sum;
}
