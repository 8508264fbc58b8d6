import { once } from "../core/once.js";
import { interpolatingSpline, type Spline } from "../math/spline.js";
import { RINGDOWN_DAMPING, RINGDOWN_FREQUENCIES, RINGDOWN_SPINS } from "./ringdown-table.js";

/** The black hole that is left, and how it rings. */
export interface Remnant {
  /** Dimensionless spin. */
  readonly spin: number;
  /** Over the total mass before. */
  readonly mass: number;
  /** Frequency and damping frequency of the mode (2, 2), times the total mass before. */
  readonly frequency: number;
  readonly damping: number;
}

/** Two black holes with spins along the orbital angular momentum. */
export interface AlignedBinary {
  /** m₁m₂/M². */
  readonly eta: number;
  /** (m₁ − m₂)/M. */
  readonly delta: number;
  /** Dimensionless spins of the heavier and of the other one. */
  readonly chi1: number;
  readonly chi2: number;
}

/** Splines of the table by spin; they take 15 ms, which only who asks for a merger should spend. */
const ringing = once(() => {
  const spins = Float64Array.from(RINGDOWN_SPINS);
  const over = (values: readonly number[]): Spline => interpolatingSpline(spins, Float64Array.from(values));
  return { frequency: over(RINGDOWN_FREQUENCIES), damping: over(RINGDOWN_DAMPING) };
});

/** The remnant by the fits of S. Husa et al. 2016 (doi:10.1103/PhysRevD.93.044006), equations 3.6 to 3.8. */
export function remnantOf(binary: AlignedBinary): Remnant {
  const spin = finalSpin(binary);
  const mass = 1 - radiatedEnergy(binary);
  const { frequency, damping } = ringing();
  return { spin, mass, frequency: frequency.at(spin) / mass, damping: damping.at(spin) / mass };
}

/** Masses of the two over the total. */
function masses({ delta }: AlignedBinary): readonly [number, number] {
  return [(1 + delta) / 2, (1 - delta) / 2];
}

function finalSpin(binary: AlignedBinary): number {
  const { eta, chi1, chi2 } = binary;
  const [m1, m2] = masses(binary);
  const s = m1 * m1 * chi1 + m2 * m2 * chi2;
  const still = 2 * Math.sqrt(3) + eta * (-4.399247300629289 + eta * (9.397292189321194 - 13.180949901606242 * eta));
  const turning =
    -0.0850917821418767 -
    5.837029316602263 * eta +
    s * (0.1014665242971878 - 2.0967746996832157 * eta) +
    s * s * (-1.3546806617824356 + 4.108962025369336 * eta) +
    s ** 3 * (-0.8676969352555539 + 2.064046835273906 * eta);
  return s + eta * still + eta * s * turning;
}

function radiatedEnergy(binary: AlignedBinary): number {
  const { eta, chi1, chi2 } = binary;
  const [m1, m2] = masses(binary);
  const s = (m1 * m1 * chi1 + m2 * m2 * chi2) / (m1 * m1 + m2 * m2);
  const still =
    eta * (0.055974469826360077 + eta * (0.5809510763115132 + eta * (-0.9606726679372312 + eta * 3.352411249771192)));
  const above = 1 + s * (-0.0030302335878845507 + eta * (-2.0066110851351073 + 7.7050567802399215 * eta));
  const below = 1 + s * (-0.6714403054720589 + eta * (-1.4756929437702908 + 7.304676214885011 * eta));
  return (still * above) / below;
}
