import { isLeft, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz } from "../core/units.js";
import { LISAINSTRUMENT, type NoiseLevels } from "../noise/levels.js";

/** All levels of an instrument, its clocks included. */
export interface InstrumentLevels extends NoiseLevels {
  /** Readout noise of the interspacecraft sidebands (m/√Hz). */
  readonly sidebandReadout: number;
  /** Clock, fractional frequency at 1 Hz (1/√Hz). */
  readonly clock: number;
  /** Clock tones on the light, fractional frequency at 1 Hz (1/√Hz). */
  readonly modulation: PerMosa<number>;
  /** Frequencies of the clock tones. */
  readonly modulationFrequency: PerMosa<Hertz>;
}

/** What the Consortium's simulator assumes when it is told nothing else (lisainstrument 2.3). */
export const SIMULATOR_LEVELS: InstrumentLevels = {
  ...LISAINSTRUMENT,
  sidebandReadout: 1.25e-11,
  clock: 6.32e-14,
  modulation: perMosa((mosa) => (isLeft(mosa) ? 5.2e-14 : 5.2e-13)),
  modulationFrequency: perMosa((mosa) => (isLeft(mosa) ? 2.4e9 : 2.401e9)),
};
