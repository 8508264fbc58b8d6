import type { Hertz, Seconds } from "../core/units.js";
import { entryOf, type Matrix, matrixInverse, matrixOf, matrixProduct } from "../math/matrix.js";
import { COORDINATES, type Coordinate, INPUTS, type Input } from "./plant.js";

/**
 * The fifteen loops: thrusters hold both x and the common z (drag-free) and the attitude; electrodes hold y, the difference
 * of z, and the test masses' angles.
 */
export const LOOPS = [
  "x1",
  "x2",
  "z",
  "theta",
  "eta",
  "phi",
  "y1",
  "y2",
  "dz",
  "theta1",
  "eta1",
  "phi1",
  "theta2",
  "eta2",
  "phi2",
] as const;

/** One of {@link LOOPS}. */
export type Loop = (typeof LOOPS)[number];

/** How many of the loops act by thrusters; they come first. */
export const THRUSTER_LOOPS = 6;

/** The controllers: C(s) = −k (1 + ω_i/s)(1 + s/ω_z)/(1 + s/ω_p)² for each loop, with ω_z = ω_u/3.5, ω_p = 6 ω_u, ω_i = ω_u/20. */
export interface Controllers {
  /** Where each loop's gain is one. */
  readonly unityGain: Readonly<Record<Loop, Hertz>>;
  /** From a measurement to its effect: sampling, computing, thrusters and electrodes. */
  readonly delay: Seconds;
}

/**
 * A design of our own for a plant like LISA's, not the mission's: drag-free loops of 0.1 Hz, attitude of 30 mHz, suspension
 * of 1 mHz in translation and 2 mHz in rotation. LISA Pathfinder's thrusters alone had a delay of 67 ms.
 */
export const CONTROLLERS: Controllers = {
  unityGain: {
    x1: 0.1,
    x2: 0.1,
    z: 0.1,
    theta: 0.03,
    eta: 0.03,
    phi: 0.03,
    y1: 1e-3,
    y2: 1e-3,
    dz: 1e-3,
    theta1: 2e-3,
    eta1: 2e-3,
    phi1: 2e-3,
    theta2: 2e-3,
    eta2: 2e-3,
    phi2: 2e-3,
  },
  delay: 0.17,
};

/** Corner frequencies (rad/s) and gain (s⁻²) of a loop whose gain is one at `unityGain`. */
export interface Shape {
  readonly unity: number;
  readonly zero: number;
  readonly pole: number;
  readonly integral: number;
  /** k, such that |C(iω_u)| = ω_u², which a free mass turns into one. */
  readonly gain: number;
}

/** The controller of a loop. */
export function shapeOf(unityGain: Hertz): Shape {
  const unity = 2 * Math.PI * unityGain;
  const [zero, pole, integral] = [unity / 3.5, 6 * unity, unity / 20];
  const atUnity = (Math.hypot(1, 1 / 20) * Math.hypot(1, 3.5)) / (1 + 1 / 36);
  return { unity, zero, pole, integral, gain: unity ** 2 / atUnity };
}

/** What the loops hold, of the coordinates: 15 × 15. */
export const OUTPUT: Matrix = matrixOf(15, 15, (row, column) => {
  const [loop, coordinate] = [LOOPS[row]!, COORDINATES[column]!];
  if (loop === "z") return coordinate === "z1" || coordinate === "z2" ? 0.5 : 0;
  if (loop === "dz") return Number(coordinate === "z1") - Number(coordinate === "z2");
  return loop === (coordinate as Loop | Coordinate) ? 1 : 0;
});

const ACTUATORS: Readonly<Partial<Record<Loop, Input>>> = {
  x1: "force_x",
  x2: "force_y",
  z: "force_z",
  theta: "torque_theta",
  eta: "torque_eta",
  phi: "torque_phi",
  y1: "force_y1",
  y2: "force_y2",
  theta1: "torque_theta1",
  eta1: "torque_eta1",
  phi1: "torque_phi1",
  theta2: "torque_theta2",
  eta2: "torque_eta2",
  phi2: "torque_phi2",
};

/** How fifteen commands are spread over the inputs; both masses share that for the difference of z. No electrode acts along x. */
export const ALLOCATION: Matrix = matrixOf(18, 15, (row, column) => {
  const [input, loop] = [INPUTS[row]!, LOOPS[column]!];
  if (loop === "dz") return 0.5 * (Number(input === "force_z1") - Number(input === "force_z2"));
  return ACTUATORS[loop] === input ? 1 : 0;
});

/**
 * The commands for wished accelerations of what the loops hold: the inverse of the response to commands, the block of the
 * thrusters and that of the electrodes each for itself. Were the thrusters' effect on the suspended axes compensated by the
 * electrodes, their noise would push the test masses.
 */
export function decouplingOf(input: Matrix): Matrix {
  const response = matrixProduct(matrixProduct(OUTPUT, input), ALLOCATION);
  const block = (from: number, size: number): Matrix =>
    matrixInverse(matrixOf(size, size, (row, column) => entryOf(response, from + row, from + column)));
  const thrusters = block(0, THRUSTER_LOOPS);
  const electrodes = block(THRUSTER_LOOPS, LOOPS.length - THRUSTER_LOOPS);
  return matrixOf(15, 15, (row, column) => {
    if (row < THRUSTER_LOOPS !== column < THRUSTER_LOOPS) return 0;
    if (row < THRUSTER_LOOPS) return entryOf(thrusters, row, column);
    return entryOf(electrodes, row - THRUSTER_LOOPS, column - THRUSTER_LOOPS);
  });
}
