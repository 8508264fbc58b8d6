/** Frequency, drift and place of a binary: what the F-statistic does not maximise over. */
export interface Intrinsic {
  readonly frequency: number;
  readonly fdot: number;
  readonly lambda: number;
  readonly beta: number;
}

/** A binary by the parameters of waveforms.galacticBinary, at the begin of the observation. */
export interface GalacticBinary extends Intrinsic {
  readonly amplitude: number;
  readonly inclination: number;
  readonly polarization: number;
  readonly phase: number;
}

/** Complex factors of the two signals that a binary of given frequency, drift and place is the sum of. */
export interface Factors {
  readonly plusRe: number;
  readonly plusIm: number;
  readonly crossRe: number;
  readonly crossIm: number;
}

/** A binary by what its signal is linear in and what it isn't. */
export interface Linear extends Intrinsic, Factors {}

/**
 * With h₊ = A(1 + c²) cos φ and h× = 2Ac sin φ (c = cos ι), turned by ψ, the factors' sum C₊ + iC× is A(1 + c)² exp(i(φ₀ + 2ψ)) and
 * C₊ − iC× is A(1 − c)² exp(i(φ₀ − 2ψ)); φ₀ = π − phase, see waveforms.galacticBinary.
 */
export function binaryOf(linear: Linear): GalacticBinary {
  const { frequency, fdot, lambda, beta } = linear;
  const { a, b, alpha, gamma } = circular(linear);
  const [p, q] = [Math.sqrt(a), Math.sqrt(b)];
  const phi = (alpha + gamma) / 2;
  return {
    frequency,
    fdot,
    lambda: turned(lambda, 2 * Math.PI),
    beta,
    amplitude: ((p + q) / 2) ** 2,
    inclination: Math.acos(Math.min(1, Math.max(-1, (p - q) / (p + q)))),
    // A quarter turn of ψ and half a turn of the phase together change nothing.
    polarization: turned((alpha - gamma) / 4, Math.PI),
    phase: turned(Math.PI - phi, 2 * Math.PI),
  };
}

/** The way back. */
export function linearOf(binary: GalacticBinary): Linear {
  const { frequency, fdot, lambda, beta, amplitude, inclination, polarization, phase } = binary;
  const c = Math.cos(inclination);
  const [plus, cross] = [amplitude * (1 + c * c), -2 * amplitude * c];
  const [c2, s2] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  const phi = Math.PI - phase;
  const [cp, sp] = [Math.cos(phi), Math.sin(phi)];
  return {
    frequency,
    fdot,
    lambda,
    beta,
    plusRe: plus * c2 * cp + cross * s2 * sp,
    plusIm: plus * c2 * sp - cross * s2 * cp,
    crossRe: plus * s2 * cp - cross * c2 * sp,
    crossIm: plus * s2 * sp + cross * c2 * cp,
  };
}

/** Sizes and phases of the two circular parts of a wave. */
export interface Circular {
  /** A(1 + cos ι)² and A(1 − cos ι)². */
  readonly a: number;
  readonly b: number;
  /** φ₀ + 2ψ and φ₀ − 2ψ. */
  readonly alpha: number;
  readonly gamma: number;
}

export function circular({ plusRe, plusIm, crossRe, crossIm }: Factors): Circular {
  const [ur, ui] = [plusRe - crossIm, plusIm + crossRe];
  const [vr, vi] = [plusRe + crossIm, plusIm - crossRe];
  return { a: Math.hypot(ur, ui), b: Math.hypot(vr, vi), alpha: Math.atan2(ui, ur), gamma: Math.atan2(vi, vr) };
}

/** The same angle from 0 to a period. */
export function turned(angle: number, period: number): number {
  return angle - period * Math.floor(angle / period);
}

/** Solar mass times G/c³ (s). */
const SUN = 4.925_490_947e-6;
/** Of two white dwarfs, at most (solar masses). */
const CHIRP_MASS = 1.2;

/** Drifts that waves and transfer of mass can cause: from −half to all of what waves take from two white dwarfs of the largest masses. */
export function driftRange(frequency: number): readonly [number, number] {
  const most = (96 / 5) * Math.PI ** (8 / 3) * (CHIRP_MASS * SUN) ** (5 / 3) * frequency ** (11 / 3);
  return [-most / 2, most];
}
