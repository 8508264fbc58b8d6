import type { Spacecraft } from "../core/mosa.js";
import { type RandomState, type RandomStream, randomStream, resumedStream } from "../core/random.js";
import { entryOf } from "../math/matrix.js";
import { LOOPS, type Loop } from "./control.js";
import { ROW } from "./flying.js";
import type { CrossTalk } from "./parameters.js";
import { COORDINATES, type Coordinate } from "./plant.js";

const SIDES = ["left", "right"] as const;
const AXES = ["x", "y", "z", "theta", "eta", "phi"] as const;
const BODY_AXES = ["x", "y", "z"] as const;

type Side = (typeof SIDES)[number];
type Axis = (typeof AXES)[number];

/** Test masses by capacitive sensors: "tm_x_left". */
type SensorChannel = `tm_${Axis}_${Side}`;
/** What electrodes and thrusters do: "tm_force_y_left" as commanded, "tm_force_y_left_applied" with cross-talk, "sc_force_x". */
type ActuatorChannel =
  | `tm_${"force" | "torque"}_${Axis}_${Side}${"" | "_applied"}`
  | `sc_${"force" | "torque"}_${(typeof BODY_AXES)[number]}`;

/** The channels of sensors and actuators once a second, by their names in telemetry. */
export type DynamicsChannel = SensorChannel | ActuatorChannel | `breathing_angle_${Side}`;

/** Samples a second of these channels. */
export const HOUSEKEEPING_RATE = 1;

/** Noise of the capacitive sensors on axes that they don't control, per axis (m/√Hz, rad/√Hz); as on the others. Assumed. */
const CAPACITIVE: Readonly<Partial<Record<Axis, number>>> = { x: 1.8e-9, eta: 1.2e-7, phi: 1.2e-7 };

/** Where the actuator of the telescope's angle follows the arms' slow breathing: an integrator with this bandwidth (Hz). Assumed. */
const BREATHING_BANDWIDTH = 1e-4;
/** Amplitude of a MOSA's yearly angle (rad); the opening angle changes by twice that. Assumed, of the orbits' order. */
const BREATHING_AMPLITUDE = 6e-3;
/** Error of the angle that the actuator follows (rad/√Hz). Assumed. */
const BREATHING_NOISE = 1e-9;
const YEAR = 365.25 * 86_400;

/** Where the telemetry of a spacecraft's dynamics is, as plain JSON. */
export interface HousekeepingState {
  readonly streams: readonly RandomState[];
  readonly breathing: readonly number[];
}

/** Turns rows of a flying spacecraft into telemetry. */
export class HousekeepingSampler {
  readonly #crossTalk: CrossTalk;
  readonly #phase: number;
  readonly #streams: readonly RandomStream[];
  readonly #breathing: number[];
  readonly #normal: Float64Array = new Float64Array(1);

  private constructor(
    spacecraft: Spacecraft,
    crossTalk: CrossTalk,
    streams: readonly RandomStream[],
    breathing: readonly number[],
  ) {
    this.#crossTalk = crossTalk;
    this.#phase = (2 * Math.PI * (Number(spacecraft) - 1)) / 3;
    this.#streams = streams;
    this.#breathing = [...breathing];
  }

  static starting(spacecraft: Spacecraft, crossTalk: CrossTalk, seed: bigint): HousekeepingSampler {
    const names = SIDES.flatMap((side) => [
      ...Object.keys(CAPACITIVE).map((axis) => `tm_${axis}_${side}`),
      `breathing_${side}`,
    ]);
    const streams = names.map((name) => randomStream(seed, `dynamics_${name}_${spacecraft}`));
    const sampler = new HousekeepingSampler(spacecraft, crossTalk, streams, [0, 0]);
    sampler.#breathing.fill(sampler.#reference(0));
    return sampler;
  }

  static resumed(spacecraft: Spacecraft, crossTalk: CrossTalk, state: HousekeepingState): HousekeepingSampler {
    return new HousekeepingSampler(spacecraft, crossTalk, state.streams.map(resumedStream), state.breathing);
  }

  state(): HousekeepingState {
    return { streams: this.#streams.map((stream) => stream.state()), breathing: [...this.#breathing] };
  }

  /** Sample number `sample`, of the row at `at`, into place `index` of the channels. */
  sample(
    rows: Float64Array,
    at: number,
    sample: number,
    out: Record<DynamicsChannel, Float64Array>,
    index: number,
  ): void {
    const command = (column: number): number => rows[at + ROW.command + column]!;
    BODY_AXES.forEach((axis, k) => {
      out[`sc_force_${axis}`][index] = command(k);
      out[`sc_torque_${axis}`][index] = command(3 + k);
    });
    SIDES.forEach((side, mass) => {
      const noise = this.#streams.slice(4 * mass, 4 * mass + 4);
      AXES.forEach((axis, k) => {
        const name = `tm_${k < 3 ? "force" : "torque"}_${axis}_${side}` as const;
        out[name][index] = command(6 + 6 * mass + k);
        out[`${name}_applied`][index] = this.#applied(command, mass, k);
        out[`tm_${axis}_${side}`][index] = this.#reading(rows, at, mass, axis, noise);
      });
      const error = this.#reference(sample) - this.#breathing[mass]! + this.#draw(noise[3]!, BREATHING_NOISE);
      this.#breathing[mass]! += ((2 * Math.PI * BREATHING_BANDWIDTH) / HOUSEKEEPING_RATE) * error;
      out[`breathing_angle_${side}`][index] = (mass === 0 ? 1 : -1) * this.#breathing[mass]!;
    });
  }

  #applied(command: (column: number) => number, mass: number, axis: number): number {
    let sum = 0;
    for (let k = 0; k < 6; k++) {
      sum += entryOf(this.#crossTalk.actuation[mass]!, axis, k) * command(6 + 6 * mass + k);
    }
    return sum;
  }

  /** What the capacitive sensor reads: what the loops took from it, or, where they use light, a reading of its own. */
  #reading(rows: Float64Array, at: number, mass: number, axis: Axis, noise: readonly RandomStream[]): number {
    const own = Object.keys(CAPACITIVE).indexOf(axis);
    const read = (loop: Loop): number => rows[at + ROW.reading + LOOPS.indexOf(loop)]!;
    const suffix = mass === 0 ? "1" : "2";
    if (own >= 0) {
      const displacement = rows[at + ROW.displacement + COORDINATES.indexOf(`${axis}${suffix}` as Coordinate)]!;
      return displacement + this.#draw(noise[own]!, CAPACITIVE[axis]!);
    }
    if (axis === "z") return read("z") + (mass === 0 ? 0.5 : -0.5) * read("dz");
    return read(`${axis}${suffix}` as Loop);
  }

  /** The next number of white noise of an amplitude spectral density. */
  #draw(stream: RandomStream, level: number): number {
    return stream.normals(this.#normal)[0]! * level * Math.sqrt(HOUSEKEEPING_RATE / 2);
  }

  #reference(sample: number): number {
    return BREATHING_AMPLITUDE * Math.sin((2 * Math.PI * sample) / HOUSEKEEPING_RATE / YEAR + this.#phase);
  }
}

/** Room for `count` samples of every channel. */
export function housekeepingArrays(count: number): Record<DynamicsChannel, Float64Array> {
  return Object.fromEntries(DYNAMICS_CHANNELS.map((name) => [name, new Float64Array(count)])) as Record<
    DynamicsChannel,
    Float64Array
  >;
}

/** The names of these channels. */
export const DYNAMICS_CHANNELS: readonly DynamicsChannel[] = [
  ...SIDES.flatMap((side) => AXES.map((axis) => `tm_${axis}_${side}` as const)),
  ...SIDES.map((side) => `breathing_angle_${side}` as const),
  ...SIDES.flatMap((side) =>
    AXES.flatMap((axis, k) => {
      const name = `tm_${k < 3 ? "force" : "torque"}_${axis}_${side}` as const;
      return [name, `${name}_applied`] as const;
    }),
  ),
  ...BODY_AXES.flatMap((axis) => [`sc_force_${axis}`, `sc_torque_${axis}`] as const),
];
