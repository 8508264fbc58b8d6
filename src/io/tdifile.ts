import type { Work } from "../core/progress.js";
import type { Observation } from "../pipeline/observation.js";
import type { TdiOptions } from "../pipeline/product.js";
import { provenanceOf } from "../pipeline/provenance.js";
import { type TdiRun, tdiRun } from "../pipeline/tdi.js";
import { clockOf, generationOf } from "../tdi/catalogue.js";
import type { TdiVariable } from "../tdi/variable.js";
import { writableFolder, writeHdf5 } from "./hdf5.js";
import type { Attributes, Hdf5Writer } from "./hdf5writer.js";
import { mustBeAnother, mustHaveSpace } from "./output.js";

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
