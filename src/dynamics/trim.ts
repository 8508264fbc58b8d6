import { mustBeList, mustBeNumbers, mustKnowKeys } from "../core/options.js";
import type { Vector3 } from "./parameters.js";
import { INPUTS } from "./plant.js";

/** Constant forces (N) and torques (N m) on the spacecraft (body axes) and on each test mass (MOSA frame). */
export interface Loads {
  readonly force: Vector3;
  readonly torque: Vector3;
  readonly testMassForce: readonly [Vector3, Vector3];
  readonly testMassTorque: readonly [Vector3, Vector3];
}

/**
 * Sunlight at 1 au on 9 m² seen at 30° from the normal (1361 W/m² over c), and what remains of the spacecraft's own gravity;
 * assumed.
 */
export const LOADS: Loads = {
  force: [1e-5, 0, -4.5e-5],
  torque: [1e-6, -2e-6, 5e-7],
  testMassForce: [
    [0, 2e-10, -3e-10],
    [0, -1.5e-10, -2.5e-10],
  ],
  testMassTorque: [
    [1e-12, -5e-13, 8e-13],
    [-8e-13, 6e-13, -4e-13],
  ],
};

/** What actuators can do, of the order of LISA Pathfinder's in science mode; assumed. */
const AUTHORITY: Readonly<Record<"thrusterForce" | "thrusterTorque" | "force" | "torque", number>> = {
  thrusterForce: 2e-4,
  thrusterTorque: 2e-4,
  force: 1e-9,
  torque: 1e-11,
};

/** The constant commands that carry the loads, and the range left to the loops around them, by {@link INPUTS}. */
export interface Trim {
  readonly commands: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** How these loads are carried. No electrode acts along x; what load there is, the thrusters follow. */
export function trimOf(loads: Loads): Trim {
  checkLoads(loads);
  const all = [
    ...loads.force,
    ...loads.torque,
    ...[0, 1].flatMap((mass) => {
      const [, y, z] = loads.testMassForce[mass]!;
      return [0, y, z, ...loads.testMassTorque[mass]!];
    }),
  ];
  const commands = Float64Array.from(all, (load) => -load);
  const most = INPUTS.map((input) => {
    const isForce = input.startsWith("force");
    if (/\d$/.test(input)) return isForce ? AUTHORITY.force : AUTHORITY.torque;
    return isForce ? AUTHORITY.thrusterForce : AUTHORITY.thrusterTorque;
  });
  return {
    commands,
    low: commands.map((command, k) => -most[k]! - command),
    high: commands.map((command, k) => most[k]! - command),
  };
}

function checkLoads(loads: Loads): void {
  mustKnowKeys("loads", loads, ["force", "torque", "testMassForce", "testMassTorque"]);
  const { force, torque, testMassForce, testMassTorque } = loads;
  for (const [name, vector] of Object.entries({ force, torque })) mustBeNumbers(`${name} of the loads`, vector, 3);
  for (const [name, vectors] of Object.entries({ testMassForce, testMassTorque })) {
    mustBeList(`${name} of the loads`, vectors, "two vectors");
    for (const mass of [0, 1]) mustBeNumbers(`${name} of test mass ${mass + 1}`, vectors[mass], 3);
  }
}
