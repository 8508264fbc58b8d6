import { BadArgumentError, BadDataError, BadFileError } from "../core/errors.js";
import { FLAGS, type FlagSeries } from "../core/flags.js";
import { type Instant, instant, later } from "../core/instant.js";
import type { TimeSeries } from "../core/series.js";
import type { ComplexArray } from "../math/complex.js";
import { L1_VARIABLES } from "../pipeline/l1.js";
import type { SampleRange } from "../pipeline/observation.js";
import { readHdf5 } from "./hdf5.js";
import { type Brick, readBrick } from "./l1brick.js";
import type { L1File, NoiseCovariances } from "./l1contents.js";
import type { Sampling } from "./l1grids.js";
import { joinedL1 } from "./l1joined.js";
import { checkedRange } from "./samplerange.js";

/** Relative difference below which bricks' orbits and light travel times agree: rounding. */
const AGREEMENT = 1e-12;

/**
 * Opens a level-1 file in the mission's layout, or several: bricks on one grid add up (flags are OR-ed, light travel times and orbits
 * must agree), those that follow each other in time are one long file. Only headers are read; samples are read when asked for.
 * @throws BadFileError for a file that is none; BadDataError for bricks that neither share their grids nor follow each other
 */
export async function openL1(paths: string | readonly string[]): Promise<L1File> {
  const given = typeof paths === "string" ? [paths] : paths;
  if (given.length === 0) throw new BadArgumentError("No file was named to be opened; name one or more.");
  const bricks: Brick[] = [];
  for (const path of given) bricks.push(await readHdf5(path, readBrick));
  const grids = new Map<string, Brick[]>();
  for (const brick of bricks) {
    const grid = JSON.stringify(brick.tdis);
    grids.set(grid, [...(grids.get(grid) ?? []), brick]);
  }
  const files = [...grids.values()].map(fileOf);
  return files.length === 1 ? files[0]! : joinedL1(files);
}

/** Bricks on one grid as one file. */
function fileOf(bricks: readonly Brick[]): L1File {
  const [first] = bricks as [Brick];
  const given = bricks.map(({ path }) => path);
  mustBeAlike(bricks);
  const { tdis } = first;
  const part = (group: "ltts" | "orbits", name: string, range?: SampleRange): Promise<Float64Array> =>
    agreed(bricks, group, name, range);
  const travel = async (name: string, unit: string, range?: SampleRange): Promise<TimeSeries> => {
    const sampling = samplingIn(bricks, "ltts");
    const { start } = checkedRange("the light travel times", sampling.size, range);
    return { t0: timeOf(sampling, start), dt: sampling.dt, values: await part("ltts", name, range), unit };
  };
  return {
    paths: given,
    pipelines: bricks.map(({ pipeline }) => pipeline),
    laserFrequency: first.laserFrequency,
    t0: timeOf(tdis, 0),
    dt: tdis.dt,
    length: tdis.size,
    variables: L1_VARIABLES.filter((name) => bricks.every((brick) => brick.datasets.has(`tdis/${name}`))),
    missing: EXPECTED.filter((name) => !bricks.some((brick) => brick.datasets.has(name))),
    sampling: { tdis, ...samplingsOf(bricks) },
    provenance: bricks.find(({ provenance }) => provenance !== undefined)?.provenance,
    read: async (variable, range) => {
      const { start, count } = checkedRange(given.join(", "), tdis.size, range);
      const values = await summed(bricks, `tdis/${variable}`, { start, count });
      return { t0: timeOf(tdis, start), dt: tdis.dt, values, unit: "Hz" };
    },
    flags: (of, range) => flagsOf(bricks, of, checkedRange(given.join(", "), tdis.size, range)),
    lightTravelTimes: (mosa, range) => travel(`ltts/ltt_${mosa}`, "s", range),
    lightTravelTimeRates: (mosa, range) => travel(`ltts/ltt_derivative_${mosa}`, "s/s", range),
    positions: (sc, range) => part("orbits", `orbits/sc_position_${sc}`, range),
    velocities: (sc, range) => part("orbits", `orbits/sc_velocity_${sc}`, range),
    noise: (of) => noiseOf(bricks, of),
  };
}

/** What a complete file has. */
const EXPECTED: readonly string[] = [
  ...L1_VARIABLES.map((name) => `tdis/${name}`),
  "tdis/eta_flags",
  "tdis/tdi_flags",
  "ltts",
  "orbits",
  "noise_estimates",
];

function timeOf({ t0, dt }: Sampling, index: number): Instant<"TCB"> {
  return later(instant("TCB", t0), index * dt);
}

function mustBeAlike(bricks: readonly Brick[]): void {
  const [first] = bricks as [Brick];
  for (const brick of bricks) {
    for (const group of ["tdis", "ltts", "orbits"] as const) {
      const [a, b] = [first[group], brick[group]];
      if (a === undefined || b === undefined || (a.t0 === b.t0 && a.dt === b.dt && a.size === b.size)) continue;
      throw new BadDataError(
        `${group} of ${brick.path} starts at ${b.t0} s with ${b.size} samples ${b.dt} s apart, that of ${first.path} at ${a.t0} s with ${a.size} samples ${a.dt} s apart; bricks of one product share their grids.`,
        { group, paths: [first.path, brick.path] },
      );
    }
    if (brick.laserFrequency !== first.laserFrequency) {
      throw new BadDataError(
        `The laser frequency is ${brick.laserFrequency} Hz in ${brick.path} and ${first.laserFrequency} Hz in ${first.path}; bricks of one product share it.`,
        { paths: [first.path, brick.path] },
      );
    }
  }
}

function samplingsOf(bricks: readonly Brick[]): { ltts?: Sampling; orbits?: Sampling } {
  const of = (group: "ltts" | "orbits"): Sampling | undefined =>
    bricks.find((brick) => brick[group] !== undefined)?.[group];
  const [ltts, orbits] = [of("ltts"), of("orbits")];
  return { ...(ltts && { ltts }), ...(orbits && { orbits }) };
}

function samplingIn(bricks: readonly Brick[], group: "ltts" | "orbits"): Sampling {
  const sampling = samplingsOf(bricks)[group];
  if (sampling !== undefined) return sampling;
  throw new BadFileError(`None of ${bricks.map(({ path }) => path).join(", ")} has the group ${group}.`, { group });
}

/** The bricks that have a dataset. @throws BadFileError when none has */
function having(bricks: readonly Brick[], name: string): readonly Brick[] {
  const found = bricks.filter(({ datasets }) => datasets.has(name));
  if (found.length > 0) return found;
  throw new BadFileError(`None of ${bricks.map(({ path }) => path).join(", ")} has ${name}.`, { name });
}

async function summed(bricks: readonly Brick[], name: string, { start, count }: SampleRange): Promise<Float64Array> {
  const out = new Float64Array(count);
  for (const { path } of having(bricks, name)) {
    const values = await readHdf5(path, (file) => file.series(name, start, count));
    for (let n = 0; n < count; n++) out[n]! += values[n]!;
  }
  return out;
}

async function flagsOf(
  bricks: readonly Brick[],
  of: "tdi" | "eta",
  { start, count }: SampleRange,
): Promise<FlagSeries> {
  const out: FlagSeries = new Uint16Array(count);
  for (const { path, datasets } of having(bricks, `tdis/${of}_flags`)) {
    const detail = `lisalab/flags/${of}`;
    const detailed = datasets.has(detail);
    const values = await readHdf5(path, (file) => file.series(detailed ? detail : `tdis/${of}_flags`, start, count));
    for (let n = 0; n < count; n++) out[n]! |= detailed || values[n] === 0 ? values[n]! : FLAGS.gap;
  }
  return out;
}

/** What all bricks say alike. @throws BadDataError when they don't */
async function agreed(
  bricks: readonly Brick[],
  group: "ltts" | "orbits",
  name: string,
  range?: SampleRange,
): Promise<Float64Array> {
  const { start, count } = checkedRange(group, samplingIn(bricks, group).size, range);
  const [first, ...others] = having(bricks, name);
  const values = await readHdf5(first!.path, (file) => file.rows(name, start, count));
  for (const { path } of others) {
    const same = await readHdf5(path, (file) => file.rows(name, start, count));
    const bad = values.findIndex((value, n) => Math.abs(value - same[n]!) > AGREEMENT * Math.abs(value));
    if (bad < 0) continue;
    throw new BadDataError(
      `${name} differs between ${first!.path} (${values[bad]}) and ${path} (${same[bad]}); bricks of one product agree.`,
      { name, index: bad },
    );
  }
  return values;
}

function noiseOf(bricks: readonly Brick[], of: "XYZ" | "AET" | "eta"): NoiseCovariances {
  const name = `noise_estimates/${of}`;
  const found = having(bricks, name);
  const { sampling, frequencies } = found[0]!.noise!;
  return {
    sampling,
    frequencies,
    size: of === "eta" ? 6 : 3,
    read: async (range) => {
      const { start, count } = checkedRange(name, sampling.size, range);
      const parts: ComplexArray[] = [];
      for (const { path } of found) parts.push(await readHdf5(path, (file) => file.complexRows(name, start, count)));
      return parts.reduce((sum, next) => ({
        re: sum.re.map((v, n) => v + next.re[n]!),
        im: sum.im.map((v, n) => v + next.im[n]!),
      }));
    },
  };
}
