import { SPEED_OF_LIGHT } from "../core/constants.js";
import { type ChirpGeometry, type Orientation, polarisationTensor } from "../response/chirp.js";
import type { AlignedBinary } from "../waveforms/ringdown.js";

/** A massive binary of IMRPhenomD: what it is, where, and how it lies. */
export interface MassiveBinary extends AlignedBinary, ChirpGeometry {}

/** What of a massive binary its likelihood is not linear in. */
export type IntrinsicChirp = Omit<MassiveBinary, "distance" | "inclination" | "polarization" | "phase">;

/** How a binary lies and how far away it is (m). */
export type ChirpOrientation = Orientation & Pick<MassiveBinary, "distance">;

/** Amplitudes c₊ and c× (1/s), real and imaginary parts. */
export type ChirpAmplitudes = readonly [plusRe: number, plusIm: number, crossRe: number, crossIm: number];

/**
 * ⟨d|h⟩ and ⟨h|h⟩ of a binary, for both polarisations: ln L = Re(c·z) − ½ c†M c with two complex amplitudes c.
 * z₊, z× and the Hermitian M as numbers.
 */
export interface ChirpProducts {
  readonly plus: readonly [number, number];
  readonly cross: readonly [number, number];
  readonly plusPlus: number;
  readonly crossCross: number;
  readonly plusCross: readonly [number, number];
}

/** √(5/64π): ₋₂Y₂₂ at the pole is four times that. */
const POLE = Math.sqrt(5 / (64 * Math.PI));

/** Both amplitudes of a binary: its tensor over the distance. */
export function chirpAmplitudes(binary: ChirpOrientation): ChirpAmplitudes {
  const { plus, cross } = polarisationTensor({ l: 2, m: 2 }, binary);
  const over = SPEED_OF_LIGHT.value / binary.distance;
  return [plus[0] * over, plus[1] * over, cross[0] * over, cross[1] * over];
}

/** The binary of these amplitudes: c₊ ∓ i c× are (1 ± cos ι)² exp(2i(φ ∓ ψ)) of the same factor. */
export function chirpOrientation([pr, pi, qr, qi]: ChirpAmplitudes): ChirpOrientation {
  const [right, left] = [Math.hypot(pr + qi, pi - qr), Math.hypot(pr - qi, pi + qr)].map(Math.sqrt);
  const [first, second] = [Math.atan2(pi - qr, pr + qi), Math.atan2(pi + qr, pr - qi)];
  const sum = right + left;
  return {
    distance: (4 * POLE * SPEED_OF_LIGHT.value) / (sum * sum),
    inclination: Math.acos((right - left) / sum),
    polarization: (second - first) / 4,
    phase: (first + second) / 4,
  };
}

/** Re(c·z) − ½ c†M c. */
export function linearLogLikelihood(
  { plus, cross, plusPlus, crossCross, plusCross }: ChirpProducts,
  [pr, pi, qr, qi]: ChirpAmplitudes,
): number {
  const match = pr * plus[0] - pi * plus[1] + qr * cross[0] - qi * cross[1];
  // Re(c₊* c× M₊×).
  const mixed = (pr * qr + pi * qi) * plusCross[0] - (pr * qi - pi * qr) * plusCross[1];
  return match - (plusPlus * (pr * pr + pi * pi) + crossCross * (qr * qr + qi * qi)) / 2 - mixed;
}

/** The amplitudes of the greatest likelihood, M⁻¹ z*, and ln L there: half the F-statistic of four degrees of freedom. */
export function bestAmplitudes({ plus, cross, plusPlus, crossCross, plusCross }: ChirpProducts): {
  readonly amplitudes: ChirpAmplitudes;
  readonly logLikelihood: number;
} {
  const [xr, xi] = plusCross;
  // Polarisations that the detector can't tell apart give no second amplitude: a part of 1e-12 keeps the inverse finite.
  const determinant = plusPlus * crossCross * (1 + 1e-12) - xr * xr - xi * xi;
  const [pr, pi, qr, qi] = [plus[0], -plus[1], cross[0], -cross[1]];
  const amplitudes: ChirpAmplitudes = [
    (crossCross * pr - xr * qr + xi * qi) / determinant,
    (crossCross * pi - xr * qi - xi * qr) / determinant,
    (plusPlus * qr - xr * pr - xi * pi) / determinant,
    (plusPlus * qi - xr * pi + xi * pr) / determinant,
  ];
  const [a, b, c, d] = amplitudes;
  return { amplitudes, logLikelihood: (a * pr + b * pi + c * qr + d * qi) / 2 };
}
