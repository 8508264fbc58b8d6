import { Combination } from "./combination.js";

const AROUND_BY_2: Combination = Combination.of({ eta_12: "1", eta_23: "12", eta_31: "123" });
const AROUND_BY_3: Combination = Combination.of({ eta_13: "1", eta_32: "13", eta_21: "132" });

/**
 * α of generation 1.5: light around the triangle both ways, from and back to spacecraft 1 (J. Armstrong, F. Estabrook,
 * M. Tinto, Astrophys. J. 527, 814 (1999), doi:10.1086/308110). The constellation's rotation is not cancelled.
 */
export const ALPHA1: Combination = AROUND_BY_2.minus(AROUND_BY_3);

/**
 * α of generation 2: each beam also goes the other's way, which cancels the rotation (D. Shaddock, M. Tinto, F. Estabrook,
 * J. Armstrong, Phys. Rev. D 68, 061303 (2003), doi:10.1103/PhysRevD.68.061303).
 */
export const ALPHA2: Combination = AROUND_BY_2.under("1 - 1321").minus(AROUND_BY_3.under("1 - 1231"));

/**
 * ζ of generation 1, the fully symmetric Sagnac variable, where every measurement is delayed once, by the arm opposite to its
 * receiver; exact for constant arms that are equal both ways (Armstrong et al. 1999, as above).
 */
export const ZETA1: Combination = Combination.of({
  eta_13: "23",
  eta_12: "-23",
  eta_21: "31",
  eta_23: "-31",
  eta_32: "12",
  eta_31: "-12",
});
