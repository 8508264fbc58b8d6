import { LASER_FREQUENCY, SPEED_OF_LIGHT } from "../core/constants.js";
import { BadDataError } from "../core/errors.js";
import {
  distantOf,
  isLeft,
  MOSAS,
  type Mosa,
  type PerMosa,
  perMosa,
  receiverOf,
  SPACECRAFT,
  type Spacecraft,
} from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type Complex, power, responseOf, sum } from "../noise/response.js";
import { angularJitterNoise } from "../noise/sources.js";
import type { NoiseModel } from "../noise/tdi.js";
import type { Combination } from "../tdi/combination.js";

/** How much path length a tilt makes, in m/rad, where light is received and where it was sent. */
export interface TiltCoefficients {
  readonly local: PerMosa<number>;
  readonly distant: PerMosa<number>;
}

/** Everything that turns angles into path length: tilt-to-length coupling of the six MOSAs. */
export interface TiltToLength {
  /** About the axis out of the plane of the constellation (phi) and the one in it (eta). */
  readonly phi: TiltCoefficients;
  readonly eta: TiltCoefficients;
  /** Angular jitter of a spacecraft, about each of its axes, and of a MOSA, rad/√Hz. */
  readonly spacecraftJitter: number;
  readonly mosaJitter: number;
}

/** Angular jitter of spacecraft and MOSA that the simulator uses when it is told nothing else. */
const JITTER = { spacecraft: 5e-9, mosa: 2e-9 };
const HALF_OPENING = Math.PI / 6;

/** Reads the coupling from what an observation says of its instrument, under the simulator's names. */
export function tiltToLength(instrument: Readonly<Record<string, unknown>>): TiltToLength {
  const coefficients = (angle: "phi" | "eta"): TiltCoefficients => ({
    local: numbersPerMosa(instrument, `ttl_coeffs_local_${angle}s`),
    distant: numbersPerMosa(instrument, `ttl_coeffs_distant_${angle}s`),
  });
  return {
    phi: coefficients("phi"),
    eta: coefficients("eta"),
    spacecraftJitter: JITTER.spacecraft,
    mosaJitter: JITTER.mosa,
  };
}

/**
 * What tilt-to-length coupling adds to a combination of beatnotes, with constant `delays`. Link ij sees
 * −ν₀/c (C_local φ_ij(t) + C_distant φ_ji(t − d_ij)), with φ of a MOSA its own jitter plus its spacecraft's, and likewise η,
 * with the spacecraft's two other axes projected by the MOSA's angle of ±30°. Both MOSAs of a spacecraft turn with it, so
 * their couplings add up in amplitude.
 */
export function tiltModel(combination: Combination, delays: PerMosa<Seconds>, tilt: TiltToLength): NoiseModel {
  const responses = perMosa((mosa) => responseOf(combination.on(`sci_${mosa}`), delays));
  return (frequency) => {
    const science = perMosa((mosa) => responses[mosa](frequency));
    const coupled = (angle: TiltCoefficients): PerMosa<Complex> =>
      perMosa((mosa) => {
        const back = distantOf(mosa);
        const sent = delayed(science[back], delays[back], frequency);
        return sum(scaled(science[mosa], angle.local[mosa]), scaled(sent, angle.distant[mosa]));
      });
    const [phi, eta] = [coupled(tilt.phi), coupled(tilt.eta)];
    const together = SPACECRAFT.reduce((total, sc) => total + spacecraftPower(phi, eta, sc), 0);
    const apart = MOSAS.reduce((total, mosa) => total + power(phi[mosa]) + power(eta[mosa]), 0);
    return (
      (LASER_FREQUENCY.value / SPEED_OF_LIGHT.value) ** 2 *
      (together * angularJitterNoise(frequency, tilt.spacecraftJitter) +
        apart * angularJitterNoise(frequency, tilt.mosaJitter))
    );
  };
}

/** What a spacecraft's three axes do, each of them to both of its MOSAs at once. */
function spacecraftPower(phi: PerMosa<Complex>, eta: PerMosa<Complex>, sc: Spacecraft): number {
  const mosas = MOSAS.filter((mosa) => receiverOf(mosa) === sc);
  const about = (angles: PerMosa<Complex>, factor: (mosa: Mosa) => number): number =>
    power(mosas.map((mosa) => scaled(angles[mosa], factor(mosa))).reduce(sum));
  const pitch = (mosa: Mosa): number => (isLeft(mosa) ? -1 : 1) * Math.sin(HALF_OPENING);
  return about(phi, () => 1) + about(eta, () => Math.cos(HALF_OPENING)) + about(eta, pitch);
}

function scaled({ re, im }: Complex, factor: number): Complex {
  return { re: re * factor, im: im * factor };
}

/** A wave that arrives `delay` late: times exp(−iω delay). */
function delayed({ re, im }: Complex, delay: Seconds, frequency: Hertz): Complex {
  const phase = -2 * Math.PI * frequency * delay;
  const [c, s] = [Math.cos(phase), Math.sin(phase)];
  return { re: re * c - im * s, im: re * s + im * c };
}

function numbersPerMosa(instrument: Readonly<Record<string, unknown>>, name: string): PerMosa<number> {
  const given = instrument[name];
  return perMosa((mosa) => {
    const value = typeof given === "object" && given !== null ? (given as Record<string, unknown>)[mosa] : given;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    throw new BadDataError(
      `the observation says nothing of ${name} for MOSA ${mosa} (${JSON.stringify(value)}); tilt-to-length can't be modelled without it`,
      { name, mosa },
    );
  });
}
