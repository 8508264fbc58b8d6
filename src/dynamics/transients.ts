import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type Mosa, receiverOf, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import { mustBeNumbers, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import { randomStream } from "../core/random.js";
import type { Seconds } from "../core/units.js";
import type { Vector3 } from "./parameters.js";
import { cross } from "./plant.js";

/** Something small hits a spacecraft. */
export interface Impact {
  readonly kind: "impact";
  readonly spacecraft: Spacecraft;
  /** When, since sample 0; it acts at the loop's next sample. */
  readonly time: Seconds;
  /** Momentum that the spacecraft takes over (N s, body axes). */
  readonly momentum: Vector3;
  /** Angular momentum about its centre of mass (N m s, body axes). */
  readonly angularMomentum: Vector3;
}

/** A force on a test mass for a while: what its charge feels as ultraviolet light takes it away, an outgassing, a valve. */
export interface Push {
  readonly kind: "push";
  /** The test mass, by its MOSA. */
  readonly mosa: Mosa;
  /** When it begins, since sample 0. */
  readonly time: Seconds;
  readonly duration: Seconds;
  /** Force along the MOSA's axes while it lasts (N). */
  readonly force: Vector3;
  /** Torque about them (N m); none if not given. */
  readonly torque?: Vector3;
}

/** What disturbs the motion now and then. */
export type Transient = Impact | Push;

/** How many and how strong. */
export interface MicrometeoroidOptions {
  readonly duration: Seconds;
  /** Hits above the least momentum, per spacecraft (s⁻¹). */
  readonly rate?: number;
  /** Least momentum (N s). */
  readonly least?: number;
  /** Largest momentum (N s). */
  readonly most?: number;
  /** N(> p) ∝ p^−slope. */
  readonly slope?: number;
}

/** Half the edge of the box around the centre of mass whose faces are hit (m). Assumed. */
const REACH: Vector3 = [1.2, 1.2, 0.5];

/**
 * Impacts at random. LISA Pathfinder saw 54 of 0.2 to 230 µN s in 4,348 hours (J. I. Thorpe et al., Astrophys. J. 883, 53
 * (2019), doi:10.3847/1538-4357/ab3649); the power law between these bounds, directions and places are assumed.
 */
export function micrometeoroids(options: MicrometeoroidOptions, seed: bigint): readonly Impact[] {
  const { duration, rate = 54 / (4348 * 3600), least = 2e-7, most = 2.3e-4, slope = 0.9 } = options;
  if (!(duration >= 0 && rate >= 0 && rate * duration < 1e6 && least > 0 && most > least && slope > 0)) {
    throw new BadArgumentError(
      `Micrometeoroids of ${least} to ${most} N s with slope ${slope}, ${rate} a second during ${duration} s, can't be drawn: momenta and slope are positive, the largest is above the least, and there are fewer than a million.`,
      { duration, rate, least, most, slope },
    );
  }
  return SPACECRAFT.flatMap((spacecraft) => {
    const random = randomStream(seed, `micrometeoroids_${spacecraft}`);
    const impacts: Impact[] = [];
    for (let time = waiting(random.uniform(), rate); time < duration; time += waiting(random.uniform(), rate)) {
      const share = random.uniform();
      const size = (least ** -slope - share * (least ** -slope - most ** -slope)) ** (-1 / slope);
      impacts.push(
        impact(spacecraft, time, size, [random.uniform(), random.uniform(), random.uniform(), random.uniform()]),
      );
    }
    return impacts;
  });
}

function waiting(uniform: number, rate: number): Seconds {
  return -Math.log1p(-uniform) / rate;
}

/** A hit from a direction that is even over the sphere, at a point of the box that faces it. */
function impact(
  spacecraft: Spacecraft,
  time: Seconds,
  size: number,
  [height, turn, a, b]: readonly [number, number, number, number],
): Impact {
  const z = 2 * height - 1;
  const radius = Math.sqrt(1 - z * z);
  const direction: Vector3 = [radius * Math.cos(2 * Math.PI * turn), radius * Math.sin(2 * Math.PI * turn), z];
  const face = [0, 1, 2].reduce((best, k) => (Math.abs(direction[k]!) > Math.abs(direction[best]!) ? k : best), 0);
  const offsets = [2 * a - 1, 2 * b - 1];
  const place = REACH.map(
    (reach, k) => reach * (k === face ? -Math.sign(direction[k]!) : offsets[k > face ? k - 1 : k]!),
  );
  const momentum: Vector3 = [size * direction[0], size * direction[1], size * direction[2]];
  return { kind: "impact", spacecraft, time, momentum, angularMomentum: cross(place as unknown as Vector3, momentum) };
}

/** A series of equal pulses that discharge a test mass. */
export interface DischargeOptions {
  readonly mosa: Mosa;
  /** When it begins, since sample 0. */
  readonly start: Seconds;
  readonly duration: Seconds;
  /** Charge at its beginning (C); it goes down to none evenly. */
  readonly charge: number;
  /** Difference of the stray potentials of opposite electrodes along x, y and z (V). */
  readonly stray?: Vector3;
  /** How often the force is renewed (s). */
  readonly step?: Seconds;
}

/** Gaps between test mass and electrodes along x, y, z (m): LISA Pathfinder's inertial sensor. */
const GAPS: Vector3 = [4e-3, 2.9e-3, 3.5e-3];

/**
 * The forces while ultraviolet light discharges a test mass: F = −q Δ/(2 gap) of what charge is left, with Δ the imbalance
 * of stray potentials. Some −2e7 elementary charges (3 pC) collect in three weeks at 25 a second; imbalances of tens of mV
 * were seen in LISA Pathfinder (M. Armano et al., Phys. Rev. Lett. 118, 171101 (2017), doi:10.1103/PhysRevLett.118.171101). The
 * geometry of one plate facing another is a simplification.
 */
export function discharge(options: DischargeOptions): readonly Push[] {
  const { mosa, start, duration, charge, stray = [0.02, 0.02, 0.02], step = 10 } = options;
  if (!(duration > 0 && step > 0 && duration / step < 1e6 && Number.isFinite(charge))) {
    throw new BadArgumentError(
      `A discharge of ${charge} C during ${duration} s in steps of ${step} s can't be: duration and step are positive, with fewer than a million steps.`,
      { mosa, duration, step, charge },
    );
  }
  const count = Math.ceil(duration / step);
  return Array.from({ length: count }, (_, k) => {
    const left = charge * (1 - (k + 0.5) / count);
    const along = (axis: 0 | 1 | 2): number => (-left * stray[axis]) / (2 * GAPS[axis]);
    return {
      kind: "push",
      mosa,
      time: start + k * step,
      duration: Math.min(step, duration - k * step),
      force: [along(0), along(1), along(2)],
    };
  });
}

/** The transient, when it can be. @throws BadArgumentError otherwise */
export function checkedTransient(transient: Transient): Transient {
  mustBeObject("a transient", transient, "an object with kind: impact or push");
  const { kind, time } = transient;
  if (!Object.hasOwn(KEYS, kind)) throw noTransient(transient);
  mustKnowKeys(`a transient of the kind ${kind}`, transient, [...COMMON, ...KEYS[kind]]);
  if (transient.kind === "impact") {
    if (!SPACECRAFT.includes(transient.spacecraft)) throw noTransient(transient);
    mustBeNumbers("momentum of an impact", transient.momentum, 3);
    mustBeNumbers("angularMomentum of an impact", transient.angularMomentum, 3);
  } else {
    const { mosa, duration, force, torque = [0, 0, 0] } = transient;
    if (!MOSAS.includes(mosa)) throw noTransient(transient);
    if (!(typeof duration === "number" && duration > 0)) throw noTransient(transient);
    mustBeNumbers("force of a push", force, 3);
    mustBeNumbers("torque of a push", torque, 3);
  }
  if (Number.isFinite(time)) return transient;
  throw noTransient(transient);
}

const COMMON: readonly string[] = ["kind", "time"];
const KEYS: Readonly<Record<Transient["kind"], readonly string[]>> = {
  impact: ["spacecraft", "momentum", "angularMomentum"],
  push: ["mosa", "duration", "force", "torque"],
};

function noTransient(transient: unknown): BadArgumentError {
  return new BadArgumentError(
    `${shown(transient)} is no transient: { kind: "impact", spacecraft, time, momentum, angularMomentum } or { kind: "push", mosa, time, duration, force } with finite numbers, three of each vector.`,
    { transient },
  );
}

/** The spacecraft that something happens to. */
export function placeOf(transient: Transient): Spacecraft {
  return transient.kind === "impact" ? transient.spacecraft : receiverOf(transient.mosa);
}
