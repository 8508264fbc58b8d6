import { FLAGS, type FlagSeries, UNUSABLE } from "../core/flags.js";
import { secondsBetween } from "../core/instant.js";
import { MOSAS, SPACECRAFT } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { OrbitTable } from "../orbits/table.js";
import { L1_VARIABLES, type L1Run, l1Run } from "../pipeline/l1.js";
import type { Observation } from "../pipeline/observation.js";
import type { L1Options } from "../pipeline/product.js";
import { writeHdf5 } from "./hdf5.js";
import type { Hdf5Writer } from "./hdf5writer.js";
import { writeNoiseEstimates } from "./l1noise.js";
import { mustBeAnother, mustHaveSpace } from "./output.js";

/** The ecliptic against the equator of the ICRS (rad): 84381.406″ (IAU 2006 resolution B1). */
const OBLIQUITY: number = (84_381.406 / 3600 / 180) * Math.PI;

/** Rows of the orbits that are kept before the data and behind them: what a spline of degree 5 needs. */
const MARGIN = 6;

/** Bytes of a sample of all variables and flags. */
const BYTES_PER_SAMPLE: number = 8 * (L1_VARIABLES.length + 2);

/** Kinds of variables that have flags of their own. */
const FLAGGED = ["eta", "tdi"] as const;

/** What the bits of the detailed flags are, for those who read them elsewhere. */
const FLAG_BITS: string = Object.entries(FLAGS)
  .map(([name, bit]) => `${bit} ${name}`)
  .join(", ");

/** How a level-1 file is made: orbits are needed, since it carries them. */
export interface L1FileOptions extends L1Options {
  readonly orbits: OrbitTable;
}

/**
 * Makes level 1 of an observation and writes it as the mission's own file (PyPI's mojito opens it), stretch by stretch, so
 * that neither needs to fit into memory: /tdis (η, X2 … T2 in Hz, with flags: 0 good, 1 not to be used), /ltts and /orbits (BCRS with
 * the axes of the ICRS), /noise_estimates by model, and beside them /lisalab with flags in detail and provenance. An existing file is replaced; when anything fails nothing is left behind.
 * @throws BadArgumentError for an output that is an input; BadDataError for data that can't be used; EnvironmentError when
 * the file can't be written
 */
export async function writeL1(
  path: string,
  observation: Observation,
  options: L1FileOptions,
  work: Work = {},
): Promise<L1Run> {
  await mustBeAnother(path, observation.path, "measurements");
  await mustHaveSpace(path, observation.length * BYTES_PER_SAMPLE);
  const run = await l1Run(observation, options, work);
  await writeHdf5(path, async (file) => {
    file.attributes({
      pipeline_name: run.provenance.software,
      laser_frequency: observation.instrument.centralFrequency,
      lolipops_version: "",
    });
    file.group("lisalab", { provenance_json: JSON.stringify(run.provenance) });
    writeOrbits(file, options.orbits, run);
    writeNoiseEstimates(file, options.orbits, run);
    await writeVariables(file, run);
  });
  return run;
}

async function writeVariables(file: Hdf5Writer, run: L1Run): Promise<void> {
  writeSampling(file, "tdis", run.t0.seconds + run.t0.fraction, run.dt, run.length);
  for (const name of L1_VARIABLES) file.create(`tdis/${name}`, { shape: [run.length] });
  const layout = { type: "int64", shape: [run.length], compression: "lzf" } as const;
  for (const of of FLAGGED) {
    file.create(`tdis/${of}_flags`, layout);
    file.create(`lisalab/flags/${of}`, layout, { meaning: FLAG_BITS });
  }
  for await (const { start, values, flags } of run.stretches()) {
    for (const [name, samples] of values) file.write(`tdis/${name}`, start, samples);
    for (const of of FLAGGED) {
      file.write(`tdis/${of}_flags`, start, asUnusable(flags[of]));
      file.write(`lisalab/flags/${of}`, start, BigInt64Array.from(flags[of], BigInt));
    }
  }
}

/** 1 for what is not to be used, 0 for the rest, as the mission's files have it. */
function asUnusable(flags: FlagSeries): BigInt64Array {
  return BigInt64Array.from(flags, (bits) => ((bits & UNUSABLE) === 0 ? 0n : 1n));
}

/** Light travel times and orbits on the orbits' own grid, as far as the data need it. */
function writeOrbits(file: Hdf5Writer, orbits: OrbitTable, run: L1Run): void {
  const first = secondsBetween(run.t0, orbits.t0) / orbits.dt;
  const from = Math.max(0, Math.floor(first) - MARGIN);
  const last = Math.ceil(first + (run.length * run.dt) / orbits.dt) + MARGIN;
  const rows = Math.min(orbits.length, last + 1) - from;
  const start = orbits.t0.seconds + orbits.t0.fraction + from * orbits.dt;
  for (const mosa of MOSAS) {
    file.put(`ltts/ltt_${mosa}`, { shape: [rows] }, orbits.lightTravelTimes[mosa].slice(from, from + rows));
    file.put(
      `ltts/ltt_derivative_${mosa}`,
      { shape: [rows] },
      orbits.lightTravelTimeRates[mosa].slice(from, from + rows),
    );
  }
  for (const sc of SPACECRAFT) {
    for (const [name, vectors] of [
      ["position", orbits.positions[sc]],
      ["velocity", orbits.velocities[sc]],
    ] as const) {
      file.put(
        `orbits/sc_${name}_${sc}`,
        { shape: [rows, 3] },
        equatorial(vectors.subarray(3 * from, 3 * (from + rows))),
      );
    }
  }
  for (const group of ["ltts", "orbits"]) writeSampling(file, group, start, orbits.dt, rows);
}

function writeSampling(file: Hdf5Writer, group: string, t0: number, dt: number, size: number): void {
  file.group(`${group}/sampling`, { t0, dt, size: BigInt(size) });
}

/** Vectors in ecliptic axes, in the axes of the ICRS. */
function equatorial(vectors: Float64Array): Float64Array {
  const [cosine, sine] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  const out = vectors.slice();
  for (let n = 0; n < out.length; n += 3) {
    const [y, z] = [vectors[n + 1]!, vectors[n + 2]!];
    out[n + 1] = cosine * y - sine * z;
    out[n + 2] = sine * y + cosine * z;
  }
  return out;
}
