import { PARSEC } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { mustKnowKeys } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import type { Radians } from "../core/units.js";
import type { Source } from "./source.js";
import { verificationBinary } from "./verification.js";

/** A binary that was found by its light. */
export interface KnownBinary {
  readonly name: string;
  /** Frequency of the wave (mHz). */
  readonly millihertz: number;
  /** Masses (solar masses). */
  readonly masses: readonly [number, number];
  /** Distance (kpc). */
  readonly kiloparsecs: number;
  /** Inclination (degrees); 60 where it is not known. */
  readonly inclination: number;
  /** Ecliptic longitude and latitude (degrees). */
  readonly lambda: number;
  readonly beta: number;
}

/** Name, mHz, two masses, kpc, degrees of inclination, lambda and beta. */
type Row = readonly [string, number, number, number, number, number, number, number];

/**
 * Kupfer et al. 2018, MNRAS 480, 302 (DOI 10.1093/mnras/sty1545), with distances of Gaia DR2, as LEGWORK 1.0.0 has them; the
 * last two from the abstract of Kilic et al. 2021 (arXiv:2108.08324).
 */
const ROWS: readonly Row[] = [
  ["HM Cnc", 6.22, 0.55, 0.27, 5.0, 38.0, 120.4387, -4.704],
  ["V407 Vul", 3.51, 0.8, 0.177, 1.786, 60.0, 294.9907, 46.7833],
  ["ES Cet", 3.22, 0.8, 0.161, 1.584, 60.0, 24.608, -20.3339],
  ["SDSS J135154.46-064309.0", 2.12, 0.8, 0.1, 1.317, 60.0, 208.3839, 4.4721],
  ["AM CVn", 1.94, 0.68, 0.125, 0.299, 43.0, 170.3818, 37.4426],
  ["SDSS J190817.07+394036.4", 1.84, 0.8, 0.085, 1.044, 10.0, 298.2133, 61.4542],
  ["HP Lib", 1.81, 0.49, 0.048, 0.276, 26.0, 220.4288, -12.4469],
  ["PTF1 J191905.19+481506.2", 1.48, 0.8, 0.066, 1.338, 60.0, 308.9984, 69.0291],
  ["CXOGBS J175107.6-294037", 1.45, 0.8, 0.064, 0.971, 60.0, 268.0576, -6.2528],
  ["CR Boo", 1.36, 0.67, 0.044, 0.337, 30.0, 202.2691, 17.8971],
  ["V803 Cen", 1.25, 0.78, 0.059, 0.347, 12.0, 216.1635, -30.3168],
  ["SDSS J065133.34+284423.4", 2.61, 0.247, 0.49, 0.933, 86.9, 101.3338, 5.8064],
  ["SDSS J093506.92+441107.0", 1.68, 0.312, 0.75, 0.645, 60.0, 130.9305, 28.0837],
  ["SDSS J163030.58+423305.7", 0.84, 0.298, 0.76, 1.019, 60.0, 231.7716, 63.0527],
  ["SDSS J092345.59+302805.0", 0.51, 0.275, 0.76, 0.299, 60.0, 133.7104, 14.4288],
  ["CD-30 11223", 0.47, 0.54, 0.79, 0.337, 82.9, 221.1745, -16.615],
  ["SDSS J0634+3803", 1.257862, 0.452, 0.209, 0.435, 37.0, 97.0794, 14.8391],
  ["SMSS J0338-8139", 1.089325, 0.23, 0.38, 0.533, 69.0, 286.4319, -72.7068],
];

/** The verification binaries that come with lisalab. */
export const KNOWN_BINARIES: readonly KnownBinary[] = ROWS.map(
  ([name, millihertz, m1, m2, kiloparsecs, inclination, lambda, beta]) => {
    return { name, millihertz, masses: [m1, m2], kiloparsecs, inclination, lambda, beta };
  },
);

/** What light does not tell of a known binary. */
export interface KnownBinaryOptions {
  /** ψ (rad); default 0. */
  readonly polarization?: Radians;
  /** φ₀ (rad); default 0. */
  readonly phase?: Radians;
  /** Where the phase is meant, and the frequency; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
}

const DEGREE = Math.PI / 180;

/**
 * A verification binary by name ("HM Cnc"): see KNOWN_BINARIES for all. It shrinks by gravitational waves alone.
 * @throws BadArgumentError for a name that is not known, with the nearest
 */
export function knownBinary(name: string, options: KnownBinaryOptions = {}): Source {
  mustKnowKeys(`the known binary ${name}`, options, ["polarization", "phase", "reference"]);
  const { millihertz, masses, kiloparsecs, inclination, lambda, beta } = known(name);
  return verificationBinary({
    name,
    period: 2000 / millihertz,
    distance: 1000 * kiloparsecs * PARSEC.value,
    masses,
    inclination: inclination * DEGREE,
    lambda: lambda * DEGREE,
    beta: beta * DEGREE,
    ...options,
  });
}

function known(name: string): KnownBinary {
  const found = KNOWN_BINARIES.find((binary) => binary.name === name);
  if (found !== undefined) return found;
  const names = KNOWN_BINARIES.map((binary) => binary.name);
  const nearest = [...names].sort((a, b) => editDistance(name, a) - editDistance(name, b))[0];
  throw new BadArgumentError(
    `There is no known binary "${name}". Did you mean "${nearest}"? There are ${names.join(", ")}.`,
    {
      name,
      nearest,
    },
  );
}
