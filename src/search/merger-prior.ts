import { SPEED_OF_LIGHT } from "../core/constants.js";
import type { Metres, Seconds } from "../core/units.js";
import { type ChirpAmplitudes, chirpOrientation } from "../inference/chirpamplitudes.js";

/**
 * Where binaries can be: uniform in ln chirp mass, (m₁ − m₂)/M, both spins, time, the sphere, cos ι, ψ, φ, and in volume, between bounds.
 */
export interface MergerPrior {
  /** Redshifted, in solar masses. */
  readonly chirpMass: readonly [number, number];
  /** When it merges at the constellation (s). */
  readonly time: readonly [Seconds, Seconds];
  /** Luminosity distance. */
  readonly distance: readonly [Metres, Metres];
  /** Largest (m₁ − m₂)/M. */
  readonly delta: number;
  /** Largest spin. */
  readonly spin: number;
}

/** Mass ratios up to the 18 that IMRPhenomD was fitted to, spins to 0.99, all masses and distances that LISA can see. */
export const MERGER_PRIOR: Omit<MergerPrior, "time"> = {
  chirpMass: [1e3, 1e9],
  distance: [1e22, 1e28],
  delta: 17 / 19,
  spin: 0.99,
};

/** ln of the density of masses, spins, time and place: −Infinity where a binary can't be, or the waveform has nothing to say. */
export function logPriorOf(prior: MergerPrior, point: Float64Array): number {
  const [logMass, delta, chi1, chi2, time, , beta] = point as unknown as readonly number[] & Float64Array;
  const [low, high] = prior.chirpMass;
  const isIn =
    logMass! >= Math.log(low) &&
    logMass! <= Math.log(high) &&
    delta! >= 0 &&
    delta! <= prior.delta &&
    Math.abs(chi1!) <= prior.spin &&
    Math.abs(chi2!) <= prior.spin &&
    time! >= prior.time[0] &&
    time! <= prior.time[1] &&
    Math.abs(beta!) <= Math.PI / 2;
  return isIn ? Math.log(Math.cos(beta!)) : Number.NEGATIVE_INFINITY;
}

/** The same point of the sky and the same binary (a `MergerPoint`), with latitude within the poles and the heavier body first. */
export function folded(point: Float64Array): Float64Array {
  if (point[1] < 0) {
    const [, , chi1, chi2] = point;
    point[1] = -point[1];
    point[2] = chi2;
    point[3] = chi1;
  }
  if (Math.abs(point[6]) > Math.PI / 2) {
    point[6] = Math.sign(point[6]) * Math.PI - point[6];
    point[5] += Math.PI;
  }
  point[5] -= 2 * Math.PI * Math.floor(point[5] / (2 * Math.PI));
  return point;
}

/** √(5/64π) c, of which (1 ± cos ι)² over the distance are the two circular amplitudes. */
const SIZE = Math.sqrt(5 / (64 * Math.PI)) * SPEED_OF_LIGHT.value;

/** ln distance (m), cos ι and the phases 2(φ ∓ ψ): the prior is uniform in all but the first, and goes with its cube there. */
export type Lying = readonly [logDistance: number, cosine: number, right: number, left: number];

export function lyingOf(amplitudes: ChirpAmplitudes): Lying {
  const { distance, inclination, polarization, phase } = chirpOrientation(amplitudes);
  return [Math.log(distance), Math.cos(inclination), 2 * (phase - polarization), 2 * (phase + polarization)];
}

/** c₊ and c×, where c₊ ∓ i c× are the circular ones. */
export function amplitudesOf([logDistance, cosine, right, left]: Lying): ChirpAmplitudes {
  const size = SIZE * Math.exp(-logDistance);
  const [r, l] = [size * (1 + cosine) ** 2, size * (1 - cosine) ** 2];
  const [rr, ri, lr, li] = [r * Math.cos(right), r * Math.sin(right), l * Math.cos(left), l * Math.sin(left)];
  return [(rr + lr) / 2, (ri + li) / 2, (li - ri) / 2, (rr - lr) / 2];
}

/** ln of the prior's density by volume of amplitudes: D⁴ (R L)^(−3/2) of the circular ones. */
export function logAmplitudePrior({ distance }: MergerPrior, [pr, pi, qr, qi]: ChirpAmplitudes): number {
  const [right, left] = [Math.hypot(pr + qi, pi - qr), Math.hypot(pr - qi, pi + qr)];
  const root = Math.sqrt(right) + Math.sqrt(left);
  const away = (4 * SIZE) / (root * root);
  return away >= distance[0] && away <= distance[1]
    ? 4 * Math.log(away) - 1.5 * Math.log(right * left)
    : Number.NEGATIVE_INFINITY;
}
