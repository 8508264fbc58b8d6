import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import { type AlignedBinary, remnantOf } from "./ringdown.js";

/** Two black holes with spins along the orbital angular momentum; masses in units of the Sun's. */
export interface AlignedMasses {
  readonly m1: number;
  readonly m2: number;
  readonly chi1: number;
  readonly chi2: number;
}

/** What IMRPhenomD was fitted to (Khan et al. 2016): mass ratios up to 18, spins up to 0.85, and 0.98 for equal masses. */
const CALIBRATED = { ratio: 18, spin: 0.85, equalSpin: 0.98 };
/** London et al. 2018 have higher modes to 20. */
const MODES_RATIO = 20;
/** As LALSimulation has it: beyond, the fits say nothing. */
const MOST_RATIO = 5000;
const LEAST_FINAL_SPIN = -0.717;

/**
 * Masses and spins, the heavier body first.
 * @throws BadArgumentError for spins beyond ±1, masses that are not positive and ratios beyond 5,000
 */
export function checkedAligned(
  what: string,
  options: { readonly m1: unknown; readonly m2: unknown; readonly chi1?: unknown; readonly chi2?: unknown },
): AlignedMasses {
  const mass = (key: "m1" | "m2"): number =>
    checkedNumber(what, key, options[key], { unit: "solar masses", min: 0, open: true });
  const spin = (key: "chi1" | "chi2"): number =>
    checkedNumber(what, key, options[key] ?? 0, { unit: "", min: -1, max: 1 });
  const given = { m1: mass("m1"), m2: mass("m2"), chi1: spin("chi1"), chi2: spin("chi2") };
  const ordered = given.m1 >= given.m2 ? given : { m1: given.m2, m2: given.m1, chi1: given.chi2, chi2: given.chi1 };
  const ratio = ordered.m1 / ordered.m2;
  if (ratio <= MOST_RATIO) return ordered;
  throw new BadArgumentError(
    `The mass ratio of ${what} is ${ratio}; IMRPhenomD has nothing to say beyond ${MOST_RATIO}. An EMRI may be what you look for.`,
    { ratio },
  );
}

/** η = 1/4 may be exceeded by rounding, and δ² = 1 − 4η missed. */
const ROUNDING = 1e-6;

/**
 * A binary by η, δ and spins, when there can be one.
 * @throws BadArgumentError for η beyond 0 and 1/4, δ that doesn't go with it, spins beyond ±1 and what is no number
 */
export function mustBeAligned({ eta, delta, chi1, chi2 }: AlignedBinary): void {
  const ratio = eta > 0 && eta <= 0.25 * (1 + ROUNDING) && Math.abs(delta * delta - (1 - 4 * eta)) <= ROUNDING;
  if (ratio && delta >= 0 && Math.abs(chi1) <= 1 && Math.abs(chi2) <= 1) return;
  throw new BadArgumentError(
    `A binary of IMRPhenomD has eta ${eta}, delta ${delta}, chi1 ${chi1} and chi2 ${chi2}; eta = m₁m₂/M² must be above 0 and at most 0.25, delta = (m₁ − m₂)/M = √(1 − 4 eta), and spins from −1 to 1.`,
    { eta, delta, chi1, chi2 },
  );
}

/** What lies beyond the calibration of a model: waves are computed there, but nobody knows how right they are. */
export function alignedWarnings(name: string, model: string, { m1, m2, chi1, chi2 }: AlignedMasses): readonly string[] {
  const total = m1 + m2;
  const binary: AlignedBinary = { eta: (m1 * m2) / total ** 2, delta: (m1 - m2) / total, chi1, chi2 };
  const ratio = m1 / m2;
  const most = ratio < 1.01 ? CALIBRATED.equalSpin : CALIBRATED.spin;
  const ratios = model === "PhenomHM" && ratio > MODES_RATIO ? MODES_RATIO : CALIBRATED.ratio;
  const spin = Math.max(Math.abs(chi1), Math.abs(chi2));
  const final = remnantOf(binary).spin;
  return [
    ratio > ratios && `${name}: the mass ratio is ${ratio.toPrecision(4)}; IMR${model} is calibrated to ${ratios}.`,
    spin > most && `${name}: a spin of ${spin}; IMR${model} is calibrated to ${most} at this mass ratio.`,
    final < LEAST_FINAL_SPIN &&
      `${name}: the final spin is ${final.toFixed(3)}; fits of its ringing end at ${LEAST_FINAL_SPIN}.`,
  ].filter((text) => text !== false);
}
