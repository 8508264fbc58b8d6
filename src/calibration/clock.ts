import { BadArgumentError } from "../core/errors.js";
import { adjacentOf, isLeft, MOSAS, type Mosa, type PerMosa, receiverOf, rotated } from "../core/mosa.js";
import type { Hertz } from "../core/units.js";
import { combinationOf } from "../tdi/catalogue.js";
import { Combination } from "../tdi/combination.js";
import { DelayPolynomial, type Delays } from "../tdi/polynomial.js";
import type { TdiVariable } from "../tdi/variable.js";

/*
 * Clock noise is removed with the clock sidebands (O. Hartwig, J.-B. Bayle, Phys. Rev. D 103, 123027 (2021),
 * doi:10.1103/PhysRevD.103.123027). In η_ij the noise q of the clocks is
 *   left:  −b_sci,ij q_i + b_ref,jk D_ij q_j      right: −(b_sci,ik + b_ref,ij) q_i
 * with the beatnotes' frequencies b. The sidebands measure r_ij = D_ij q_j − q_i, so that with P_ij, what acts on η_ij in a
 * variable,
 *   Σ_left (b_ref,jk − b_sci,ij) P_ij q_i + b_ref,jk P_ij r_ij − Σ_right (b_sci,ik + b_ref,ij) P_ik q_i
 * remains. Every term of P_ij q_i is D_ab D_bc … q_i = q_a + r_ab + D_ab r_bc + …, and the q_a of all terms cancel.
 */

/** A beatnote whose frequency weighs a clock-noise measurement: "sci_12" or "ref_12". */
export type BeatnoteName = `${"sci" | "ref"}_${Mosa}`;

/**
 * The measurement that is the product of a beatnote's frequency and a clock measurement: "sb_12" = (sideband − carrier)_12 /
 * f₂₁ (without unit) or "dm_1" = ΔM₁ (Hz).
 */
export function weightedName(beatnote: BeatnoteName, measurement: string): string {
  return `${beatnote}*${measurement}`;
}

/** The two factors of a measurement that {@link weightedName} names; undefined for any other. */
export function weightedParts(name: string): readonly [BeatnoteName, string] | undefined {
  const [weight, measurement] = name.split("*");
  return measurement === undefined ? undefined : [weight as BeatnoteName, measurement];
}

/**
 * The clock noise in a variable, as a combination of products of a beatnote's frequency and a clock measurement (see
 * {@link weightedName}): to be subtracted from the variable.
 * @param modulation frequency of each MOSA's clock sideband
 * @throws BadArgumentError for ξ, η and ζ, in which clocks of different spacecraft remain
 */
export function clockNoiseIn(variable: TdiVariable, modulation: PerMosa<Hertz>): Combination {
  const combination = combinationOf(variable);
  mustReturnToOneSpacecraft(variable, combination);
  return MOSAS.reduce((sum, mosa) => {
    const operator = combination.on(`eta_${mosa}`);
    const alongPaths = clocksAlong(operator, modulation);
    return sum.plus(isLeft(mosa) ? leftNoise(mosa, operator, alongPaths, modulation) : rightNoise(mosa, alongPaths));
  }, Combination.of({}));
}

function leftNoise(mosa: Mosa, operator: DelayPolynomial, along: Combination, modulation: PerMosa<Hertz>): Combination {
  const reference = `ref_${rotated(mosa)}` as const;
  return weighted(reference, along)
    .minus(weighted(`sci_${mosa}`, along))
    .plus(weighted(reference, clockDifference(mosa, modulation).under(operator)));
}

function rightNoise(mosa: Mosa, along: Combination): Combination {
  return weighted(`sci_${mosa}`, along)
    .plus(weighted(`ref_${adjacentOf(mosa)}`, along))
    .scaled(-1);
}

/** The q_a of all terms cancel only if the terms go back from one spacecraft along joined paths (A, E, T are sums of such). */
function mustReturnToOneSpacecraft(variable: TdiVariable, combination: Combination): void {
  const starts = new Set(
    combination.measurements().flatMap((name) => {
      const mosa = name.slice(-2) as Mosa;
      return combination
        .on(name)
        .terms()
        .map(({ delays }) => (joins(delays, mosa) ? startingAt(delays, mosa) : "none"));
    }),
  );
  const isSum = /^[AET]/.test(variable);
  if (variable.includes("_") || starts.has("none") || (starts.size !== 1 && !isSum)) {
    throw new BadArgumentError(
      `The sidebands can't remove the clock noise of ${variable}: its terms don't go back from one spacecraft. Ask for X, Y, Z, A, E, T, alpha, beta or gamma, or leave the clock correction out.`,
      { variable },
    );
  }
}

function joins(delays: Delays, end: Mosa): boolean {
  return [...delays, end].every((link, n, path) => n === 0 || path[n - 1]![1] === link[0]);
}

function startingAt(delays: Delays, end: Mosa): string {
  return (delays[0] ?? end)[0]!;
}

/** Σ c (r_ab + D_ab r_bc + …) over the terms c D_ab D_bc … of an operator. */
function clocksAlong(operator: DelayPolynomial, modulation: PerMosa<Hertz>): Combination {
  let sum = Combination.of({});
  for (const { delays, coefficient } of operator.terms()) {
    delays.forEach((link, n) => {
      const before = DelayPolynomial.of(pathText(delays.slice(0, n)));
      sum = sum.plus(clockDifference(link, modulation).under(before.scaled(coefficient)));
    });
  }
  return sum;
}

/** r_ij = D_ij q_j − q_i as the sidebands measure it, without the noise of the right-hand MOSAs' modulation. */
function clockDifference(mosa: Mosa, modulation: PerMosa<Hertz>): Combination {
  const received = modulation[`${mosa[1]}${mosa[0]}` as Mosa];
  const sideband = Combination.of({ [`sb_${mosa}`]: "1" });
  if (isLeft(mosa)) return sideband.plus(Combination.of({ [`dm_${mosa[1]}`]: mosa }).scaled(1 / received));
  return sideband.minus(Combination.of({ [`dm_${receiverOf(mosa)}`]: "1" }).scaled(1 / received));
}

function pathText(delays: Delays): string {
  return delays.length === 0 ? "1" : delays.join(".");
}

function weighted(beatnote: BeatnoteName, combination: Combination): Combination {
  return Combination.of(
    Object.fromEntries(combination.measurements().map((name) => [weightedName(beatnote, name), combination.on(name)])),
  );
}
