import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa, receiverOf } from "../core/mosa.js";
import { Combination } from "../tdi/combination.js";
import { levelsOf, type NoiseLevels } from "./levels.js";
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
 * The noise of a carrier beatnote, in Hz²/Hz: lasers, readouts, backlinks, test masses and the spacecraft's jitter, with what
 * the locks carry from one beatnote into the lasers and so into others. A beatnote that a lock holds has none.
 */
export function readout(interferometer: "sci" | "ref" | "tmi", mosa: Mosa, options: ReadoutOptions = {}): NoiseModel {
  const levels = levelsOf(options.level ?? "SciRD");
  const delays = delaysOf(options);
  const sources = beatnoteOf(interferometer, mosa, options.lock);
  const parts = sources.measurements().map((name) => {
    const response = responseOf(sources.on(name), delays);
    const density = densityOf(name, levels);
    return (frequency: number) => power(response(frequency)) * density(frequency);
  });
  return (frequency) => parts.reduce((total, part) => total + part(frequency), 0);
}

/** A beatnote as a combination of the instrument's independent noises, named by source and place: "laser_12", "backlink_13". */
function beatnoteOf(
  interferometer: "sci" | "ref" | "tmi",
  mosa: Mosa,
  lock: PerMosa<LaserReference> | undefined,
): Combination {
  const other = interferometer === "sci" ? laserOf(distantOf(mosa), lock).under(mosa) : laserOf(adjacentOf(mosa), lock);
  return other.minus(laserOf(mosa, lock)).plus(addedIn(interferometer, mosa));
}

/** What a beatnote adds to the difference of its two lasers. */
function addedIn(interferometer: "sci" | "ref" | "tmi", mosa: Mosa): Combination {
  const read = Combination.of({ [`${interferometer}_${mosa}`]: "1" });
  if (interferometer === "sci") {
    return read.plus(Combination.of({ [`jitter_${mosa}`]: "1", [`jitter_${distantOf(mosa)}`]: mosa }));
  }
  const fibre = Combination.of({ [`backlink_${mosa}`]: "1", [`reciprocal_${receiverOf(mosa)}`]: "1" });
  if (interferometer === "ref") return read.plus(fibre);
  return read.plus(fibre).plus(Combination.of({ [`jitter_${mosa}`]: "2*1", [`testmass_${mosa}`]: "-2*1" }));
}

/** A laser's noise: of its cavity, or of the laser that it follows, plus all that its locking beatnote adds. */
function laserOf(mosa: Mosa, lock: PerMosa<LaserReference> | undefined, steps = 0): Combination {
  const reference = lock?.[mosa] ?? "cavity";
  if (steps > MOSAS.length) {
    throw new BadArgumentError(`The locks never lead laser ${mosa} to a cavity; one laser must be on its own.`, {
      mosa,
    });
  }
  if (reference === "cavity") return Combination.of({ [`laser_${mosa}`]: "1" });
  if (reference === "adjacent") return laserOf(adjacentOf(mosa), lock, steps + 1).plus(addedIn("ref", mosa));
  return laserOf(distantOf(mosa), lock, steps + 1)
    .under(mosa)
    .plus(addedIn("sci", mosa));
}

/** The spectral density of a source (Hz²/Hz). */
function densityOf(name: string, levels: NoiseLevels): NoiseModel {
  const densities: Record<string, NoiseModel> = {
    laser: (f) => laserNoise(f, levels.laser),
    sci: (f) => displacementNoise(f, levels.readout.sci),
    ref: (f) => displacementNoise(f, levels.readout.ref),
    tmi: (f) => displacementNoise(f, levels.readout.tmi),
    backlink: (f) => displacementNoise(f, levels.backlink),
    reciprocal: (f) => whiteDisplacementNoise(f, levels.reciprocalBacklink),
    jitter: (f) => whiteDisplacementNoise(f, levels.longitudinalJitter),
    testmass: (f) => testMassNoise(f, levels.testMass),
  };
  return densities[name.split("_")[0]!]!;
}
