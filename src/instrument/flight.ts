import { isLeft, MOSAS, type PerSpacecraft, perSpacecraft, receiverOf, SPACECRAFT } from "../core/mosa.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import type { Seconds } from "../core/units.js";
import { HOUSEKEEPING_RATE } from "../dynamics/channels.js";
import type { MotionChunk, MotionOptions } from "../dynamics/chunk.js";
import { DYNAMICS_NOISE } from "../dynamics/levels.js";
import { type MotionGenerator, type MotionState, motion, resumedMotion } from "../dynamics/motion.js";
import {
  type ChannelGroup,
  type EnvironmentGenerator,
  type EnvironmentOptions,
  type EnvironmentState,
  environment,
  resumedEnvironment,
} from "./environment.js";

/** What happens on board besides light: the motion under control, and all that housekeeping measures. */
export interface FlightOptions {
  /** The spacecraft under control; its motion takes the place of the models of jitter along and about the axes. */
  readonly dynamics?: Omit<MotionOptions, "dt" | "start">;
  /** Thermometers, magnetometers and the rest; couplings that are planted push the test masses. */
  readonly environment?: Omit<EnvironmentOptions, "dt" | "start">;
}

/** When a flight is sampled. */
export interface FlightTimes {
  /** Interval of the physics (s). */
  readonly dt: Seconds;
  /** Number of the first physics sample; number 0 is at the first measurement. */
  readonly start: number;
  /** Physics samples per measurement. */
  readonly upsampling: number;
  /** How long measurements are taken (s). */
  readonly duration: Seconds;
}

/** Where a flight is, as plain JSON. */
export interface FlightState {
  readonly motion?: MotionState;
  readonly environment?: EnvironmentState;
  readonly wavefront: Readonly<Record<string, RandomState>>;
}

/** Some physics samples of a flight. */
export interface FlightBlock {
  /** Series that take the place of a noise of the simulation: "mosa_jitter_x_12", "sc_jitter_phi_1". */
  readonly instead: ReadonlyMap<string, Float64Array>;
  /** Series that are added to a noise: "testmass_12". */
  readonly added: ReadonlyMap<string, Float64Array>;
  /** Housekeeping by spacecraft and rate, from time 0 on and until the end. */
  readonly housekeeping: PerSpacecraft<readonly ChannelGroup[]>;
}

/** Flies the spacecraft for a simulation, block after block. */
export class Flight {
  readonly #times: FlightTimes;
  readonly #motion: MotionGenerator | undefined;
  readonly #environment: EnvironmentGenerator | undefined;
  /** Noise of the wavefront sensors of the test masses, by channel and MOSA. */
  readonly #wavefront: ReadonlyMap<string, RandomStream>;
  #position: number;

  constructor(options: FlightOptions, times: FlightTimes, seed: bigint, state?: FlightState, position?: number) {
    const { dt, start } = times;
    this.#times = times;
    this.#position = position ?? start;
    if (options.dynamics !== undefined) {
      const given = { ...options.dynamics, dt, start };
      this.#motion = state?.motion === undefined ? motion(given, seed) : resumedMotion(given, state.motion);
    }
    if (options.environment !== undefined) {
      const given = { ...options.environment, dt, start };
      this.#environment =
        state?.environment === undefined
          ? environment(given, seed)
          : resumedEnvironment(given, seed, state.environment);
    }
    const names = MOSAS.flatMap((mosa) => [`tmi_dws_etas_${mosa}`, `tmi_dws_phis_${mosa}`]);
    this.#wavefront = new Map(
      names.map((name) => {
        const known = state?.wavefront[name];
        return [name, known === undefined ? randomStream(seed, name) : resumedStream(known)];
      }),
    );
  }

  state(): FlightState {
    return {
      ...(this.#motion !== undefined && { motion: this.#motion.state() }),
      ...(this.#environment !== undefined && { environment: this.#environment.state() }),
      wavefront: Object.fromEntries([...this.#wavefront].map(([name, stream]) => [name, stream.state()])),
    };
  }

  /** The next `count` physics samples. */
  next(count: number): FlightBlock {
    const start = this.#position;
    this.#position += count;
    const moved = this.#motion?.next(count);
    const around = this.#environment?.next(count);
    const added = MOSAS.map(
      (mosa) => [`testmass_${mosa}`, sum(moved?.testMass[mosa], around?.testMass[mosa])] as const,
    );
    const groups = perSpacecraft((sc) => [
      ...(around?.groups[sc] ?? []),
      ...(moved === undefined ? [] : [{ ...moved.housekeeping[sc], rate: HOUSEKEEPING_RATE }]),
      ...(moved === undefined ? [] : [this.#wavefrontGroup(sc, moved, start, count)]),
    ]);
    return {
      instead: moved === undefined ? new Map() : jitterOf(moved),
      added: new Map(added.flatMap(([name, values]) => (values === undefined ? [] : [[name, values] as const]))),
      housekeeping: perSpacecraft((sc) =>
        groups[sc].map((group) => this.#within(group)).filter((one) => one.count > 0),
      ),
    };
  }

  /** The test masses' angles, as the wavefront sensors of the test-mass interferometers read them. */
  #wavefrontGroup(spacecraft: string, moved: MotionChunk, start: number, count: number): ChannelGroup {
    const { dt, upsampling } = this.#times;
    const rate = 1 / (dt * upsampling);
    const first = Math.ceil(start / upsampling);
    const samples = Math.ceil((start + count) / upsampling) - first;
    const mosas = MOSAS.filter((mosa) => receiverOf(mosa) === spacecraft);
    const channels = mosas.flatMap((mosa) =>
      (["eta", "phi"] as const).map((axis) => {
        const out = this.#wavefront.get(`tmi_dws_${axis}s_${mosa}`)!.normals(new Float64Array(samples));
        const scale = DYNAMICS_NOISE.sensing[`${axis}1`] * Math.sqrt(rate / 2);
        const angle = moved.testMassAngles[mosa][axis];
        for (let k = 0; k < samples; k++) out[k] = scale * out[k]! + angle[(first + k) * upsampling - start]!;
        return [`tmi_dws_${axis}s_${isLeft(mosa) ? "left" : "right"}`, out] as const;
      }),
    );
    return { rate, start: first, count: samples, channels: Object.fromEntries(channels) };
  }

  /** What lies within the time of the measurements. */
  #within(group: ChannelGroup): ChannelGroup {
    const end = Math.ceil(this.#times.duration * group.rate - 1e-9);
    const from = Math.min(group.count, Math.max(0, -group.start));
    const to = Math.max(from, Math.min(group.count, end - group.start));
    if (from === 0 && to === group.count) return group;
    const channels = Object.entries(group.channels).map(([name, values]) => [name, values.slice(from, to)]);
    return { ...group, start: group.start + from, count: to - from, channels: Object.fromEntries(channels) };
  }
}

/** The noises of a simulation that a motion takes the place of. */
function jitterOf(moved: MotionChunk): ReadonlyMap<string, Float64Array> {
  return new Map([
    ...MOSAS.map((mosa) => [`mosa_jitter_x_${mosa}`, moved.longitudinalJitter[mosa]] as const),
    ...SPACECRAFT.flatMap((sc) =>
      (["theta", "eta", "phi"] as const).map(
        (axis) => [`sc_jitter_${axis}_${sc}`, moved.spacecraft[sc][axis]] as const,
      ),
    ),
  ]);
}

function sum(a: Float64Array | undefined, b: Float64Array | undefined): Float64Array | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.map((value, k) => value + b[k]!);
}
