import { BadArgumentError } from "../core/errors.js";
import { type Instant, later } from "../core/instant.js";
import { checkedNumber } from "../core/options.js";
import type { Glitch } from "../instrument/glitches.js";
import { defaultStart, type LinkWaves } from "../instrument/simulation.js";
import type { SimulateOptions } from "../pipeline/simulate.js";
import { type SourceDescription, sourceOf } from "../waveforms/description.js";
import { timeOf } from "./configtime.js";
import { openGlitches } from "./glitchfile.js";
import { openResponse } from "./lisagwresponse2.js";
import { openOrbits } from "./lisaorbits2.js";

/** A simulation that a configuration describes, and the files that it was read from. */
export interface SimulationConfiguration {
  readonly options: SimulateOptions;
  readonly files: readonly string[];
}

/**
 * The options of pipeline.simulate from a file of JSON: `orbits` is the name of a file, `start` seconds of TCB or a date,
 * `sources` are descriptions, `waves` is the name of a file of link responses in their place, and `glitches` a list of glitches,
 * or of names of glitch files.
 * @param given values in place of the configuration's
 */
export async function simulationConfiguration(
  config: Readonly<Record<string, unknown>>,
  given: { readonly orbits?: string; readonly seed?: string } = {},
): Promise<SimulationConfiguration> {
  const { orbits: _, start, seed: __, sources, waves, glitches, ...others } = config;
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
    ...(typeof waves === "string" ? [waves] : []),
    ...listOf("glitches", glitches).filter((glitch): glitch is string => typeof glitch === "string"),
  ];
  const table = await openOrbits(orbits);
  const begin = start === undefined ? undefined : timeOf("start", start);
  const duration = checkedNumber(what, "duration", others["duration"], { unit: "s", min: 0, open: true });
  const options: SimulateOptions = {
    ...(others as unknown as Omit<SimulateOptions, "orbits" | "seed">),
    orbits: table,
    seed: seedOf(seed),
    duration,
    ...(begin !== undefined && { start: begin }),
    ...(sources !== undefined && {
      sources: listOf("sources", sources).map((one) => sourceOf(one as SourceDescription)),
    }),
    ...(waves !== undefined && { waves: await wavesOf(config, begin ?? defaultStart(table), duration) }),
    ...(glitches !== undefined && {
      glitches: await glitchesOf(listOf("glitches", glitches), begin ?? defaultStart(table)),
    }),
  };
  return { options, files };
}

/** Simulations ask for waves from a few minutes before their start on: chains of light, and the filter. */
const BEFORE = 3600;
/** … and for so many physics samples, and so many seconds, more than their duration. */
const [SAMPLES_BEHIND, BEHIND] = [4096, 60];

/** The waves of a file of link responses, as far as a simulation may ask for them. @throws BadArgumentError when it lacks some */
async function wavesOf(
  { waves, sources, dt: measured = 0.25, upsampling = 4 }: Readonly<Record<string, unknown>>,
  start: Instant<"TCB">,
  duration: number,
): Promise<LinkWaves> {
  const what = "the configuration";
  if (typeof waves !== "string") {
    throw new BadArgumentError(
      `waves of ${what} is ${JSON.stringify(waves)}; it must be the name of a file of link responses, as \`lisalab response\` writes it.`,
      { waves },
    );
  }
  if (sources !== undefined) {
    throw new BadArgumentError(
      `The configuration has sources and waves; give one of them: ${waves} takes the sources' place.`,
      { waves },
    );
  }
  const file = await openResponse(waves);
  const positive = { unit: "", min: 0, open: true };
  const physics =
    checkedNumber(what, "dt", measured, positive) / checkedNumber(what, "upsampling", upsampling, positive);
  const end = duration + SAMPLES_BEHIND * physics + BEHIND;
  const [first, last] = [file.t0, later(file.t0, (file.length - 1) * file.dt)];
  const lead = secondsFrom(first, start);
  if (lead < 0 || secondsFrom(first, later(start, end)) > (file.length - 1) * file.dt) {
    throw new BadArgumentError(
      `${waves} has waves from ${first.seconds} to ${last.seconds} s; the simulation needs them from some minutes before ${start.seconds} to ${later(start, end).seconds} s. Give a longer file.`,
      { waves },
    );
  }
  const from = Math.max(0, Math.floor((lead - BEFORE) / file.dt));
  const until = Math.min(file.length, Math.ceil((lead + end) / file.dt) + 1);
  // As sources' responses: on the receivers' proper times.
  return file.response("TPS", { start: from, count: until - from });
}

function secondsFrom(one: Instant<"TCB">, other: Instant<"TCB">): number {
  return other.seconds - one.seconds + (other.fraction - one.fraction);
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
