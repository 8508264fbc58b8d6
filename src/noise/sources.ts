import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { portablePower } from "../core/portable.js";
import type { Hertz, HertzPsd } from "../core/units.js";

/*
 * One-sided power spectral densities of the instrument's noises as functions of frequency (Hz) and level, as the Consortium's
 * simulator states them (lisainstrument 2.3; J.-B. Bayle, O. Hartwig, Phys. Rev. D 107, 083019 (2023),
 * doi:10.1103/PhysRevD.107.083019). Displacements and accelerations are seen as frequency shifts of the laser light. Powers
 * are products, so that every machine gets the same bits, and from them the same noise.
 */

const C = SPEED_OF_LIGHT.value;
const NU0 = LASER_FREQUENCY.value;
const TAU = 2 * Math.PI;

/** Knee of interferometric noises. */
const KNEE: Hertz = 2e-3;

/** A laser on its cavity (Hz²/Hz): A² (1 + (2 mHz/f)⁴), A in Hz/√Hz. */
export function laserNoise(frequency: Hertz, level: number): HertzPsd {
  return square(level) * (1 + square(square(KNEE / frequency)));
}

/** A displacement with a knee at 2 mHz (Hz²/Hz): (2πf A ν₀/c)² (1 + (2 mHz/f)⁴), A in m/√Hz. Readouts and backlinks. */
export function displacementNoise(frequency: Hertz, level: number): HertzPsd {
  return whiteDisplacementNoise(frequency, level) * (1 + square(square(KNEE / frequency)));
}

/** A white displacement (Hz²/Hz): (2πf A ν₀/c)², A in m/√Hz. Reciprocal backlinks, jitter along a line of sight. */
export function whiteDisplacementNoise(frequency: Hertz, level: number): HertzPsd {
  return square((TAU * frequency * level * NU0) / C);
}

/** A test mass's motion (Hz²/Hz): (A ν₀/2πf c)² (1 + (0.4 mHz/f)²)(1 + (f/8 mHz)⁴), A in m s⁻²/√Hz. */
export function testMassNoise(frequency: Hertz, level: number): HertzPsd {
  const white = square((level * NU0) / (TAU * frequency * C));
  return white * (1 + square(4e-4 / frequency)) * (1 + square(square(frequency / 8e-3)));
}

/** A clock's fractional frequency (1/Hz): A²/f, flicker. */
export function clockNoise(frequency: Hertz, level: number): number {
  return square(level) / frequency;
}

/** A clock sideband's modulation, as fractional frequency (1/Hz): A² f^(2/3). */
export function modulationNoise(frequency: Hertz, level: number): number {
  return square(level) * portablePower(frequency, 2 / 3);
}

/** A pseudo-range (s²/Hz): A², white. */
export function rangingNoise(_frequency: Hertz, level: number): number {
  return square(level);
}

/** Angular jitter of a spacecraft or a MOSA, as a rate ((rad/s)²/Hz): (2πA)² (f² + f_k⁴/f²) with f_k = 0.8 mHz, A in rad/√Hz. */
export function angularJitterNoise(frequency: Hertz, level: number): number {
  return square(TAU * level) * (square(frequency) + square(square(8e-4) / frequency));
}

/** Differential wavefront sensing, as a rate ((rad/s)²/Hz): (2πfA)², A in rad/√Hz. */
export function wavefrontSensingNoise(frequency: Hertz, level: number): number {
  return square(TAU * frequency * level);
}

function square(x: number): number {
  return x * x;
}
