import { BadArgumentError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import { checkedNumber } from "../core/options.js";
import type { Glitch } from "../instrument/glitches.js";
import { defaultStart } from "../instrument/simulation.js";
import type { SimulateOptions } from "../pipeline/simulate.js";
import { type SourceDescription, sourceOf } from "../waveforms/description.js";
import { timeOf } from "./configtime.js";
import { openGlitches } from "./glitchfile.js";
import { openOrbits } from "./lisaorbits2.js";

/** A simulation that a configuration describes, and the files that it was read from. */
export interface SimulationConfiguration {
  readonly options: SimulateOptions;
  readonly files: readonly string[];
}

/**
 * The options of pipeline.simulate from a file of JSON: `orbits` is the name of a file, `start` seconds of TCB or a date,
 * `sources` are descriptions, and `glitches` a list of glitches, or of names of glitch files.
 * @param given values in place of the configuration's
 */
export async function simulationConfiguration(
  config: Readonly<Record<string, unknown>>,
  given: { readonly orbits?: string; readonly seed?: string } = {},
): Promise<SimulationConfiguration> {
  const { orbits: _, start, seed: __, sources, glitches, ...others } = config;
  const what = "the configuration";
  const { orbits, seed } = { ...config, ...given };
  if (typeof orbits !== "string") {
    throw new BadArgumentError(
      `orbits of ${what} is ${JSON.stringify(orbits)}; name a file of orbits, there or by --orbits.`,
      { orbits },
    );
  }
  const files = [
    orbits,
    ...listOf("glitches", glitches).filter((glitch): glitch is string => typeof glitch === "string"),
  ];
  const table = await openOrbits(orbits);
  const begin = start === undefined ? undefined : timeOf("start", start);
  const options: SimulateOptions = {
    ...(others as unknown as Omit<SimulateOptions, "orbits" | "seed">),
    orbits: table,
    seed: seedOf(seed),
    duration: checkedNumber(what, "duration", others["duration"], { unit: "s", min: 0, open: true }),
    ...(begin !== undefined && { start: begin }),
    ...(sources !== undefined && {
      sources: listOf("sources", sources).map((one) => sourceOf(one as SourceDescription)),
    }),
    ...(glitches !== undefined && {
      glitches: await glitchesOf(listOf("glitches", glitches), begin ?? defaultStart(table)),
    }),
  };
  return { options, files };
}

async function glitchesOf(list: readonly unknown[], start: Instant<"TCB">): Promise<readonly Glitch[]> {
  const all: Glitch[] = [];
  for (const one of list) {
    if (typeof one === "string") all.push(...(await openGlitches(one, start)));
    else all.push(one as Glitch);
  }
  return all;
}

function listOf(name: string, value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return value;
  throw new BadArgumentError(`${name} of the configuration is ${JSON.stringify(value)}; it must be a list.`, { name });
}

function seedOf(seed: unknown): bigint {
  if (Number.isSafeInteger(seed) || (typeof seed === "string" && /^-?\d+$/.test(seed))) return BigInt(seed as number);
  throw new BadArgumentError(
    `The seed is ${JSON.stringify(seed)}; it must be a whole number, in the configuration or by --seed.`,
    { seed },
  );
}
