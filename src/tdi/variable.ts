import type { Mosa } from "../core/mosa.js";

type Generation = 1 | 2;

/**
 * The variables of time-delay interferometry, by name: Michelson X, Y, Z, the quasi-orthogonal A, E, T, Sagnac alpha, beta,
 * gamma, zeta (generation 1 is 1.5: unequal arms in a rotating constellation; 2: arms that change), and the intermediary
 * variables xi and eta of each MOSA.
 */
export type TdiVariable =
  | `${"X" | "Y" | "Z" | "A" | "E" | "T" | "alpha" | "beta" | "gamma"}${Generation}`
  | "zeta1"
  | `${"xi" | "eta"}_${Mosa}`;
