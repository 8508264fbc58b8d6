import { BadArgumentError } from "../core/errors.js";
import { checkedNumber, mustKnowKeys } from "../core/options.js";
import { described, type OrbitDescription, unknownKind } from "../orbits/description.js";
import { type OrbitOptions, type Orbits, resampled } from "../orbits/orbits.js";
import type { TimeGrid } from "../orbits/table.js";
import { timeOf } from "./configtime.js";
import { openOrbits } from "./lisaorbits2.js";
import { openOem } from "./openoem.js";

/** What a configuration of `lisalab orbits` asks for. */
export interface OrbitConfiguration {
  readonly orbits: Orbits;
  readonly grid: TimeGrid;
  /** Files that were read. */
  readonly files: readonly string[];
}

type Config = Readonly<Record<string, unknown>>;

const KINDS = ["keplerian", "equalArm", "constellation", "resampled", "oem"];

/**
 * Orbits and grid of a configuration: `t0` (s of TCB, or a date, which counts from 2035-01-01 TCB), `dt` (s), `length` (rows), and `orbits`,
 * whose `kind` is keplerian, equalArm or constellation with the options of these functions, resampled with a `file` of lisaorbits, or oem
 * with three `files`; and for all of them `epoch` and `light`.
 * @throws BadArgumentError for unknown keys, with the nearest there is, and values out of range
 */
export async function orbitConfiguration(config: Config): Promise<OrbitConfiguration> {
  const what = "the configuration";
  mustKnowKeys(what, config, ["t0", "dt", "length", "orbits"]);
  const grid = {
    t0: timeOf("t0", config["t0"]),
    dt: checkedNumber(what, "dt", config["dt"], { unit: "s", min: 0, open: true }),
    length: checkedNumber(what, "length", config["length"], { unit: "rows", min: 1 }),
  };
  const { orbits } = config;
  if (typeof orbits !== "object" || orbits === null || Array.isArray(orbits)) {
    throw new BadArgumentError(`orbits of ${what} is ${JSON.stringify(orbits)}; it must be an object with a kind.`, {});
  }
  return { grid, ...(await opened(orbits as Config)) };
}

async function opened(given: Config): Promise<{ orbits: Orbits; files: readonly string[] }> {
  const { kind, epoch, ...rest } = given;
  const options: Config = { ...rest, ...(epoch !== undefined && { epoch: timeOf("epoch", epoch) }) };
  if (kind === "resampled") {
    mustKnowKeys(`"${kind}"`, options, ["file", "epoch", "light"]);
    const [path] = textsOf("file", [options["file"]]);
    return { orbits: resampled(await openOrbits(path!), options as OrbitOptions), files: [path!] };
  }
  if (kind === "oem") {
    mustKnowKeys(`"${kind}"`, options, ["files", "epoch", "light"]);
    const files = textsOf("files", options["files"]);
    return { orbits: await openOem(files, options as OrbitOptions), files };
  }
  if (typeof kind !== "string" || !KINDS.includes(kind)) throw unknownKind(kind, KINDS);
  return { orbits: described({ kind, ...options } as OrbitDescription), files: [] };
}

function textsOf(key: string, values: unknown): readonly string[] {
  if (Array.isArray(values) && values.every((value) => typeof value === "string")) return values;
  throw new BadArgumentError(`${key} of the orbits is ${JSON.stringify(values)}; it must name files.`, { key });
}
