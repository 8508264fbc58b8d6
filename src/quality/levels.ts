import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { isLeft, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, HertzPsd } from "../core/units.js";

/** Amplitude spectral densities of the instrument's noises, as the Consortium's simulator states them. */
export interface InstrumentLevels {
  /** Laser locked to its cavity, Hz/√Hz. */
  readonly laser: number;
  /** Readout noise of the carriers: interspacecraft, reference, test mass, m/√Hz. */
  readonly readout: { readonly sci: number; readonly ref: number; readonly tmi: number };
  /** Readout noise of the interspacecraft sideband, m/√Hz. */
  readonly sidebandReadout: number;
  /** Force on a test mass, m s⁻²/√Hz. */
  readonly testMass: number;
  /** Fibre between the two benches of a spacecraft: each direction for itself, and in both alike, m/√Hz. */
  readonly backlink: number;
  readonly reciprocalBacklink: number;
  /** Motion of the spacecraft along a line of sight, m/√Hz. */
  readonly longitudinalJitter: number;
  /** Clock, fractional frequency at 1 Hz, 1/√Hz. */
  readonly clock: number;
  /** Clock tones on the light, fractional frequency at 1 Hz, 1/√Hz. */
  readonly modulation: PerMosa<number>;
  /** Frequencies of the clock tones. */
  readonly modulationFrequency: PerMosa<Hertz>;
}

/** The levels that the simulator uses when it is told nothing else (lisainstrument 2.3). */
export const SIMULATOR_LEVELS: InstrumentLevels = {
  laser: 30,
  readout: { sci: 6.35e-12, ref: 3.32e-12, tmi: 1.42e-12 },
  sidebandReadout: 1.25e-11,
  testMass: 2.4e-15,
  backlink: 3e-12,
  reciprocalBacklink: 1.7e-9,
  longitudinalJitter: 2e-9,
  clock: 6.32e-14,
  modulation: perMosa((mosa) => (isLeft(mosa) ? 5.2e-14 : 5.2e-13)),
  modulationFrequency: perMosa((mosa) => (isLeft(mosa) ? 2.4e9 : 2.401e9)),
};

const NU0 = LASER_FREQUENCY.value;
const C = SPEED_OF_LIGHT.value;
const TAU = 2 * Math.PI;

/** A laser on its cavity: A² (1 + (2 mHz/f)⁴). */
export function laserNoise(frequency: Hertz, level: number): HertzPsd {
  return level ** 2 * (1 + (2e-3 / frequency) ** 4);
}

/** A displacement noise with a knee at 2 mHz, seen as a frequency: (2πf A ν₀/c)² (1 + (2 mHz/f)⁴). Readouts and backlinks. */
export function displacementNoise(frequency: Hertz, level: number): HertzPsd {
  return whiteDisplacement(frequency, level) * (1 + (2e-3 / frequency) ** 4);
}

/** A white displacement seen as a frequency: (2πf A ν₀/c)². */
export function whiteDisplacement(frequency: Hertz, level: number): HertzPsd {
  return ((TAU * frequency * level * NU0) / C) ** 2;
}

/** The motion of one test mass, seen as a frequency: (A ν₀ / 2πf c)² (1 + (0.4 mHz/f)²)(1 + (f/8 mHz)⁴). */
export function testMassNoise(frequency: Hertz, level: number): HertzPsd {
  const white = ((level * NU0) / (TAU * frequency * C)) ** 2;
  return white * (1 + (4e-4 / frequency) ** 2) * (1 + (frequency / 8e-3) ** 4);
}

/** A clock's noise on a tone of 1 Hz: A²/f, in 1/Hz. */
export function clockNoise(frequency: Hertz, level: number): number {
  return level ** 2 / frequency;
}

/** The noise of a clock tone of 1 Hz on `mosa`'s light: A² f^(2/3), in 1/Hz. */
export function modulationNoise(frequency: Hertz, mosa: Mosa, levels: InstrumentLevels): number {
  return levels.modulation[mosa] ** 2 * frequency ** (2 / 3);
}
