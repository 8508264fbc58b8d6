import { checkedNumber, mustBeList, mustBeNumbers, mustKnowKeys } from "../core/options.js";
import { entryOf, type Matrix, matrixOf } from "../math/matrix.js";
import type { Body, CrossTalk, Vector3 } from "./parameters.js";

/** The coordinates: of both test masses in their housings (MOSA frame, m and rad), and the spacecraft's attitude (rad). */
export const COORDINATES = [
  "x1",
  "y1",
  "z1",
  "theta1",
  "eta1",
  "phi1",
  "x2",
  "y2",
  "z2",
  "theta2",
  "eta2",
  "phi2",
  "theta",
  "eta",
  "phi",
] as const;

/** One of {@link COORDINATES}. */
export type Coordinate = (typeof COORDINATES)[number];

/** What acts: thrusters on the spacecraft (body axes), electrodes on the test masses (MOSA frames); N and N m. */
export const INPUTS = [
  "force_x",
  "force_y",
  "force_z",
  "torque_theta",
  "torque_eta",
  "torque_phi",
  "force_x1",
  "force_y1",
  "force_z1",
  "torque_theta1",
  "torque_eta1",
  "torque_phi1",
  "force_x2",
  "force_y2",
  "force_z2",
  "torque_theta2",
  "torque_eta2",
  "torque_phi2",
] as const;

/** One of {@link INPUTS}. */
export type Input = (typeof INPUTS)[number];

/** q̈ = K q + B u: the linear motion of {@link COORDINATES} under {@link INPUTS}. */
export interface Plant {
  /** K: 15 × 15. */
  readonly stiffness: Matrix;
  /** B: 15 × 18. */
  readonly input: Matrix;
}

/**
 * The plant of a spacecraft. A test mass's displacement is relative to its housing, so that the spacecraft's own acceleration
 * enters with the opposite sign: q̈ = K q + f/m − Rᵀ (F/M + α × r) and Θ̈ = K q + τ/I − Rᵀ α, α = I⁻¹ T, with R the turn by
 * ± the half angle about z that takes the MOSA's frame to the body's.
 */
export function plantOf(body: Body, crossTalk: CrossTalk): Plant {
  const stiffness = matrixOf(15, 15, (row, column) => {
    const mass = Math.floor(row / 6);
    const isOwn = mass < 2 && Math.floor(column / 6) === mass;
    return isOwn ? entryOf(body.stiffness[mass]!, row % 6, column % 6) : 0;
  });
  return { stiffness, input: matrixOf(15, 18, (row, column) => acceleration(body, crossTalk, row, column)) };
}

/** The body, when it can be. @throws BadArgumentError for what is misspelt, missing or no number */
export function checkedBody(body: Body): Body {
  mustKnowKeys("body of the dynamics", body, ["spacecraft", "testMass", "halfAngle", "housings", "stiffness"]);
  const { spacecraft, testMass, halfAngle, housings, stiffness } = body;
  mustKnowKeys("spacecraft of the body", spacecraft, ["mass", "inertia"]);
  mustKnowKeys("testMass of the body", testMass, ["mass", "inertia"]);
  const positive = (what: string, key: string, value: unknown, unit: string): number =>
    checkedNumber(what, key, value, { unit, min: 0, open: true });
  positive("the spacecraft", "mass", spacecraft.mass, "kg");
  mustBeNumbers("inertia of the spacecraft", spacecraft.inertia, 3);
  for (const inertia of spacecraft.inertia) positive("the spacecraft", "inertia", inertia, "kg m²");
  positive("the test masses", "mass", testMass.mass, "kg");
  positive("the test masses", "inertia", testMass.inertia, "kg m²");
  checkedNumber("the body", "halfAngle", halfAngle, { unit: "rad" });
  mustBeList("housings of the body", housings, "two positions");
  for (const mass of [0, 1]) mustBeNumbers(`housing ${mass + 1} of the body`, housings[mass], 3);
  checkPair("stiffness of the body", stiffness);
  return body;
}

/** Refuses what is no pair of 6 × 6 matrices, of test mass 1 and 2. */
export function checkPair(what: string, pair: unknown): void {
  mustBeList(what, pair, "two 6 × 6 matrices");
  for (const mass of [0, 1]) {
    const matrix = pair[mass];
    const own = `${what} (test mass ${mass + 1})`;
    mustKnowKeys(own, matrix as object, ["rows", "columns", "values"]);
    const { rows, columns, values } = matrix as Matrix;
    checkedNumber(own, "rows", rows, { unit: "", min: 6, max: 6 });
    checkedNumber(own, "columns", columns, { unit: "", min: 6, max: 6 });
    mustBeNumbers(`values of ${own}`, values, 36);
  }
}

/** Acceleration of coordinate `row` by a unit of input `column`. */
function acceleration(body: Body, crossTalk: CrossTalk, row: number, column: number): number {
  const { mass, inertia } = body.spacecraft;
  const [from, to] = [Math.floor(column / 6), Math.floor(row / 6)];
  if (from === 0) {
    const axis = column % 3;
    const isTorque = column >= 3;
    if (to === 2) return isTorque && axis === row - 12 ? 1 / inertia[axis]! : 0;
    const turn = unit(axis, isTorque ? 1 / inertia[axis]! : 0);
    const push = unit(axis, isTorque ? 0 : 1 / mass);
    const ofHousing = row % 6 < 3 ? sum(push, cross(turn, body.housings[to]!)) : turn;
    return -inFrame(ofHousing, to === 0 ? body.halfAngle : -body.halfAngle)[row % 3]!;
  }
  if (to !== from - 1) return 0;
  const { testMass } = body;
  return entryOf(crossTalk.actuation[to]!, row % 6, column % 6) / (row % 6 < 3 ? testMass.mass : testMass.inertia);
}

/** A vector of the body's axes along the axes of a frame that is turned by `angle` about z. */
export function inFrame([x, y, z]: Vector3, angle: number): Vector3 {
  const [c, s] = [Math.cos(angle), Math.sin(angle)];
  return [c * x + s * y, c * y - s * x, z];
}

/** a × b */
export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function sum(a: Vector3, b: Vector3): Vector3 {
  return [a[0] + b[0], a[1] + b[1], a[2] + b[2]];
}

function unit(axis: number, size: number): Vector3 {
  return [axis === 0 ? size : 0, axis === 1 ? size : 0, axis === 2 ? size : 0];
}
