import { LOOPS, type Loop } from "./control.js";
import { INPUTS, type Input } from "./plant.js";

/** Amplitude spectral densities of what disturbs the loops, all white. */
export interface DynamicsNoise {
  /** Thrusters and electrodes (N/√Hz, N m/√Hz), and forces on the test masses along x. */
  readonly inputs: Readonly<Record<Input, number>>;
  /**
   * What each loop reads (m/√Hz, rad/√Hz): x by the interferometer, η and φ of the masses and the attitude by wavefront
   * sensors, the rest by capacitive sensors.
   */
  readonly sensing: Readonly<Record<Loop, number>>;
}

const THRUSTER_FORCE = Math.sqrt(3) * 1e-7;
const THRUSTER_TORQUE = 1e-7;
const ELECTRODE_FORCE = 2e-14;
const ELECTRODE_TORQUE = 1e-15;

/** Of the order of the requirements for LISA Pathfinder and LISA; assumed, not taken from a document of the mission. */
export const DYNAMICS_NOISE: DynamicsNoise = {
  inputs: Object.fromEntries(INPUTS.map((input) => [input, levelOf(input)])) as Record<Input, number>,
  sensing: {
    x1: 3e-11,
    x2: 3e-11,
    z: 3e-9,
    theta: 2e-10,
    eta: 2e-10,
    phi: 2e-10,
    y1: 1.8e-9,
    y2: 1.8e-9,
    dz: 3e-9,
    theta1: 1.2e-7,
    eta1: 2e-9,
    phi1: 2e-9,
    theta2: 1.2e-7,
    eta2: 2e-9,
    phi2: 2e-9,
  },
};

/** The same instrument without any noise. */
export const QUIET: DynamicsNoise = {
  inputs: Object.fromEntries(INPUTS.map((input) => [input, 0])) as Record<Input, number>,
  sensing: Object.fromEntries(LOOPS.map((loop) => [loop, 0])) as Record<Loop, number>,
};

function levelOf(input: Input): number {
  const isForce = input.startsWith("force");
  if (/\d$/.test(input)) return isForce ? ELECTRODE_FORCE : ELECTRODE_TORQUE;
  return isForce ? THRUSTER_FORCE : THRUSTER_TORQUE;
}
