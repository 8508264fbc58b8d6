import { PHENOMD_COEFFICIENTS, type PhenomDName } from "./phenomd-coefficients.js";
import type { AlignedBinary } from "./ringdown.js";

/** The parameters of IMRPhenomD for a binary, by their names in S. Khan et al. 2016. */
export type PhenomDFit = Readonly<Record<PhenomDName, number>>;

const NAMES = Object.keys(PHENOMD_COEFFICIENTS) as PhenomDName[];

export function phenomDFit({ eta, delta, chi1, chi2 }: AlignedBinary): PhenomDFit {
  const chi = ((chi1 + chi2) / 2) * (1 - (76 * eta) / 113) + (delta * (chi1 - chi2)) / 2;
  const x = chi - 1;
  const fit: Record<string, number> = {};
  for (const name of NAMES) {
    const c = PHENOMD_COEFFICIENTS[name];
    const first = c[2] + eta * (c[3] + eta * c[4]);
    const second = c[5] + eta * (c[6] + eta * c[7]);
    const third = c[8] + eta * (c[9] + eta * c[10]);
    fit[name] = c[0] + eta * c[1] + x * (first + x * (second + x * third));
  }
  return fit as PhenomDFit;
}
