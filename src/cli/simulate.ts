import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { type CommandDef, defineCommand } from "citty";
import type { Work } from "../core/progress.js";
import type { Observation } from "../pipeline/observation.js";
import type { SimulateOptions } from "../pipeline/simulate.js";
import { readConfig } from "./config.js";
import { UsageError } from "./failure.js";
import { interruptible } from "./interruptible.js";

const args = {
  config: {
    type: "positional",
    required: true,
    description: "A file of JSON: orbits (a file), duration (s), seed, and the other options of pipeline.simulate",
  },
  orbits: { type: "string", valueHint: "FILE", description: "Orbits in place of the configuration's" },
  output: { type: "string", valueHint: "FILE.h5", description: "The HDF5 file to write; must be given" },
  telemetry: { type: "string", valueHint: "DIR", description: "A new folder for the same as packets" },
  seed: { type: "string", valueHint: "N", description: "In place of the configuration's" },
  resume: { type: "boolean", default: false, description: "Go on where a run of the same simulation was ended" },
} as const;

/** `lisalab simulate CONFIG.json --output FILE.h5`: what a constellation measures, in lisainstrument's layout. */
export const simulateCommand: CommandDef<typeof args> = defineCommand({
  meta: { name: "simulate", description: "What a constellation measures: beatnotes, pseudo-ranges, wavefront sensing" },
  args,
  async run({ args: given }) {
    if (!given.output) throw new UsageError("--output is missing: name the HDF5 file to write", "lisalab simulate");
    const [{ simulationConfiguration }, { mustBeAnother, mustBeEmpty }, { writeSimulation, writtenSimulation }] =
      await Promise.all([
        import("../io/simulationconfig.js"),
        import("../io/output.js"),
        import("../io/simulationfile.js"),
      ]);
    const { options, files } = await simulationConfiguration(await readConfig(given.config), {
      ...(given.orbits && { orbits: given.orbits }),
      ...(given.seed && { seed: given.seed }),
    });
    for (const input of [given.config, ...files]) await mustBeAnother(given.output, input, "input");
    const { output, telemetry } = given;
    const settings = { resume: given.resume, identity: await digestOf(files) };
    const written = given.resume && telemetry ? await writtenSimulation(output, options, settings) : undefined;
    if (telemetry && written) await removeLeftovers(telemetry, output, options);
    if (telemetry) await mustBeEmpty(telemetry, "nothing was simulated");
    const stopped = `Stopped before the end; ${output} was not written. If there is a folder ${output}.partial, go on with --resume.`;
    const run = written ?? (await interruptible(stopped, (work) => writeSimulation(output, options, settings, work)));
    if (telemetry) {
      await interruptible(
        `Stopped before the end; ${output} is there, ${telemetry} is not; go on with --resume.`,
        (work) => writePackets(output, telemetry, options, work),
      );
    }
    for (const warning of run.warnings) process.stderr.write(`Warning: ${warning}\n`);
    process.stderr.write(`${given.output}: ${run.length} samples of ${run.streams.length} streams\n`);
  },
});

async function writePackets(file: string, folder: string, options: SimulateOptions, work: Work): Promise<void> {
  const { encodeObservation } = await import("../io/telemetryencode.js");
  await encodeObservation(await sentObservation(file, options), folder, work);
}

async function sentObservation(file: string, options: SimulateOptions): Promise<Observation> {
  const [{ openObservation }, { withHousekeeping }, { withPlannedGaps }] = await Promise.all([
    import("../io/observation.js"),
    import("../pipeline/housekeeping.js"),
    import("../pipeline/plannedgaps.js"),
  ]);
  const planned = withPlannedGaps(await openObservation(file), options.gaps ?? {});
  return withHousekeeping(planned, options, options.seed);
}

/** What a writer of packets that was ended leaves: the pass that it received, … */
const UNFINISHED = /^\.\d+-(sc[123]-\d+-\d+-pass\.(bin|json)|observation\.json)\.part$/;
/** … and those before it. */
const FINISHED = /^sc[123]-\d+-\d+-pass\.(bin|json)$/;

/** Makes room for a simulation's packets where others of the same were begun; the packets of other simulations stay. */
async function removeLeftovers(folder: string, file: string, options: SimulateOptions): Promise<void> {
  const { GROUND_RECORD, readGroundRecord } = await import("../io/packetfolder.js");
  const names = await readdir(folder).catch((): string[] => []);
  const known = names.filter((name) => name === GROUND_RECORD || UNFINISHED.test(name) || FINISHED.test(name));
  if (known.length < names.length) return;
  if (names.includes(GROUND_RECORD)) {
    const { instrument } = await readGroundRecord(folder);
    const own = (await sentObservation(file, options)).instrument;
    if (JSON.stringify(instrument) !== JSON.stringify(own)) return;
  } else if (names.some((name) => FINISHED.test(name))) return;
  // The record last: it tells whose packets they are.
  const isRecord = (name: string): number => Number(name === GROUND_RECORD);
  for (const name of names.sort((one, other) => isRecord(one) - isRecord(other))) await rm(join(folder, name));
}

async function digestOf(files: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const file of files) hash.update(await readFile(file));
  return hash.digest("hex");
}
