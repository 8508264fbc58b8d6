import { realpath, statfs } from "node:fs/promises";
import { resolve } from "node:path";
import { BadArgumentError, EnvironmentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import type { Observation } from "../pipeline/observation.js";
import type { TdiOptions } from "../pipeline/product.js";
import { provenanceOf } from "../pipeline/provenance.js";
import { type TdiRun, tdiRun } from "../pipeline/tdi.js";
import { clockOf, generationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import { writableFolder, writeHdf5 } from "./hdf5.js";
import type { Attributes, Hdf5Writer } from "./hdf5writer.js";

/** Version of the layout of our TDI files. */
const FORMAT = "1";

/**
 * Does time-delay interferometry on an observation and writes the variables into a new HDF5 file, stretch by stretch, so that
 * neither needs to fit into memory: one dataset of float64 per variable, in Hz, on the observation's grid, with attributes
 * dt, t0, unit, generation, clock (the spacecraft whose clock times it), valid_start and valid_stop (the samples
 * between them have all their delayed samples). The root says what it was made from and how. An existing file is replaced.
 * @throws BadArgumentError for unknown variables, options out of range, or an output that is an input;
 * BadDataError for data that can't be used; EnvironmentError when the file can't be written: then nothing is left behind
 */
export async function writeTdi(
  path: string,
  observation: Observation,
  variables: readonly string[],
  options: TdiOptions = {},
  work: Work = {},
): Promise<TdiRun> {
  await mustBeAnother(path, observation.path, "measurements");
  await writableFolder(path);
  const run = await tdiRun(observation, variables, options, work);
  await mustHaveSpace(path, run.variables.length * observation.length * Float64Array.BYTES_PER_ELEMENT);
  const attributes = rootAttributes(observation, run, await provenanceOf(observation, run, options));
  await writeHdf5(path, async (file) => {
    file.attributes(attributes);
    await fill(file, observation, run);
  });
  return run;
}

function rootAttributes(
  { t0, dt, length }: Observation,
  { valid }: TdiRun,
  { input, software, parameters }: Awaited<ReturnType<typeof provenanceOf>>,
): Attributes {
  return {
    format: "lisalab-tdi",
    format_version: FORMAT,
    software,
    t0: t0.seconds + t0.fraction,
    dt,
    size: BigInt(length),
    valid_start: BigInt(valid.start),
    valid_stop: BigInt(valid.stop),
    input: input.path,
    input_sha256: input.sha256,
    input_format: input.format,
    parameters_json: JSON.stringify(parameters),
  };
}

async function fill(file: Hdf5Writer, observation: Observation, run: TdiRun): Promise<void> {
  for (const variable of run.variables)
    file.createSeries(variable, observation.length, seriesAttributes(observation, run, variable));
  for await (const { start, values } of run.stretches()) {
    for (const [variable, samples] of values) file.write(variable, start, samples);
  }
}

function seriesAttributes({ t0, dt }: Observation, { valid }: TdiRun, variable: TdiVariable): Attributes {
  return {
    dt,
    t0: t0.seconds + t0.fraction,
    unit: "Hz",
    generation: generationOf(variable),
    clock: clockOf(variable),
    valid_start: BigInt(valid.start),
    valid_stop: BigInt(valid.stop),
  };
}

/** @throws BadArgumentError when `output` is the same file as `input`, by whatever name; `what` would be lost */
export async function mustBeAnother(output: string, input: string, what: string): Promise<void> {
  if ((await realPathOf(output)) !== (await realPathOf(input))) return;
  throw new BadArgumentError(`The output ${output} is an input; give another name, or the ${what} would be lost.`, {
    output,
  });
}

/** Where a path leads to; for what does not exist yet, where it would be. */
async function realPathOf(path: string): Promise<string> {
  return realpath(path).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return resolve(path);
    throw new EnvironmentError(`Can't use the path ${path} (${cause.code}); give another name.`, { path }, cause);
  });
}

/** Says before hours of work what would fail at their end. */
async function mustHaveSpace(path: string, bytes: number): Promise<void> {
  const folder = await writableFolder(path);
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize > bytes) return;
  const megabytes = (count: number): string => `${(count / 1e6).toFixed(1)} MB`;
  throw new EnvironmentError(
    `Can't write ${path}: it needs ${megabytes(bytes)} and the disk has ${megabytes(bavail * bsize)} left. Free some space or choose another folder.`,
    { path, bytes },
  );
}
