import { PHENOMD_COEFFICIENTS, type PhenomDName } from "./phenomd-coefficients.js";
import type { AlignedBinary } from "./ringdown.js";

/** The parameters of IMRPhenomD for a binary, by their names in S. Khan et al. 2016. */
export type PhenomDFit = Readonly<Record<PhenomDName, number>>;

export function phenomDFit({ eta, delta, chi1, chi2 }: AlignedBinary): PhenomDFit {
  const chi = ((chi1 + chi2) / 2) * (1 - (76 * eta) / 113) + (delta * (chi1 - chi2)) / 2;
  const x = chi - 1;
  const names = Object.keys(PHENOMD_COEFFICIENTS) as PhenomDName[];
  const fit = names.map((name) => {
    const [l00, l01, l10, l11, l12, l20, l21, l22, l30, l31, l32] = PHENOMD_COEFFICIENTS[name];
    const first = l10 + eta * (l11 + eta * l12);
    const second = l20 + eta * (l21 + eta * l22);
    const third = l30 + eta * (l31 + eta * l32);
    return [name, l00 + eta * l01 + x * (first + x * (second + x * third))] as const;
  });
  return Object.fromEntries(fit) as PhenomDFit;
}
