import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import { MOSAS, SPACECRAFT } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import { type SimulateOptions, SimulationRun, simulatedChunks } from "../pipeline/simulate.js";
import { readHdf5, writableFolder, writeHdf5 } from "./hdf5.js";
import type { Hdf5Writer } from "./hdf5writer.js";
import { datasetOf } from "./lisainstrument2.js";
import { mustHaveSpace } from "./output.js";
import { SimulationSpool } from "./simulationspool.js";

/** How a simulation gets into a file. */
export interface SimulationFileOptions {
  /** Go on where a run of the same options and the same output was ended. */
  readonly resume?: boolean;
  /** What tells this simulation from others, in addition to its options: the digest of what was read for it. */
  readonly identity?: string;
}

/** The format of lisainstrument that is written. */
const FORMAT = "2.3.0";

/** The attribute of a file that says what was simulated. */
const IDENTITY = "lisalab_identity";

/** Samples moved at a time: a chunk of the file. */
const PART = 65_536;

/**
 * Simulates into an HDF5 file in lisainstrument's layout, of any length in the same memory. Beside the file, while it grows, is a
 * folder FILE.partial with all samples up to the last checkpoint (every 65,536 of them): what ends the process doesn't end the
 * simulation.
 */
export async function writeSimulation(
  path: string,
  options: SimulateOptions,
  { resume = false, identity = "" }: SimulationFileOptions = {},
  work: Work = {},
): Promise<SimulationRun> {
  await writableFolder(path);
  const fresh = new SimulationRun(options);
  const bytes = 8 * fresh.length * fresh.streams.length * MOSAS.length;
  await mustHaveSpace(path, 2 * bytes);
  const folder = partialOf(path);
  const name = identityOf(fresh, options, identity);
  const spool = await SimulationSpool[resume ? "resume" : "create"](folder, fresh.streams, name);
  const run = spool.state === null ? fresh : new SimulationRun(options, spool.state);
  try {
    for await (const chunk of simulatedChunks(run, { ...work, ...scaled(work) })) {
      await spool.append(chunk, () => run.state());
    }
    await spool.flush(run.state());
    await writeHdf5(path, (file) => fillFile(file, run, spool, name));
    await spool.close();
    await spool.remove();
  } catch (error) {
    await spool.close();
    // Nothing to go on with is nothing to keep.
    if (spool.state === null) await spool.remove();
    throw error;
  }
  return run;
}

/**
 * The simulation that is complete in a file; undefined when there is none, or it is being simulated anew.
 * @throws BadArgumentError when the file is of another simulation
 */
export async function writtenSimulation(
  path: string,
  options: SimulateOptions,
  { identity = "" }: SimulationFileOptions = {},
): Promise<SimulationRun | undefined> {
  if (!(await exists(path)) || (await exists(partialOf(path)))) return undefined;
  const run = new SimulationRun(options);
  const name = identityOf(run, options, identity);
  const written = await readHdf5(path, (file) => file.attributes().includes(IDENTITY) && file.text(IDENTITY));
  if (written === name) return run;
  throw new BadArgumentError(
    `There is nothing to resume: ${path} is of another configuration, seed or version. Give another output, or run it without --resume.`,
    { path },
  );
}

function partialOf(path: string): string {
  return `${resolve(path)}.partial`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** Progress up to 95 %: the rest is the file's. */
function scaled({ onProgress }: Work): Work {
  if (onProgress === undefined) return {};
  return { onProgress: ({ fraction, ...rest }) => onProgress({ ...rest, fraction: 0.95 * fraction }) };
}

async function fillFile(file: Hdf5Writer, run: SimulationRun, spool: SimulationSpool, name: string): Promise<void> {
  file.attributes({
    version: FORMAT,
    version_format: FORMAT,
    git_url: "",
    generator: "lisalab",
    metadata_json: JSON.stringify(run.instrument.raw),
    [IDENTITY]: name,
  });
  const ends = { index_start: 0n, index_stop: BigInt(run.length) };
  const part = new Float64Array(PART);
  for (const stream of run.streams) {
    for (const mosa of MOSAS) {
      const name = datasetOf(stream, mosa);
      file.createSeries(name, run.length, ends);
      for (let start = 0; start < run.length; start += PART) {
        file.write(name, start, await spool.read(stream, mosa, start, part.subarray(0, run.length - start)));
      }
    }
  }
  const { values } = run.timeCorrelations;
  for (const sc of SPACECRAFT) {
    const epochs = { index_start: 0n, index_stop: BigInt(values[sc].length) };
    file.put(`moc_time_correlations/${sc}`, { shape: [values[sc].length] }, values[sc], epochs);
  }
}

/** A digest of all that determines the samples, as far as it can be written down. */
function identityOf(run: SimulationRun, options: SimulateOptions, more: string): string {
  const { orbits: _orbits, ...others } = options;
  const text = JSON.stringify([run.instrument.raw, run.streams, run.gaps, others, more], (_key, value: unknown) => {
    if (typeof value === "bigint" || typeof value === "function") return String(value);
    return ArrayBuffer.isView(value)
      ? createHash("sha256")
          .update(value as Uint8Array)
          .digest("hex")
      : value;
  });
  return createHash("sha256").update(text).digest("hex");
}
