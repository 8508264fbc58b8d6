import { BadArgumentError } from "../core/errors.js";

/** Amplitude spectral densities of the noises that TDI does not remove. */
export interface SecondaryLevels {
  /** Readout of the carriers, by interferometer (m/√Hz). */
  readonly readout: { readonly sci: number; readonly ref: number; readonly tmi: number };
  /** Force on a test mass (m s⁻²/√Hz). */
  readonly testMass: number;
  /** The part of the backlinks' phase that differs with direction (m/√Hz). */
  readonly backlink: number;
}

/** All levels of an instrument. */
export interface NoiseLevels extends SecondaryLevels {
  /** Laser on its cavity (Hz/√Hz). */
  readonly laser: number;
  /** The part of the backlinks' phase that is the same both ways (m/√Hz). */
  readonly reciprocalBacklink: number;
  /** Jitter of the spacecraft along a line of sight (m/√Hz). */
  readonly longitudinalJitter: number;
}

/** The Science Requirements Document: 15 pm of readout in the science interferometers, 3 fm s⁻² of force. */
export const SCIRD: NoiseLevels = {
  readout: { sci: 15e-12, ref: 0, tmi: 0 },
  testMass: 3e-15,
  backlink: 0,
  laser: 30,
  reciprocalBacklink: 0,
  longitudinalJitter: 0,
};

/** What the Consortium's simulator assumes when it is told nothing else (lisainstrument 2.3). */
export const LISAINSTRUMENT: NoiseLevels = {
  readout: { sci: 6.35e-12, ref: 3.32e-12, tmi: 1.42e-12 },
  testMass: 2.4e-15,
  backlink: 3e-12,
  laser: 30,
  reciprocalBacklink: 1.7e-9,
  longitudinalJitter: 2e-9,
};

/** Levels by name, or given. */
export type Level = "SciRD" | "lisainstrument" | NoiseLevels;

/** The levels that are meant. @throws BadArgumentError for a name that is not known */
export function levelsOf(level: Level): NoiseLevels {
  if (typeof level === "object") return level;
  if (level === "SciRD") return SCIRD;
  if (level === "lisainstrument") return LISAINSTRUMENT;
  throw new BadArgumentError(`There is no noise level "${String(level)}"; there are SciRD and lisainstrument.`, {
    level,
  });
}
