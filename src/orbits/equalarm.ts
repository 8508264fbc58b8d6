import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import type { Cartwheel } from "./kepler.js";
import { ACCELERATION, DEVIATION, type Ephemeris, JERK, VELOCITY } from "./state.js";

/**
 * Orbits whose arms are equal to first order in the eccentricity L/(2a√3) (S. V. Dhurandhar et al., Class. Quantum Grav. 22, 481 (2005),
 * doi:10.1088/0264-9381/22/3/002): Kepler's, cut behind that order.
 */
export function equalArmEphemeris({ armLength, semiMajorAxis: a, longitude, meanAnomaly }: Cartwheel): Ephemeris {
  const e = armLength / (2 * a * Math.sqrt(3));
  const n = Math.sqrt(GM_SUN.value / a ** 3);
  const g = ((n * a) / SPEED_OF_LIGHT.value) ** 2;
  const betas = [0, 1, 2].map((sc) => longitude + (sc * 2 * Math.PI) / 3);
  return {
    state(spacecraft, elapsed, out, at) {
      const beta = betas[spacecraft]!;
      const m = n * elapsed + meanAnomaly + longitude;
      const phase = m - beta;
      putPlane(out, at, a, e, n, m, Math.cos(beta), Math.sin(beta), 0);
      putPlane(out, at, a, e, n, m, Math.cos(beta), Math.sin(beta), 1);
      putHeight(out, at, a * e * Math.sqrt(3), n, phase);
      const start = Math.sin(meanAnomaly + longitude - beta);
      out[at + DEVIATION] = -g * (1.5 * elapsed + ((2 * e) / n) * (Math.sin(phase) - start));
      out[at + DEVIATION + 1] = -g * (1.5 + 2 * e * Math.cos(phase));
      out[at + DEVIATION + 2] = 2 * g * e * n * Math.sin(phase);
    },
  };
}

/** x (axis 0) or y (axis 1), which is x with sines and cosines exchanged, and its derivatives. */
function putPlane(
  out: Float64Array,
  at: number,
  a: number,
  e: number,
  n: number,
  m: number,
  cosBeta: number,
  sinBeta: number,
  axis: 0 | 1,
): void {
  const [c, s] = [Math.cos(m), Math.sin(m)];
  const [own, other, near, far] = axis === 0 ? [c, s, cosBeta, sinBeta] : [s, c, sinBeta, cosBeta];
  // The derivative of own is −sign·other.
  const sign = axis === 0 ? 1 : -1;
  const both = own * other;
  out[at + axis] = a * own + a * e * (both * far - (1 + other * other) * near);
  out[at + VELOCITY + axis] =
    -sign * a * n * other + sign * a * e * n * ((own * own - other * other) * far - 2 * both * near);
  out[at + ACCELERATION + axis] = -a * n * n * own - 4 * a * e * n * n * (both * far + (0.5 - other * other) * near);
  out[at + JERK + axis] =
    sign * a * n ** 3 * other - sign * 4 * a * e * n ** 3 * ((own * own - other * other) * far - 2 * both * near);
}

/** z = −A cos(phase) and its derivatives. */
function putHeight(out: Float64Array, at: number, amplitude: number, n: number, phase: number): void {
  out[at + 2] = -amplitude * Math.cos(phase);
  out[at + VELOCITY + 2] = amplitude * n * Math.sin(phase);
  out[at + ACCELERATION + 2] = amplitude * n * n * Math.cos(phase);
  out[at + JERK + 2] = -amplitude * n ** 3 * Math.sin(phase);
}
