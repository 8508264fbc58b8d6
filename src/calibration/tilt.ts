import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadDataError } from "../core/errors.js";
import { distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { CsdMatrix } from "../math/welch.js";
import { type Complex, responseOf } from "../noise/response.js";
import { Combination } from "../tdi/combination.js";
import { DelayPolynomial } from "../tdi/polynomial.js";
import { SpectralEquations } from "./spectralequations.js";

/*
 * Tilt-to-length coupling: a MOSA that turns by φ and η (as its differential wavefront sensing measures) makes path, where light is
 * received and where it was sent. Beatnote sci_ij has
 *   −ν₀/c [C^loc_ij · (φ̇, η̇)_ij(t) + C^dist_ji · (φ̇, η̇)_ji(t − d_ij)]
 * (S. Paczkowski et al., Phys. Rev. D 106, 042005 (2022), doi:10.1103/PhysRevD.106.042005, fit the coefficients as it is done here).
 */

/** The two angles of a MOSA: out of the plane of the constellation (phi is about its normal) and in it. */
export type Angle = "phi" | "eta";
export const ANGLES: readonly Angle[] = ["phi", "eta"];

/** Metres per radian of each MOSA's angles, where light is received ("local") and where it was sent ("distant"). */
export interface TiltCoefficients {
  readonly local: Readonly<Record<Angle, PerMosa<number>>>;
  readonly distant: Readonly<Record<Angle, PerMosa<number>>>;
}

/** Coefficients that were found in data, with their standard deviations. */
export interface FittedTilt {
  readonly coefficients: TiltCoefficients;
  readonly uncertainties: TiltCoefficients;
}

/** What a metre per second is in a beatnote (Hz). */
export const HERTZ_PER_VELOCITY: number = LASER_FREQUENCY.value / SPEED_OF_LIGHT.value;

/**
 * The combination less its tilt-to-length coupling, in the measurements "tilt_12" = ν₀/c C^loc_12 · (φ̇, η̇)_12 and
 * "tiltsent_12" = ν₀/c C^dist_12 · (φ̇, η̇)_12 (Hz).
 */
export function withoutTilt(combination: Combination): Combination {
  return combination.in((name) => {
    const [, stem, mosa] = /^((?:flat_)?sci)_(..)$/.exec(name) ?? [];
    if (stem === undefined) return undefined;
    return Combination.of({ [name]: "1", [`tilt_${mosa}`]: "1", [`tiltsent_${distantOf(mosa as Mosa)}`]: mosa! });
  });
}

/** Names of the series whose cross-spectra {@link tiltFit} takes, in order: three variables, then both angles' rates of all MOSAs. */
export interface TiltData {
  /** Combinations of beatnotes, uncorrelated as far as possible (A, E, T). */
  readonly variables: readonly Combination[];
  /** Delays of the links (s), as constants. */
  readonly delays: PerMosa<Seconds>;
  /**
   * Cross-spectra of the variables' series (Hz), then of φ̇ of the six MOSAs, then of η̇ (rad/s), averaged over stretches of data;
   * each with as many segments as it says.
   */
  readonly spectra: readonly CsdMatrix[];
  /** The frequencies to use. */
  readonly band: readonly [Hertz, Hertz];
}

/** One unknown: a coefficient, with the series that it multiplies. */
interface Unknown {
  readonly end: keyof TiltCoefficients;
  readonly angle: Angle;
  readonly mosa: Mosa;
}

const UNKNOWNS: readonly Unknown[] = (["local", "distant"] as const).flatMap((end) =>
  ANGLES.flatMap((angle) => MOSAS.map((mosa) => ({ end, angle, mosa }))),
);

/** Rounds: the noise that weighs the frequencies is what the last round left. */
const ROUNDS = 3;

/**
 * Fits the 24 coefficients by least squares of the variables on what tilt would make in them.
 * @throws BadDataError when the angles don't determine them
 */
export function tiltFit({ variables, delays, spectra, band }: TiltData): FittedTilt {
  if (spectra.length === 0)
    throw new BadDataError("Tilt-to-length coefficients need data: there is no stretch without a gap.");
  const responses = variables.map((variable) => UNKNOWNS.map((unknown) => responseTo(variable, unknown, delays)));
  const equations = new SpectralEquations(
    spectra,
    responses,
    variables.map(() => UNKNOWNS.map(seriesOf)),
    band,
  );
  let values: Float64Array = new Float64Array(UNKNOWNS.length);
  let covariance: Float64Array = new Float64Array(0);
  for (let round = 0; round < ROUNDS; round++) ({ values, covariance } = equations.solved(values));
  const deviations = values.map((_, k) => Math.sqrt(covariance[k * values.length + k]!));
  return { coefficients: coefficientsOf(values), uncertainties: coefficientsOf(deviations) };
}

/** Which of the series of angles an unknown multiplies. */
function seriesOf({ angle, mosa }: Unknown): number {
  return ANGLES.indexOf(angle) * MOSAS.length + MOSAS.indexOf(mosa);
}

/** What an angle's rate makes in a variable, per unit of the coefficient. */
function responseTo(
  variable: Combination,
  { end, mosa }: Unknown,
  delays: PerMosa<Seconds>,
): (frequency: Hertz) => Complex {
  const received = distantOf(mosa);
  const operator =
    end === "local" ? variable.on(`sci_${mosa}`) : variable.on(`sci_${received}`).times(DelayPolynomial.of(received));
  const response = responseOf(operator, delays);
  return (frequency) => {
    const { re, im } = response(frequency);
    return { re: -HERTZ_PER_VELOCITY * re, im: -HERTZ_PER_VELOCITY * im };
  };
}

function coefficientsOf(values: Float64Array): TiltCoefficients {
  const of = (end: Unknown["end"], angle: Angle): PerMosa<number> =>
    perMosa((mosa) => values[UNKNOWNS.findIndex((u) => u.end === end && u.angle === angle && u.mosa === mosa)]!);
  const both = (end: Unknown["end"]): Readonly<Record<Angle, PerMosa<number>>> => ({
    phi: of(end, "phi"),
    eta: of(end, "eta"),
  });
  return { local: both("local"), distant: both("distant") };
}
