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
export type SensorChannel = `tm_${Axis}_${Side}`;
/** What electrodes and thrusters do: "tm_force_y_left" as commanded, "tm_force_y_left_applied" with cross-talk, "sc_force_x". */
export type ActuatorChannel =
  | `tm_${"force" | "torque"}_${Axis}_${Side}${"" | "_applied"}`
  | `sc_${"force" | "torque"}_${(typeof BODY_AXES)[number]}`;

/** The channels of sensors and actuators once a second, by their names in telemetry. */
export type DynamicsChannel = SensorChannel | ActuatorChannel | `breathing_angle_${Side}`;

/** The test masses' angles by the wavefront sensors of their interferometers. */
export type WavefrontChannel = `tmi_dws_${"etas" | "phis"}_${Side}`;

/** The loops that read them. */
export const WAVEFRONT: readonly (readonly [WavefrontChannel, Loop])[] = [
  ["tmi_dws_etas_left", "eta1"],
  ["tmi_dws_phis_left", "phi1"],
  ["tmi_dws_etas_right", "eta2"],
  ["tmi_dws_phis_right", "phi2"],
];

/** Samples a second of {@link DYNAMICS_CHANNELS}. */
export const HOUSEKEEPING_RATE = 1;

/** Noise of the capacitive sensors on the axes that light holds (m/√Hz, rad/√Hz): as on the others. Assumed. */
const CAPACITIVE: Readonly<Partial<Record<Axis, number>>> = { x: 1.8e-9, eta: 1.2e-7, phi: 1.2e-7 };

/** A channel as a sum over columns of the rows, with a noise of its own. */
export interface Recipe {
  readonly name: ActuatorChannel | SensorChannel;
  readonly terms: readonly (readonly [column: number, factor: number])[];
  /** Amplitude spectral density of noise that no loop sees. */
  readonly noise: number;
}

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
  readonly #recipes: readonly Recipe[];
  readonly #phase: number;
  /** One stream per recipe with noise, then one per actuator of a telescope. */
  readonly #streams: readonly RandomStream[];
  readonly #breathing: number[];

  private constructor(
    spacecraft: Spacecraft,
    crossTalk: CrossTalk,
    streams: readonly RandomStream[],
    breathing: readonly number[],
  ) {
    this.#recipes = recipesOf(crossTalk);
    this.#phase = (2 * Math.PI * (Number(spacecraft) - 1)) / 3;
    this.#streams = streams;
    this.#breathing = [...breathing];
  }

  static starting(spacecraft: Spacecraft, crossTalk: CrossTalk, seed: bigint): HousekeepingSampler {
    const noisy = recipesOf(crossTalk).filter(({ noise }) => noise > 0);
    const names = [...noisy.map(({ name }) => name), ...SIDES.map((side) => `breathing_angle_${side}`)];
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

  /** The `count` samples from number `start` on, whose rows are `stride` apart from `from` on. */
  sample(
    rows: Float64Array,
    from: number,
    stride: number,
    start: number,
    count: number,
  ): Record<DynamicsChannel, Float64Array> {
    let noisy = 0;
    const channels = this.#recipes.map(({ name, terms, noise }) => {
      const out = new Float64Array(count);
      if (noise > 0) this.#draw(noisy++, noise, out);
      for (const [column, factor] of terms) {
        for (let k = 0; k < count; k++) out[k]! += factor * rows[from + k * stride + column]!;
      }
      return [name, out] as const;
    });
    const angles = SIDES.map((side, mass) => [`breathing_angle_${side}`, this.#follow(mass, start, count)] as const);
    return Object.fromEntries([...channels, ...angles]) as Record<DynamicsChannel, Float64Array>;
  }

  /** The angle of a telescope's actuator. */
  #follow(mass: number, start: number, count: number): Float64Array {
    const out = new Float64Array(count);
    this.#draw(this.#streams.length - 2 + mass, BREATHING_NOISE, out);
    for (let k = 0; k < count; k++) {
      const error = this.#reference(start + k) - this.#breathing[mass]! + out[k]!;
      this.#breathing[mass]! += ((2 * Math.PI * BREATHING_BANDWIDTH) / HOUSEKEEPING_RATE) * error;
      out[k] = (mass === 0 ? 1 : -1) * this.#breathing[mass]!;
    }
    return out;
  }

  /** The next white noise of an amplitude spectral density. */
  #draw(stream: number, level: number, out: Float64Array): void {
    this.#streams[stream]!.normals(out);
    const scale = level * Math.sqrt(HOUSEKEEPING_RATE / 2);
    for (let k = 0; k < out.length; k++) out[k]! *= scale;
  }

  #reference(sample: number): number {
    return BREATHING_AMPLITUDE * Math.sin((2 * Math.PI * sample) / HOUSEKEEPING_RATE / YEAR + this.#phase);
  }
}

/** What each channel is made of. */
export function recipesOf(crossTalk: CrossTalk): readonly Recipe[] {
  const thrusters = BODY_AXES.flatMap((axis, k) => [
    commanded(`sc_force_${axis}`, [[ROW.command + k, 1]]),
    commanded(`sc_torque_${axis}`, [[ROW.command + 3 + k, 1]]),
  ]);
  const masses = SIDES.flatMap((side, mass) =>
    AXES.flatMap((axis, k) => {
      const name = `tm_${k < 3 ? "force" : "torque"}_${axis}_${side}` as const;
      const column = ROW.command + 6 * (mass + 1);
      const acting = AXES.map((_, j) => [column + j, entryOf(crossTalk.actuation[mass]!, k, j)] as const);
      return [
        { name: `tm_${axis}_${side}` as const, terms: reading(mass, axis), noise: CAPACITIVE[axis] ?? 0 },
        commanded(name, [[column + k, 1]]),
        commanded(
          `${name}_applied`,
          acting.filter(([, factor]) => factor !== 0),
        ),
      ];
    }),
  );
  return [...masses, ...thrusters];
}

function commanded(name: ActuatorChannel, terms: Recipe["terms"]): Recipe {
  return { name, terms, noise: 0 };
}

/** What the capacitive sensor reads: what the loops took from it, or, where they use light, the displacement. */
function reading(mass: number, axis: Axis): Recipe["terms"] {
  const of = (loop: Loop): number => ROW.reading + LOOPS.indexOf(loop);
  const name = `${axis}${mass + 1}` as Loop & Coordinate;
  if (CAPACITIVE[axis] !== undefined) return [[ROW.displacement + COORDINATES.indexOf(name), 1]];
  if (axis === "z")
    return [
      [of("z"), 1],
      [of("dz"), mass === 0 ? 0.5 : -0.5],
    ];
  return [[of(name), 1]];
}

/** The names of these channels. */
export const DYNAMICS_CHANNELS: readonly DynamicsChannel[] = [
  ...SIDES.flatMap((side) =>
    AXES.flatMap((axis, k) => {
      const name = `tm_${k < 3 ? "force" : "torque"}_${axis}_${side}` as const;
      return [`tm_${axis}_${side}`, name, `${name}_applied`] as const;
    }),
  ),
  ...BODY_AXES.flatMap((axis) => [`sc_force_${axis}`, `sc_torque_${axis}`] as const),
  ...SIDES.map((side) => `breathing_angle_${side}` as const),
];
