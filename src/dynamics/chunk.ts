import type { PerMosa, PerSpacecraft } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { DynamicsChannel, WavefrontChannel } from "./channels.js";
import type { SpacecraftOptions } from "./spacecraft.js";
import type { Transient } from "./transients.js";
import type { Loads } from "./trim.js";

/** How the three spacecraft move, and how that is sampled; what is left out is as assumed for LISA. */
export interface MotionOptions extends SpacecraftOptions {
  /** Sampling interval of the streams for the interferometers. */
  readonly dt: Seconds;
  /**
   * Number of the first sample, 0 if not given; negative for a simulation that needs some of the past. Times of transients and
   * numbers of telemetry's samples count from sample 0.
   */
  readonly start?: number;
  /** How often the loops are closed, a whole multiple of `dt`; 0.25 s if not given. */
  readonly loopInterval?: Seconds;
  /** Constant forces that are trimmed away: they show in the commands, and leave the actuators less authority. */
  readonly loads?: Loads;
  /** Impacts and pushes. */
  readonly transients?: readonly Transient[];
  /** For how long the loops have been closed before the first sample; 8000 s if not given. */
  readonly warmUp?: Seconds;
}

/** Angle rates (rad/s) by axis. */
export interface AngleRates {
  readonly theta: Float64Array;
  readonly eta: Float64Array;
  readonly phi: Float64Array;
}

/** Consecutive samples of the constellation's motion, `count` from sample `start` on, `dt` apart. */
export interface MotionChunk {
  readonly start: number;
  readonly count: number;
  /**
   * Velocity of each optical bench along its line of sight, in an inertial frame (m/s): what lisainstrument calls longitudinal
   * jitter. Positive as the test mass's.
   */
  readonly longitudinalJitter: PerMosa<Float64Array>;
  /**
   * Velocity of each test mass along its line of sight in the same frame (m/s), by stiffness, cross-talk and transients. Its
   * own acceleration noise is not in it: add the model of `noise.testMassNoise`.
   */
  readonly testMass: PerMosa<Float64Array>;
  /** The spacecraft's attitude jitter as rates about the body axes (rad/s). */
  readonly spacecraft: PerSpacecraft<AngleRates>;
  /** The test masses' angles as their wavefront sensors read them, "tmi_dws_etas_left" and others (rad), as often as the loops are closed. */
  readonly wavefront: PerSpacecraft<ChannelSamples<WavefrontChannel>>;
  /** Telemetry by spacecraft, once a second; a sample belongs to the chunk that its time lies in. */
  readonly housekeeping: PerSpacecraft<Housekeeping>;
}

/** Channels by name: `count` samples from number `start` on, `rate` a second, where number 0 is at the time of sample 0. */
export interface ChannelSamples<Name extends string> {
  readonly rate: Hertz;
  readonly start: number;
  readonly count: number;
  readonly channels: Readonly<Record<Name, Float64Array>>;
}

/** Channels of sensors and actuators, once a second. */
export type Housekeeping = ChannelSamples<DynamicsChannel>;
