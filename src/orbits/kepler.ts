import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import type { Metres, Radians } from "../core/units.js";
import { ACCELERATION, DEVIATION, type Ephemeris, JERK, VELOCITY } from "./state.js";

/** Three of Kepler's orbits that make a cartwheel. */
export interface Cartwheel {
  /** Mean distance between the spacecraft. */
  readonly armLength: Metres;
  readonly semiMajorAxis: Metres;
  /** Longitude of spacecraft 1's periastron; those of 2 and 3 follow at 120° each. */
  readonly longitude: Radians;
  /** Mean anomaly of spacecraft 1 at the epoch. */
  readonly meanAnomaly: Radians;
}

/** Tilt of the constellation's plane beyond 60°, in units of L/2a, that makes the arms breathe least. */
const TILT = 5 / 8;

/**
 * Orbits whose arms vary least to second order in the eccentricity (K. Rajesh Nayak et al., Class. Quantum Grav. 23, 1763 (2006),
 * doi:10.1088/0264-9381/23/5/017), around a Sun that is at the origin. `order` is the number of Newton's steps for Kepler's equation
 * after a start that is good to e⁴.
 */
export function keplerEphemeris(cartwheel: Cartwheel, order: number): Ephemeris {
  const { semiMajorAxis: a, longitude, meanAnomaly } = cartwheel;
  const e = eccentricity(cartwheel);
  const tilt = inclination(cartwheel);
  const n = Math.sqrt(GM_SUN.value / a ** 3);
  const g = ((n * a) / SPEED_OF_LIGHT.value) ** 2;
  const flattened = a * Math.sqrt(1 - e * e);
  const anomaly = (spacecraft: number, elapsed: number): number =>
    eccentricAnomaly(meanAnomaly - angleOf(spacecraft) + n * elapsed, e, order);
  const places = [0, 1, 2].map((sc) => ({
    cos: Math.cos(longitude + angleOf(sc)),
    sin: Math.sin(longitude + angleOf(sc)),
    start: Math.sin(anomaly(sc, 0)),
  }));
  const [cosTilt, sinTilt] = [Math.cos(tilt), Math.sin(tilt)];
  return {
    state(spacecraft, elapsed, out, at) {
      const place = places[spacecraft]!;
      const psi = anomaly(spacecraft, elapsed);
      const cos = Math.cos(psi);
      const sin = Math.sin(psi);
      const speed = n / (1 - e * cos);
      // In the orbit's own plane, and how fast.
      put(out, at, a * (cos - e), flattened * sin, cosTilt, sinTilt, place);
      put(out, at + VELOCITY, -a * speed * sin, flattened * speed * cos, cosTilt, sinTilt, place);
      putForce(out, at);
      out[at + DEVIATION] = -1.5 * g * elapsed - 2 * g * (e / n) * (sin - place.start);
      out[at + DEVIATION + 1] = (-g * (3 + e * cos)) / (2 * (1 - e * cos));
      out[at + DEVIATION + 2] = (2 * g * e * sin * speed) / (1 - e * cos) ** 2;
    },
  };
}

/** Eccentricity of the orbits of a cartwheel. */
export function eccentricity({ armLength, semiMajorAxis }: Cartwheel): number {
  const alpha = armLength / (2 * semiMajorAxis);
  const nu = Math.PI / 3 + TILT * alpha;
  return Math.sqrt(1 + (4 * alpha * Math.cos(nu)) / Math.sqrt(3) + (4 * alpha * alpha) / 3) - 1;
}

function inclination({ armLength, semiMajorAxis }: Cartwheel): Radians {
  const alpha = armLength / (2 * semiMajorAxis);
  const nu = Math.PI / 3 + TILT * alpha;
  return Math.atan((alpha * Math.sin(nu)) / (Math.sqrt(3) / 2 + alpha * Math.cos(nu)));
}

/** How far spacecraft 0, 1 and 2 are behind each other. */
function angleOf(spacecraft: number): Radians {
  return (spacecraft * 2 * Math.PI) / 3;
}

/** The solution ψ of ψ − e sin ψ = m. */
function eccentricAnomaly(m: number, e: number, order: number): number {
  let psi = m + (e - e ** 3 / 8) * Math.sin(m) + 0.5 * e * e * Math.sin(2 * m) + 0.375 * e ** 3 * Math.sin(3 * m);
  for (let step = 0; step < order; step++) psi -= (psi - e * Math.sin(psi) - m) / (1 - e * Math.cos(psi));
  return psi;
}

/** Turns a vector of the orbit's plane: by the tilt, then around z. */
function put(
  out: Float64Array,
  at: number,
  x: number,
  y: number,
  cosTilt: number,
  sinTilt: number,
  { cos, sin }: { cos: number; sin: number },
): void {
  const level = x * cosTilt;
  out[at] = cos * level - sin * y;
  out[at + 1] = sin * level + cos * y;
  out[at + 2] = -x * sinTilt;
}

/** Acceleration −GM r/|r|³ and its derivative. */
function putForce(out: Float64Array, at: number): void {
  const [x, y, z] = [out[at]!, out[at + 1]!, out[at + 2]!];
  const square = x * x + y * y + z * z;
  const factor = -GM_SUN.value / (square * Math.sqrt(square));
  const along = x * out[at + VELOCITY]! + y * out[at + VELOCITY + 1]! + z * out[at + VELOCITY + 2]!;
  for (let axis = 0; axis < 3; axis++) {
    out[at + ACCELERATION + axis] = factor * out[at + axis]!;
    out[at + JERK + axis] = factor * (out[at + VELOCITY + axis]! - (3 * along * out[at + axis]!) / square);
  }
}
