import { type Matrix, matrixOf } from "../math/matrix.js";

/** Three components along the axes of a frame. */
export type Vector3 = readonly [number, number, number];

/** What the spacecraft and its two test masses are made of. Test mass 1 is the left MOSA's. */
export interface Body {
  readonly spacecraft: {
    /** kg */
    readonly mass: number;
    /** About the body axes (kg m²). */
    readonly inertia: Vector3;
  };
  readonly testMass: {
    /** kg */
    readonly mass: number;
    /** About every axis (kg m²). */
    readonly inertia: number;
  };
  /** Half the angle between the two telescopes (rad); the body's x axis bisects it, z is normal to the telescopes' plane. */
  readonly halfAngle: number;
  /** From the spacecraft's centre of mass to each test mass (m, body axes). */
  readonly housings: readonly [Vector3, Vector3];
  /**
   * Acceleration of test mass 1 and 2 by its displacement, rows and columns x, y, z, θ, η, φ of its MOSA's frame, with a
   * positive sign: unstable (s⁻², s⁻² m/rad, s⁻² rad/m).
   */
  readonly stiffness: readonly [Matrix, Matrix];
}

/** Couplings between axes that the controller is not told of: what acts or is read, by what was meant. */
export interface CrossTalk {
  /** Forces and torques on a test mass by those commanded (1, m⁻¹, m). */
  readonly actuation: readonly [Matrix, Matrix];
  /** Readings of the capacitive sensors by the displacement (1, m/rad, rad/m). */
  readonly sensing: readonly [Matrix, Matrix];
}

/**
 * LISA Pathfinder's worst-case stiffness and cross-talk, as published with the LTPDA toolbox (ltp_parameters, which names the
 * DFACS External ICD S2-ASD-ICD-2011, issue 14). In flight the stiffness along x was five times smaller.
 */
const STIFFNESS_1: readonly (readonly number[])[] = [
  [1.935e-6, 1.2716e-7, 1.2716e-7, 4.0031e-10, 3.4003e-9, 2.4003e-9],
  [1.2716e-7, 2.8115e-6, 1.2716e-7, 3.4003e-9, 4.0031e-10, 1.4003e-9],
  [1.2716e-7, 1.2716e-7, 4.6759e-6, 2.4003e-9, 1.4003e-9, 4.0031e-10],
  [2.4572e-6, 1.0851e-5, 7.4482e-6, 5.456e-6, 5.6515e-8, 5.6515e-8],
  [1.0851e-5, 2.4572e-6, 5.4682e-6, 5.6515e-8, 5.3478e-6, 5.6515e-8],
  [7.4642e-6, 5.4062e-6, 2.4572e-6, 5.6515e-8, 5.6515e-8, 3.9735e-6],
];
const STIFFNESS_2: readonly (readonly number[])[] = [
  [2e-6, 1.35e-7, 1.35e-7, 4.25e-10, 3.425e-9, 2.425e-9],
  [1.35e-7, 2.867e-6, 1.35e-7, 3.425e-9, 4.25e-10, 1.425e-9],
  [1.35e-7, 1.35e-7, 4.816e-6, 2.425e-9, 1.425e-9, 4.25e-10],
  [2.6087e-6, 1.1003e-5, 7.5997e-6, 5.634e-6, 6e-8, 6e-8],
  [1.1003e-5, 2.6087e-6, 5.6197e-6, 6e-8, 5.538e-6, 6e-8],
  [7.6157e-6, 5.5577e-6, 2.6087e-6, 6e-8, 6e-8, 4.136e-6],
];
const ACTUATION: readonly (readonly number[])[] = [
  [1, 0.0011, 0.0011, 0.21739, 0.21739, 0.39131],
  [0.0011, 1, 0.0011, 0.39131, 0.21739, 0.21739],
  [0.0011, 0.0011, 1, 0.21739, 0.39131, 0.21739],
  [4e-5, 4e-5, 4e-5, 1, 0.005, 0.005],
  [4e-5, 4e-5, 4e-5, 0.005, 1, 0.005],
  [4e-5, 4e-5, 4e-5, 0.005, 0.005, 1],
];
const SENSING: readonly (readonly number[])[] = [
  [1, 0.003, 0.003, 0.000598, 0.000598, 0.000598],
  [0.003, 1, 0.003, 0.000598, 0.000598, 0.000598],
  [0.003, 0.003, 1, 0.000598, 0.000598, 0.000598],
  [0.086957, 0.086957, 0.086957, 1, 0.001, 0.001],
  [0.086957, 0.086957, 0.086957, 0.001, 1, 0.001],
  [0.086957, 0.086957, 0.086957, 0.001, 0.001, 1],
];

const HALF_ANGLE = Math.PI / 6;

/** Distance of a test mass from the centre of mass, along its telescope (m). Assumed. */
const OFFSET = 0.3;

/**
 * A spacecraft like LISA's: its mass, inertia and geometry are assumed, the test masses are LISA Pathfinder's as flown (cubes
 * of 46 mm), the stiffness is LISA Pathfinder's worst case.
 */
export const LISA_LIKE: Body = {
  spacecraft: { mass: 2000, inertia: [1000, 1000, 1500] },
  testMass: { mass: 1.928, inertia: 6.9e-4 },
  halfAngle: HALF_ANGLE,
  housings: [
    [OFFSET * Math.cos(HALF_ANGLE), OFFSET * Math.sin(HALF_ANGLE), 0],
    [OFFSET * Math.cos(HALF_ANGLE), -OFFSET * Math.sin(HALF_ANGLE), 0],
  ],
  stiffness: [matrixOfRows(STIFFNESS_1), matrixOfRows(STIFFNESS_2)],
};

/** LISA Pathfinder's cross-talk, for both test masses. */
export const PATHFINDER_CROSS_TALK: CrossTalk = {
  actuation: [matrixOfRows(ACTUATION), matrixOfRows(ACTUATION)],
  sensing: [matrixOfRows(SENSING), matrixOfRows(SENSING)],
};

/** Every axis for itself. */
export const NO_CROSS_TALK: CrossTalk = { actuation: [identity(), identity()], sensing: [identity(), identity()] };

function matrixOfRows(rows: readonly (readonly number[])[]): Matrix {
  return matrixOf(rows.length, rows[0]!.length, (row, column) => rows[row]![column]!);
}

function identity(): Matrix {
  return matrixOf(6, 6, (row, column) => (row === column ? 1 : 0));
}
