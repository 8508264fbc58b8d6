import { type CommandDef, defineCommand } from "citty";
import type { FitFileOptions, WrittenFit } from "../io/fitrun.js";
import { UsageError } from "./failure.js";
import { fitOptions, noiseIn, positive, whole } from "./fit-words.js";
import { interruptible } from "./interruptible.js";

const NAME = "lisalab fit";

const args = {
  input: {
    type: "positional",
    required: true,
    description: "Level 1 in the mission's layout (lisalab l1), or a file of a data challenge",
  },
  band: {
    type: "string",
    valueHint: "LOW,HIGH",
    description: "Frequencies of galactic binaries (Hz); default 3e-4,2e-2",
  },
  "false-alarms": {
    type: "string",
    valueHint: "N",
    description: "Galactic binaries that noise alone may make in the whole search, in the mean; default 0.01",
  },
  noise: {
    type: "string",
    valueHint: "LEVEL",
    description: "What is left is compared with: estimated (from the data, default), or Sangria, SciRD, MRD, proposal",
  },
  output: { type: "string", valueHint: "CATALOGUE.h5", description: "The catalogue to write; must be given" },
  residual: {
    type: "string",
    valueHint: "L2.h5",
    description: "Where level 2 goes: what is left after each depth of subtraction",
  },
  resume: { type: "boolean", default: false, description: "Go on where a run of the same fit was ended" },
  seed: { type: "string", valueHint: "N", description: "Of the samplers; default 1" },
  steps: {
    type: "string",
    valueHint: "N",
    description: "Steps of each posterior's chains that are kept; default 1000",
  },
  release: { type: "string", valueHint: "VERSION", description: "The release's name, such as 2035-W07" },
  parent: { type: "string", valueHint: "VERSION", description: "The release before it" },
} as const;

/** `lisalab fit L1.h5 --output CATALOGUE.h5 --residual L2.h5`: from level 1 to level 2 and the catalogue. */
export const fitCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "fit", description: "All sources of level 1 with posteriors (level 3), and what is left (level 2)" },
  args,
  async run({ args: given }) {
    const { output, residual } = given;
    if (!output) throw new UsageError("--output is missing: name the catalogue to write", NAME);
    const [{ readFitInput }, { writeFit }, { mustBeAnother }] = await Promise.all([
      import("../io/fitinput.js"),
      import("../io/fitrun.js"),
      import("../io/output.js"),
    ]);
    for (const path of [output, ...(residual ? [residual] : [])]) await mustBeAnother(path, given.input, "data");
    if (residual) await mustBeAnother(residual, output, "catalogue");
    const options: FitFileOptions = {
      ...fitOptions(given, NAME),
      noise: noiseIn(given.noise),
      seed: whole("--seed", given.seed ?? "1", NAME),
      resume: given.resume,
      ...(given.steps && { steps: Math.ceil(positive("--steps", given.steps, NAME)) }),
      ...(residual && { residual }),
      ...(given.release && { version: given.release }),
      ...(given.parent && { parent: given.parent }),
    };
    const stopped = `Stopped before the end; ${output} was not written. What is done is in ${output}.partial: go on with --resume.`;
    const written = await interruptible(stopped, async (work) =>
      writeFit(output, await readFitInput(given.input, {}, work), options, work),
    );
    process.stdout.write(textOf(written, output, residual));
  },
});

function textOf({ fit, release, depths }: WrittenFit, output: string, residual: string | undefined): string {
  const { mergers, binaries, gaps, gates, rounds, threshold, falseAlarms, notes } = fit;
  const count = (n: number, one: string, more: string): string => `${n} ${n === 1 ? one : more}`;
  const lines = [
    `${output}: release ${release.version}, ${count(mergers.length, "massive binary", "massive binaries")}, ${count(binaries.length, "galactic binary", "galactic binaries")}, in ${count(rounds, "round", "rounds")}`,
    ...(threshold > 0
      ? [`galactic binaries above 2F = ${threshold.toFixed(1)}: ${falseAlarms} false alarms in the mean`]
      : []),
    ...notes,
    ...(gaps.length > 0 ? [`${count(gaps.length, "gap", "gaps")} left out`] : []),
    ...gates.map(
      ({ from, to }) => `left out as short and loud: days ${(from / 86_400).toFixed(2)}-${(to / 86_400).toFixed(2)}`,
    ),
    ...(residual === undefined ? [] : [`${residual}: ${depths.map(({ name }) => name).join(", ")}`]),
  ];
  const deepest = depths.at(-1)!;
  const rows = [
    ["band (mHz)", "bins", "2|n|²/(S T) of A", "of E"],
    ...deepest.bands.map(({ from, to, bins, A, E }) => [
      `${(from * 1e3).toFixed(1)}-${(to * 1e3).toFixed(1)}`,
      String(bins),
      A.toFixed(3),
      E.toFixed(3),
    ]),
  ];
  return `${lines.join("\n")}\n${aligned(rows)}`;
}

/** Columns of one width each. */
function aligned(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) => `${row.map((cell, column) => cell.padStart(widths[column]!)).join("  ")}\n`).join("");
}
