import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant } from "../core/instant.js";
import { checkedNumber, mustBeNumbers, mustKnowKeys } from "../core/options.js";
import { editDistance } from "../core/spelling.js";
import { parsed } from "../time/iso.js";
import { type GalacticBinaryOptions, galacticBinary } from "./binary.js";
import { type SineGaussianOptions, type StringBurstOptions, sineGaussian, stringBurst } from "./burst.js";
import { type EccentricBinaryOptions, eccentricBinary } from "./eccentric-binary.js";
import { type EmriOptions, emri } from "./emri.js";
import { type KnownBinaryOptions, knownBinary } from "./known.js";
import { type MassiveBinaryOptions, massiveBinary } from "./massive-binary.js";
import { type SampledWaveOptions, sampledWave } from "./sampled.js";
import type { Source, SourceGroup } from "./source.js";
import {
  type IsotropicBackgroundOptions,
  isotropicBackground,
  type StochasticPointOptions,
  stochasticPoint,
} from "./stochastic.js";
import { type VerificationBinaryOptions, verificationBinary } from "./verification.js";

/** Options as they are in a file of JSON: times are seconds of TCB or dates of it, seeds are whole numbers or their digits as text. */
type Written<T> = {
  readonly [K in keyof T]: T[K] extends Instant<"TCB"> | undefined
    ? number | string
    : T[K] extends bigint
      ? number | string
      : T[K];
};

/**
 * A source as a configuration describes it: the name of the function that makes it, and its options; or the name of a known binary,
 * and what else is to be said of it: { known: "HM Cnc" }.
 */
export type SourceDescription =
  | ({ readonly known: string } & Written<KnownBinaryOptions>)
  | ({ readonly type: "galacticBinary" } & Written<GalacticBinaryOptions>)
  | ({ readonly type: "verificationBinary" } & Written<VerificationBinaryOptions>)
  | ({ readonly type: "knownBinary"; readonly name: string } & Written<KnownBinaryOptions>)
  | ({ readonly type: "eccentricBinary" } & Written<EccentricBinaryOptions>)
  | ({ readonly type: "massiveBinary" } & Written<MassiveBinaryOptions>)
  | ({ readonly type: "sineGaussian" } & Written<SineGaussianOptions>)
  | ({ readonly type: "stringBurst" } & Written<StringBurstOptions>)
  | ({ readonly type: "sampledWave"; readonly plus: readonly number[]; readonly cross: readonly number[] } & Written<
      Omit<SampledWaveOptions, "plus" | "cross">
    >)
  | ({ readonly type: "emri" } & Written<EmriOptions>)
  | ({ readonly type: "stochasticPoint" } & Written<StochasticPointOptions>)
  | ({ readonly type: "isotropicBackground" } & Written<IsotropicBackgroundOptions>);

type Options = Readonly<Record<string, unknown>>;

type SourceType = Extract<SourceDescription, { readonly type: string }>["type"];

const MAKERS: Readonly<Record<SourceType, (options: Options) => Source | SourceGroup>> = {
  galacticBinary: (options) => galacticBinary(options as unknown as GalacticBinaryOptions),
  verificationBinary: (options) => verificationBinary(options as unknown as VerificationBinaryOptions),
  knownBinary: ({ name, ...options }) => knownBinary(String(name), options),
  eccentricBinary: (options) => eccentricBinary(options as unknown as EccentricBinaryOptions),
  massiveBinary: (options) => massiveBinary(options as unknown as MassiveBinaryOptions),
  sineGaussian: (options) => sineGaussian(options as unknown as SineGaussianOptions),
  stringBurst: (options) => stringBurst(options as unknown as StringBurstOptions),
  sampledWave: (options) => sampledOf(options),
  emri: (options) => emri(options as unknown as EmriOptions),
  stochasticPoint: (options) => stochasticPoint(options as unknown as StochasticPointOptions),
  isotropicBackground: (options) => isotropicBackground(options as unknown as IsotropicBackgroundOptions),
};

/**
 * The source that a configuration describes.
 * @throws BadArgumentError for a type that is not known, with the nearest, and whatever the source's own function refuses
 */
export function sourceOf(description: SourceDescription): Source | SourceGroup {
  if (typeof description !== "object" || description === null || Object.keys(description).length === 0) {
    throw new BadArgumentError(
      `A source is ${JSON.stringify(description)}; it must be an object with a type and its options, or a known binary.`,
      { description },
    );
  }
  const { type, ...others } = description as Options;
  if (type !== undefined) return makerOf(String(type))(readOptions(others));
  const { known, ...options } = others;
  if (known === undefined) mustKnowKeys("a source without type", description, ["type", "known"]);
  return knownBinary(String(known), readOptions(options));
}

function makerOf(type: string): (options: Options) => Source | SourceGroup {
  const types = Object.keys(MAKERS);
  if (types.includes(type)) return MAKERS[type as SourceType];
  const nearest = [...types].sort((a, b) => editDistance(String(type), a) - editDistance(String(type), b))[0];
  throw new BadArgumentError(
    `There is no type of source "${type}". Did you mean "${nearest}"? There are ${types.join(", ")}.`,
    { type, nearest },
  );
}

/** Samples are lists in JSON, and the first one's time is a number or a date. */
function sampledOf({ plus, cross, t0, ...options }: Options): Source {
  mustBeNumbers("plus of a sampled wave", plus);
  mustBeNumbers("cross of a sampled wave", cross);
  return sampledWave({
    ...(options as unknown as Omit<SampledWaveOptions, "t0" | "plus" | "cross">),
    t0: referenceOf(t0, "t0"),
    plus: Float64Array.from(plus),
    cross: Float64Array.from(cross),
  });
}

/** Times and seeds become what the functions take. */
function readOptions(options: Options): Options {
  const { reference, seed, ...others } = options;
  return {
    ...others,
    ...(reference !== undefined && { reference: referenceOf(reference) }),
    ...(seed !== undefined && { seed: seedOf(seed) }),
  };
}

function referenceOf(value: unknown, key = "reference"): Instant<"TCB"> {
  if (typeof value === "string") return parsed("TCB", value);
  return instant("TCB", checkedNumber("a source", key, value, { unit: "s" }));
}

function seedOf(seed: unknown): bigint {
  if (typeof seed === "bigint") return seed;
  if (Number.isSafeInteger(seed) || (typeof seed === "string" && /^\d+$/.test(seed))) return BigInt(seed as number);
  throw new BadArgumentError(`seed is ${JSON.stringify(seed)}; it must be a whole number, or one as text.`, { seed });
}
