import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa } from "../core/mosa.js";
import { Combination } from "../tdi/combination.js";
import { levelsOf } from "./levels.js";
import { delaysOf, power, responseOf } from "./response.js";
import { displacementNoise, laserNoise, testMassNoise, whiteDisplacementNoise } from "./sources.js";
import type { NoiseModel, NoiseOptions } from "./tdi.js";

/** What a laser follows: its own cavity, the laser beside it, or the light that comes in. */
export type LaserReference = "cavity" | "adjacent" | "distant";

/** What a beatnote's model needs to know. */
export type ReadoutOptions = NoiseOptions & {
  /** What each laser is locked to; by default each to its own cavity. */
  readonly lock?: PerMosa<LaserReference>;
};

/**
 * The noise of a carrier beatnote, in Hz²/Hz: the lasers, locked as they are, and this beatnote's own readout, backlinks and,
 * in a test-mass beatnote, the motion of test mass and spacecraft. A beatnote that a lock holds has no noise. What other
 * beatnotes' noise the locks carry into the lasers is left out: it is below the lasers' by a factor of a million.
 */
export function readout(interferometer: "sci" | "ref" | "tmi", mosa: Mosa, options: ReadoutOptions = {}): NoiseModel {
  const levels = levelsOf(options.level ?? "SciRD");
  const delays = delaysOf(options);
  const lock = options.lock;
  if (lock !== undefined && isHeld(interferometer, mosa, lock)) return () => 0;
  const lasers = beatnoteOf(interferometer, mosa, lock);
  const responses = lasers.measurements().map((name) => responseOf(lasers.on(name), delays));
  const own = levels.readout[interferometer];
  const reciprocal = interferometer === "sci" ? 0 : levels.reciprocalBacklink;
  const backlink = interferometer === "sci" ? 0 : levels.backlink;
  const [testMass, jitter] = interferometer === "tmi" ? [levels.testMass, levels.longitudinalJitter] : [0, 0];
  return (f) =>
    responses.reduce((total, response) => total + power(response(f)), 0) * laserNoise(f, levels.laser) +
    displacementNoise(f, own) +
    displacementNoise(f, backlink) +
    whiteDisplacementNoise(f, reciprocal) +
    4 * (testMassNoise(f, testMass) + whiteDisplacementNoise(f, jitter));
}

function isHeld(interferometer: string, mosa: Mosa, lock: PerMosa<LaserReference>): boolean {
  if (interferometer === "sci") return lock[mosa] === "distant";
  return interferometer === "ref" && lock[mosa] === "adjacent";
}

/** The beatnote as a combination of the cavity lasers' noises "laser_ij". */
function beatnoteOf(interferometer: string, mosa: Mosa, lock: PerMosa<LaserReference> | undefined): Combination {
  const local = laserOf(mosa, lock);
  if (interferometer !== "sci") return laserOf(adjacentOf(mosa), lock).minus(local);
  return laserOf(distantOf(mosa), lock).under(mosa).minus(local);
}

/** A laser's noise, followed back along the locks to a cavity. */
function laserOf(mosa: Mosa, lock: PerMosa<LaserReference> | undefined, steps = 0): Combination {
  const reference = lock?.[mosa] ?? "cavity";
  if (steps > MOSAS.length) {
    throw new BadArgumentError(`The locks never lead laser ${mosa} to a cavity; one laser must be on its own.`, {
      mosa,
    });
  }
  if (reference === "cavity") return Combination.of({ [`laser_${mosa}`]: "1" });
  if (reference === "adjacent") return laserOf(adjacentOf(mosa), lock, steps + 1);
  return laserOf(distantOf(mosa), lock, steps + 1).under(mosa);
}
