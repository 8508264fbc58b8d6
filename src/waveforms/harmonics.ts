/** Spin-weighted spherical harmonics ₋₂Y_lm(θ, 0) of the modes of waveform models (real), l to 4 and m > 0. */
const HARMONICS: Readonly<Record<string, (theta: number) => number>> = {
  "2,2": (theta) => Math.sqrt(5 / (64 * Math.PI)) * (1 + Math.cos(theta)) ** 2,
  "2,1": (theta) => Math.sqrt(5 / (16 * Math.PI)) * Math.sin(theta) * (1 + Math.cos(theta)),
  "3,3": (theta) => -Math.sqrt(21 / (2 * Math.PI)) * Math.cos(theta / 2) ** 5 * Math.sin(theta / 2),
  "3,2": (theta) => Math.sqrt(7 / (4 * Math.PI)) * Math.cos(theta / 2) ** 4 * (3 * Math.cos(theta) - 2),
  "4,4": (theta) => 3 * Math.sqrt(7 / Math.PI) * Math.cos(theta / 2) ** 6 * Math.sin(theta / 2) ** 2,
  "4,3": (theta) =>
    -3 * Math.sqrt(7 / (2 * Math.PI)) * Math.cos(theta / 2) ** 5 * Math.sin(theta / 2) * (2 * Math.cos(theta) - 1),
};

/** ₋₂Y_lm(θ, 0), which times exp(imφ) is the harmonic at (θ, φ). */
export function harmonic(l: number, m: number, theta: number): number {
  return HARMONICS[`${l},${m}`]!(theta);
}

/** ₋₂Y_l,−m(θ, 0) = (−1)^l ₋₂Y_lm(π − θ, 0). */
export function mirroredHarmonic(l: number, m: number, theta: number): number {
  return (l % 2 === 0 ? 1 : -1) * harmonic(l, m, Math.PI - theta);
}
