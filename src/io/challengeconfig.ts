import {
  type Bounds,
  drawnGalacticBinaries,
  drawnMassiveBinaries,
  exactSource,
  type PopulationOptions,
} from "../catalogue/population.js";
import { sourceSignals } from "../catalogue/signal.js";
import type { CatalogueSource } from "../catalogue/source.js";
import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustBeList, mustBeObject, mustKnowKeys, shown } from "../core/options.js";
import { noiseDensity } from "../inference/density.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";

/** Noise by name. */
export type NoiseLevelName = keyof typeof TWO_NOISES;

/** What a configuration of `lisalab challenge make` asks for. */
export interface ChallengeConfiguration {
  readonly name: string;
  readonly sources: readonly CatalogueSource[];
  readonly noiseLevel: NoiseLevelName;
  readonly data: {
    readonly seed: bigint;
    readonly duration: number;
    readonly dt: number;
    readonly generation: 1.5 | 2;
    readonly model: "PhenomD" | "PhenomHM";
  };
  /** As it was given. */
  readonly config: Readonly<Record<string, unknown>>;
}

type Config = Readonly<Record<string, unknown>>;

const KEYS = ["name", "seed", "duration", "dt", "generation", "noise", "model", "galacticBinaries", "massiveBinaries"];
const GALACTIC = ["frequency", "fdot", "amplitude", "inclination", "polarization", "phase", "lambda", "beta"];
const MASSIVE = "mass1 mass2 spin1 spin2 distance inclination polarization phase lambda beta time".split(" ");

/**
 * A challenge by its configuration: `name`, `seed`, `duration` and `dt` (s), `generation` (1.5 or 2), `noise` (SciRD, MRD, proposal, Sangria), `model` (PhenomD or
 * PhenomHM), `galacticBinaries` and `massiveBinaries`: a list of sources, or how many to draw from what.
 * @throws BadArgumentError for unknown keys, with the nearest there is, and values out of range
 */
export function challengeConfiguration(config: Config): ChallengeConfiguration {
  const what = "the configuration";
  mustKnowKeys(what, config, KEYS);
  const dt = checkedNumber(what, "dt", config["dt"], { unit: "s", min: 0, open: true });
  const duration = checkedNumber(what, "duration", config["duration"], { unit: "s", min: 8 * dt });
  const generation = oneOf("generation", config["generation"] ?? 1.5, [1.5, 2] as const);
  const model = oneOf("model", config["model"] ?? "PhenomD", ["PhenomD", "PhenomHM"] as const);
  const levels = Object.keys(TWO_NOISES) as NoiseLevelName[];
  const noiseLevel = oneOf("noise", config["noise"] ?? "Sangria", levels);
  const seed = seedOf(config["seed"]);
  // An even number of samples, which the transform wants.
  const whole = 2 * Math.round(duration / dt / 2) * dt;
  const data = { seed, duration: whole, dt, generation, model };
  const count = Math.round(whole / dt / 2) + 1;
  const population: PopulationOptions = {
    seed,
    signalOf: sourceSignals({ duration: whole, dt, generation, model }),
    noise: noiseDensity(equalArms({ level: noiseLevel, generation }), { df: 1 / whole, first: 0, count }),
  };
  const sources = [
    ...galacticOf(config["galacticBinaries"] ?? [], dt, population),
    ...massiveOf(config["massiveBinaries"] ?? [], whole, population),
  ];
  return { name: nameOf(config["name"] ?? "challenge"), sources, noiseLevel, data, config };
}

function galacticOf(given: unknown, dt: number, population: PopulationOptions): readonly CatalogueSource[] {
  const what = "galacticBinaries";
  if (Array.isArray(given)) return listed(what, given, GALACTIC, "galactic-binary", "GB");
  mustBeObject(what, given, "a list of binaries, or { count, frequencies, snrs }");
  mustKnowKeys(what, given, ["count", "frequencies", "snrs"]);
  const { count, frequencies = [1e-3, Math.min(1e-2, 0.4 / dt)], snrs = [7, 100] } = given as Config;
  return drawnGalacticBinaries(
    countOf(what, count),
    { frequencies: frequencies as Bounds, snrs: snrs as Bounds },
    population,
  );
}

function massiveOf(given: unknown, duration: number, population: PopulationOptions): readonly CatalogueSource[] {
  const what = "massiveBinaries";
  if (Array.isArray(given)) return listed(what, given, MASSIVE, "massive-binary", "MBHB");
  mustBeObject(what, given, "a list of binaries, or { count, masses, snrs, times }");
  mustKnowKeys(what, given, ["count", "masses", "snrs", "times"]);
  const { count, masses = [5e5, 5e6], snrs = [100, 1000], times = [0.3 * duration, 0.95 * duration] } = given as Config;
  const bounds = { masses: masses as Bounds, snrs: snrs as Bounds, times: times as Bounds };
  return drawnMassiveBinaries(countOf(what, count), bounds, population);
}

function listed(
  what: string,
  given: unknown,
  keys: readonly string[],
  kind: CatalogueSource["class"],
  prefix: string,
): readonly CatalogueSource[] {
  mustBeList(what, given, "sources");
  return given.map((source, n) => {
    const id = `${prefix}-${n + 1}`;
    mustBeObject(`${id} of ${what}`, source, `an object with ${keys.join(", ")}`);
    mustKnowKeys(`${id} of ${what}`, source, keys);
    const values = keys.map((key) => [
      key,
      checkedNumber(id, key, (source as Config)[key] ?? (key === "fdot" ? 0 : undefined), { unit: "" }),
    ]);
    return exactSource(id, kind, Object.fromEntries(values) as Record<string, number>);
  });
}

function countOf(what: string, count: unknown): number {
  const number = checkedNumber(what, "count", count, { unit: "", min: 0, max: 1e6 });
  if (Number.isInteger(number)) return number;
  throw new BadArgumentError(`count of ${what} is ${number}; it must be a whole number.`, { count });
}

function oneOf<T extends string | number>(key: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((each) => each === value);
  if (found !== undefined) return found;
  throw new BadArgumentError(`${key} of the configuration is ${shown(value)}; it can be ${allowed.join(", ")}.`, {
    key,
  });
}

function seedOf(seed: unknown): bigint {
  if (Number.isSafeInteger(seed) || (typeof seed === "string" && /^\d+$/.test(seed))) return BigInt(seed as number);
  throw new BadArgumentError(
    `seed of the configuration is ${shown(seed)}; it must be a whole number, or one as text.`,
    { seed },
  );
}

/** A name that files can begin with. */
function nameOf(name: unknown): string {
  if (typeof name === "string" && /^[\w.-]{1,80}$/.test(name) && !name.startsWith(".")) return name;
  throw new BadArgumentError(
    `name of the configuration is ${shown(name)}; it is what the files' names begin with: letters, digits, ".", "_" and "-".`,
    { name },
  );
}
