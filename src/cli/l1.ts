import { type CommandDef, defineCommand } from "citty";
import { FLAGS, type Flag, UNUSABLE } from "../core/flags.js";
import type { Work } from "../core/progress.js";
import type { L1BrickOptions } from "../io/l1bricks.js";
import type { L1FileOptions } from "../io/mojitofile.js";
import type { L1Run } from "../pipeline/l1.js";
import type { Observation } from "../pipeline/observation.js";
import { oneOf } from "./choice.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const args = {
  input: {
    type: "positional",
    required: true,
    description: "Measurements: an HDF5 file of lisainstrument, or a folder of packets",
  },
  orbits: { type: "string", valueHint: "FILE", description: "Orbits: an HDF5 file of lisaorbits; must be given" },
  tilt: {
    type: "string",
    valueHint: "subtract|keep",
    description: "Tilt-to-length coupling: found in the data and subtracted (default), or left as it is",
  },
  delays: {
    type: "string",
    valueHint: "fused|smoothed|orbits",
    description: "Pseudo-ranges fused with the sidebands (default), without their noise, or those of the orbits",
  },
  calibration: {
    type: "string",
    valueHint: "FILE.json",
    description: "Scale factors, offsets, cross-talk and actuation by channel; default: all are right as they are",
  },
  every: {
    type: "string",
    valueHint: "SECONDS",
    description:
      "Files that follow each other, each this long (86400: days), in the folder --output; those there are kept",
  },
  unfinished: { type: "boolean", default: false, description: "With --every: also what is less than a whole file" },
  output: {
    type: "string",
    valueHint: "L1.h5",
    description: "The file to write, in the mission's layout, or with --every the folder; must be given",
  },
} as const;

/** `lisalab l1 INPUT --orbits FILE --output L1.h5`: from level 0 to level 1. */
export const l1Command: CommandDef<typeof args> = defineCommand({
  meta: { name: "l1", description: "Level 0 to level 1: measurements in, the mission's file of TDI variables out" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the file to write", "lisalab l1");
    if (!given.orbits) throw new UsageError("--orbits is missing: the file carries the orbits", "lisalab l1");
    const [{ openObservation }, { openOrbits }, { mustBeAnother }, { readCalibration }] = await Promise.all([
      import("../io/observation.js"),
      import("../io/lisaorbits2.js"),
      import("../io/output.js"),
      import("../io/calibration.js"),
    ]);
    await mustBeAnother(given.output, given.orbits, "orbits");
    const observation = await openObservation(given.input);
    const options: L1FileOptions = {
      orbits: await openOrbits(given.orbits),
      ...(given.delays && { delays: oneOf("--delays", ["fused", "smoothed", "orbits"] as const, given.delays) }),
      ...(given.tilt && { tilt: oneOf("--tilt", ["subtract", "keep"] as const, given.tilt) }),
      ...(given.calibration && { calibration: await readCalibration(given.calibration) }),
    };
    const { output, every, unfinished } = given;
    const told = await interruptible(`Stopped before the end; ${output} has only what was complete.`, (work) =>
      every
        ? makeFiles(output, observation, { ...options, every: seconds(every), unfinished }, work)
        : makeFile(output, observation, options, work),
    );
    process.stderr.write(`${told}\n`);
  },
});

async function makeFile(path: string, observation: Observation, options: L1FileOptions, work: Work): Promise<string> {
  const { writeL1 } = await import("../io/mojitofile.js");
  const run = await writeL1(path, observation, options, work);
  const angles = (await import("../pipeline/angles.js")).hasAngles(observation);
  const start = run.t0.seconds + run.t0.fraction;
  const told = `${path}: ${run.length} samples of ${run.dt} s from ${start} s TCB`;
  return [told, ...(await losses([path], work)), ...remarks(run), ...tiltRemark(run, options, angles)].join("\n");
}

/** Samples whose flags are looked at at once. */
const AT_ONCE = 1_048_576;

/** Why samples can't be used, in words. */
const REASONS: Readonly<Partial<Record<Flag, string>>> = {
  missing: "lost",
  corrupt: "damaged",
  gap: "gap",
  limits: "outside of limits",
  edge: "edges",
};

/** What share of X to T in these files can't be used, and why, the most frequent reason first; nothing when all can. */
async function losses(paths: readonly string[], work: Work): Promise<string[]> {
  const { openL1 } = await import("../io/l1file.js");
  const reasons = Object.entries(REASONS).map(([flag, word]) => ({ word, bit: FLAGS[flag as Flag], count: 0 }));
  let [samples, unusable] = [0, 0];
  for (const path of paths) {
    const file = await openL1(path);
    samples += file.length;
    for (let start = 0; start < file.length; start += AT_ONCE) {
      work.signal?.throwIfAborted();
      for (const bits of await file.flags("tdi", { start, count: Math.min(AT_ONCE, file.length - start) })) {
        if ((bits & UNUSABLE) === 0) continue;
        unusable++;
        for (const reason of reasons) if ((bits & reason.bit) !== 0) reason.count++;
      }
    }
  }
  if (unusable === 0) return [];
  const words = reasons
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count)
    .map(({ word }) => word);
  return [`${percent(unusable / samples)} of X to T can't be used: ${words.join(", ")}`];
}

function percent(share: number): string {
  return share < 0.001 ? "Less than 0.1 %" : `${(100 * share).toFixed(1)} %`;
}

/** What whoever uses the product should know at once. */
function remarks({ clocks, ranging }: L1Run): string[] {
  const unknown = clocks !== undefined && Number.isNaN(clocks.uncertainty(0));
  return [
    ...(unknown ? ["There are no time correlations: what the three clocks have in common is not known."] : []),
    ...(ranging === undefined ? ["The ranges were not fused with sidebands."] : []),
  ];
}

/** Why tilt-to-length coupling is still in the product; nothing when it is not. */
function tiltRemark({ tilt }: L1Run, options: L1FileOptions, angles: boolean): string[] {
  if (tilt !== undefined) return [];
  if (options.tilt === "keep") return ["Tilt-to-length coupling was left as it is."];
  if (!angles) return ["Tilt-to-length coupling was not looked for: there are no angles."];
  return [
    "Tilt-to-length coupling can't be found, and was left as it is: there is too little data without gaps, or the angles don't move.",
  ];
}

async function makeFiles(
  folder: string,
  observation: Observation,
  options: L1BrickOptions,
  work: Work,
): Promise<string> {
  const [{ writeL1Bricks }, { mkdir }] = await Promise.all([import("../io/l1bricks.js"), import("node:fs/promises")]);
  await mkdir(folder, { recursive: true });
  const { written, kept, until } = await writeL1Bricks(folder, observation, options, work);
  const end = until.seconds + until.fraction;
  const told = `${folder}: ${written.length} files made, ${kept.length} were there; up to ${end} s TCB`;
  return [told, ...(await losses(written, work))].join("\n");
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--every is ${text}; it must be a number of seconds above 0`, "lisalab l1");
}
