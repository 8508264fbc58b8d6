import { PARSEC, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import type { Metres } from "../core/units.js";

/** A flat universe of matter and a cosmological constant. */
export interface Cosmology {
  /** H₀ (km s⁻¹ Mpc⁻¹). */
  readonly hubble: number;
  /** Ω of matter, today. */
  readonly matter: number;
}

/** Planck Collaboration 2020, doi:10.1051/0004-6361/201833910, table 2, last column. */
export const PLANCK_2018: Cosmology = { hubble: 67.66, matter: 0.3111 };

const MEGAPARSEC = 1e6 * PARSEC.value;
/** Of Simpson's rule in ln(1 + z): good to 1e-9 up to z = 100. */
const PIECES = 128;
const FARTHEST = 1000;

/** c/H₀ (m). */
export function hubbleDistance({ hubble }: Cosmology): Metres {
  return (SPEED_OF_LIGHT.value / (1000 * hubble)) * MEGAPARSEC;
}

/** H(z)/H₀. */
export function expansion(redshift: number, { matter }: Cosmology): number {
  return Math.sqrt(matter * (1 + redshift) ** 3 + 1 - matter);
}

/** The comoving distance (m), ∫ c dz/H(z) (D. W. Hogg 1999, arXiv:astro-ph/9905116). @throws BadArgumentError for redshifts below 0 or above 1000 */
export function comovingDistance(redshift: number, cosmology: Cosmology = PLANCK_2018): Metres {
  if (!(redshift >= 0 && redshift <= FARTHEST)) {
    throw new BadArgumentError(`A redshift of ${redshift}: it must be from 0 to ${FARTHEST}.`, { redshift });
  }
  const step = Math.log1p(redshift) / PIECES;
  let sum = 0;
  for (let n = 0; n <= PIECES; n++) {
    const weight = n === 0 || n === PIECES ? 1 : n % 2 === 1 ? 4 : 2;
    const z = Math.expm1(n * step);
    sum += (weight * (1 + z)) / expansion(z, cosmology);
  }
  return (hubbleDistance(cosmology) * sum * step) / 3;
}

/** The luminosity distance (m), by which waves and light grow faint. */
export function luminosityDistance(redshift: number, cosmology: Cosmology = PLANCK_2018): Metres {
  return (1 + redshift) * comovingDistance(redshift, cosmology);
}

/** The redshift at a luminosity distance (m). @throws BadArgumentError for distances below 0 or beyond a redshift of 1000 */
export function redshiftAt(distance: Metres, cosmology: Cosmology = PLANCK_2018): number {
  if (!(distance >= 0 && distance <= luminosityDistance(FARTHEST, cosmology))) {
    throw new BadArgumentError(`No redshift up to ${FARTHEST} has the luminosity distance ${distance} m.`, {
      distance,
    });
  }
  let [low, high] = [0, Math.log1p(FARTHEST)];
  for (let n = 0; n < 60; n++) {
    const middle = (low + high) / 2;
    if (luminosityDistance(Math.expm1(middle), cosmology) < distance) low = middle;
    else high = middle;
  }
  return Math.expm1((low + high) / 2);
}
