import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import type { Metres, Radians, Seconds } from "../core/units.js";
import { galacticBinary } from "./binary.js";
import { type Direction, directionFromGalactic } from "./direction.js";
import type { Source } from "./source.js";

/** A binary by what astronomers measure. */
export interface VerificationBinaryOptions {
  readonly name?: string;
  /** Orbital period at `reference` (s); the wave has twice the orbit's frequency. */
  readonly period: Seconds;
  /** Luminosity distance (m). */
  readonly distance: Metres;
  /** Both masses, in units of the Sun's (GM_SUN / G). */
  readonly masses: readonly [number, number];
  /** Between line of sight and angular momentum (rad). */
  readonly inclination: Radians;
  /** ψ (rad); default 0. */
  readonly polarization?: Radians;
  /** φ₀ as in galacticBinary (rad); default 0. */
  readonly phase?: Radians;
  /** Ecliptic longitude and latitude (rad), or galactic ones instead. */
  readonly lambda?: Radians;
  readonly beta?: Radians;
  readonly galacticLongitude?: Radians;
  readonly galacticLatitude?: Radians;
  /** Where period and phase are meant; default: the epoch of TCB. */
  readonly reference?: Instant<"TCB">;
}

const KEYS: readonly (keyof VerificationBinaryOptions)[] = [
  "name",
  "period",
  "distance",
  "masses",
  "inclination",
  "polarization",
  "phase",
  "lambda",
  "beta",
  "galacticLongitude",
  "galacticLatitude",
  "reference",
];

/**
 * A binary by period, distance and masses, on a circular orbit that shrinks by gravitational waves alone:
 * A = 2 (G Mc)^(5/3) (π f)^(2/3) / (c⁴ d), ḟ = (96/5) π^(8/3) (G Mc/c³)^(5/3) f^(11/3) (P. C. Peters 1964,
 * DOI 10.1103/PhysRev.136.B1224).
 * @throws BadArgumentError for numbers out of range, a direction given twice or not at all, and misspelt options
 */
export function verificationBinary(options: VerificationBinaryOptions): Source {
  const what = "a verification binary";
  mustKnowKeys(what, options, KEYS);
  const { name = "verification binary", polarization = 0, phase = 0, inclination, reference } = options;
  const positive = (key: string, value: unknown, unit: string): number =>
    checkedNumber(what, key, value, { unit, min: 0, open: true });
  const frequency = 2 / positive("period", options.period, "s");
  const delay = positive("distance", options.distance, "m") / SPEED_OF_LIGHT.value;
  const [mass1, mass2] = twoMasses(what, options.masses).map((mass) => positive("masses", mass, "solar masses"));
  const chirp = chirpMass(mass1!, mass2!);
  const rate = Math.PI * frequency;
  const source = galacticBinary({
    name,
    frequency,
    fdot: (96 / 5) * chirp ** (5 / 3) * Math.PI ** (8 / 3) * frequency ** (11 / 3),
    amplitude: (2 * chirp ** (5 / 3) * rate ** (2 / 3)) / delay,
    inclination,
    polarization,
    phase,
    ...directionOf(what, options),
    ...(reference && { reference }),
  });
  const own = { period: options.period, distance: options.distance, mass1: mass1!, mass2: mass2! };
  return { ...source, kind: "VerificationBinary", parameters: { ...source.parameters, ...own } };
}

function twoMasses(what: string, masses: readonly [number, number]): readonly [number, number] {
  if (Array.isArray(masses) && masses.length === 2) return masses;
  throw new BadArgumentError(`masses of ${what} is ${JSON.stringify(masses)}; it must be two numbers.`, { masses });
}

/** G Mc/c³ (s). */
function chirpMass(m1: number, m2: number): Seconds {
  const total = m1 + m2;
  return ((total * GM_SUN.value) / SPEED_OF_LIGHT.value ** 3) * ((m1 * m2) / total ** 2) ** 0.6;
}

function directionOf(what: string, options: VerificationBinaryOptions): Direction {
  const { lambda, beta, galacticLongitude, galacticLatitude } = options;
  if (lambda !== undefined && beta !== undefined && galacticLongitude === undefined && galacticLatitude === undefined) {
    return { lambda, beta };
  }
  if (lambda === undefined && beta === undefined && galacticLongitude !== undefined && galacticLatitude !== undefined) {
    const longitude = checkedNumber(what, "galacticLongitude", galacticLongitude, { unit: "rad" });
    const range = { unit: "rad", min: -Math.PI / 2, max: Math.PI / 2 };
    return directionFromGalactic(longitude, checkedNumber(what, "galacticLatitude", galacticLatitude, range));
  }
  throw new BadArgumentError(
    `The direction of ${what} is lambda and beta, or galacticLongitude and galacticLatitude: one of these pairs.`,
    { lambda, beta, galacticLongitude, galacticLatitude },
  );
}
