import { BadArgumentError } from "../core/errors.js";
import { mustBeObject, mustKnowKeys } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import {
  type CartwheelOptions,
  constellation,
  equalArm,
  type KeplerianOptions,
  keplerian,
  type Orbits,
  type StaticOptions,
} from "./orbits.js";

/** Orbits as plain data: a kind, and the options of the function of this name. */
export type OrbitDescription =
  | ({ readonly kind: "keplerian" } & KeplerianOptions)
  | ({ readonly kind: "equalArm" } & CartwheelOptions)
  | ({ readonly kind: "constellation" } & StaticOptions);

const COMMON = ["epoch", "light"];
const CARTWHEEL = ["armLength", "semiMajorAxis", "longitude", "meanAnomaly", ...COMMON];

const KINDS = {
  keplerian: [...CARTWHEEL, "keplerOrder"],
  equalArm: CARTWHEEL,
  constellation: ["armLengths", "centre", "positions", ...COMMON],
} as const satisfies Record<OrbitDescription["kind"], readonly string[]>;

/** The orbits that are described. @throws BadArgumentError for unknown kinds and options, with the nearest there is, and values out of range */
export function described(description: OrbitDescription): Orbits {
  mustBeObject("orbits", description, `an object with a kind: ${Object.keys(KINDS).join(", ")}`);
  const { kind, ...options } = description;
  if (!Object.hasOwn(KINDS, kind)) throw unknownKind(kind, Object.keys(KINDS));
  mustKnowKeys(`"${kind}"`, options, KINDS[kind]);
  if (description.kind === "keplerian") return keplerian(description);
  return description.kind === "equalArm" ? equalArm(description) : constellation(description);
}

/** The error for a kind of orbits that is none of `kinds`, with the nearest. */
export function unknownKind(kind: unknown, kinds: readonly string[]): BadArgumentError {
  const nearest = [...kinds].sort((a, b) => editDistance(String(kind), a) - editDistance(String(kind), b))[0];
  return new BadArgumentError(
    `kind of the orbits is ${JSON.stringify(kind)}. Did you mean "${nearest}"? It can be ${kinds.join(", ")}.`,
    { kind, nearest },
  );
}
