import { BadArgumentError } from "../core/errors.js";
import { MOSAS, type Mosa, receiverOf, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import { editDistance } from "../core/spelling.js";
import { Combination } from "./combination.js";
import { ETA, inBeatnotes, XI } from "./intermediary.js";
import { X1, X2 } from "./michelson.js";
import { ALPHA1, ALPHA2, ZETA1 } from "./sagnac.js";
import type { TdiVariable } from "./variable.js";

const CYCLES: readonly (readonly [readonly TdiVariable[], Combination])[] = [
  [["X1", "Y1", "Z1"], X1],
  [["X2", "Y2", "Z2"], X2],
  [["alpha1", "beta1", "gamma1"], ALPHA1],
  [["alpha2", "beta2", "gamma2"], ALPHA2],
];

/** Variables that are defined by delayed measurements, with their combinations of η (ξ and η: of beatnotes). */
const DEFINED: ReadonlyMap<TdiVariable, Combination> = new Map<TdiVariable, Combination>([
  ...CYCLES.flatMap(([names, first]) => {
    const second = first.rotated();
    return [first, second, second.rotated()].map((combination, n) => [names[n]!, combination] as const);
  }),
  ["zeta1", ZETA1],
  ...MOSAS.map((mosa) => [`xi_${mosa}`, XI[mosa]] as const),
  ...MOSAS.map((mosa) => [`eta_${mosa}`, ETA[mosa]] as const),
]);

/** Undelayed sums of other variables. */
export type VariableSum = readonly { readonly variable: TdiVariable; readonly factor: number }[];

/** A, E, T of X, Y, Z (T. Prince, M. Tinto, S. Larson, J. Armstrong, Phys. Rev. D 66, 122002 (2002), doi:10.1103/PhysRevD.66.122002). */
const ORTHOGONAL: ReadonlyMap<TdiVariable, VariableSum> = new Map(
  ([1, 2] as const).flatMap((generation) => {
    const sum = (x: number, y: number, z: number): VariableSum => [
      { variable: `X${generation}`, factor: x },
      { variable: `Y${generation}`, factor: y },
      { variable: `Z${generation}`, factor: z },
    ];
    return [
      [`A${generation}`, sum(-Math.SQRT1_2, 0, Math.SQRT1_2)],
      [`E${generation}`, sum(1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6))],
      [`T${generation}`, sum(1 / Math.sqrt(3), 1 / Math.sqrt(3), 1 / Math.sqrt(3))],
    ] as [TdiVariable, VariableSum][];
  }),
);

/** The names of all variables. */
export const TDI_VARIABLES: readonly TdiVariable[] = [...DEFINED.keys(), ...ORTHOGONAL.keys()];

/** The variable as an undelayed sum of variables that have a combination of their own: itself, except for A, E, T. */
export function sumOf(variable: TdiVariable): VariableSum {
  return (ORTHOGONAL.get(variable) ?? [{ variable, factor: 1 }]).filter(({ factor }) => factor !== 0);
}

/** The variable's combination of delayed η_ij; of beatnotes for ξ and η themselves. */
export function combinationOf(variable: TdiVariable): Combination {
  const name = asVariable(variable);
  return sumOf(name).reduce(
    (total, part) => total.plus(DEFINED.get(part.variable)!.scaled(part.factor)),
    Combination.of({}),
  );
}

/** The variable's combination of delayed beatnotes sci_ij, ref_ij, tmi_ij. */
export function beatnoteCombinationOf(variable: TdiVariable): Combination {
  return inBeatnotes(combinationOf(variable));
}

/** The generation of a variable: 1.5 or 2; 0 for the intermediary ξ and η. */
export function generationOf(variable: TdiVariable): 0 | 1.5 | 2 {
  if (variable.includes("_")) return 0;
  return variable.endsWith("1") ? 1.5 : 2;
}

/** The spacecraft on whose clock the variable is: that of its undelayed terms; "" for A, E, T and ζ, which mix them. */
export function clockOf(variable: TdiVariable): Spacecraft | "" {
  if (variable.includes("_")) return receiverOf(variable.slice(-2) as Mosa);
  const cycle = CYCLES.map(([names]) => names.indexOf(variable)).find((place) => place >= 0);
  return cycle === undefined ? "" : SPACECRAFT[cycle]!;
}

/** The name as a variable's. @throws BadArgumentError that suggests the nearest */
export function asVariable(name: string): TdiVariable {
  if ((TDI_VARIABLES as readonly string[]).includes(name)) return name as TdiVariable;
  const nearest = [...TDI_VARIABLES].sort((a, b) => editDistance(name, a) - editDistance(name, b))[0];
  throw new BadArgumentError(
    `There is no TDI variable "${name}". Did you mean ${nearest}? There are ${TDI_VARIABLES.join(", ")}.`,
    { name, nearest },
  );
}
