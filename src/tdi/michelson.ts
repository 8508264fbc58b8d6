import { Combination } from "./combination.js";

const RIGHT_ARM: Combination = Combination.of({ eta_13: "1", eta_31: "13" });
const LEFT_ARM: Combination = Combination.of({ eta_12: "1", eta_21: "12" });

/**
 * X of generation 1.5: exact for constant, unequal arms (M. Tinto, S. Dhurandhar, Living Rev. Relativ. 24, 1 (2021),
 * doi:10.1007/s41114-020-00029-6).
 */
export const X1: Combination = RIGHT_ARM.under("1 - 121").minus(LEFT_ARM.under("1 - 131"));

/** X of generation 2: exact for arms that change linearly, to first order in their rates. Same source. */
export const X2: Combination = RIGHT_ARM.under("1 - 121 - 12131 + 1312121").minus(
  LEFT_ARM.under("1 - 131 - 13121 + 1213131"),
);
