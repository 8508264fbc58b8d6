import { BadDataError, BadFileError } from "../core/errors.js";
import { type Instant, instant, later } from "../core/instant.js";
import type { Mosa, Spacecraft } from "../core/mosa.js";
import type { TimeSeries } from "../core/series.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { L1Variable } from "../pipeline/product.js";
import type { L1File, NoiseCovariances } from "./l1contents.js";
import type { Sampling } from "./l1grids.js";
import { type GridPart, unitedGrid, unitedRows } from "./l1rows.js";
import { checkedRange } from "./samplerange.js";

/**
 * Level-1 files that follow each other in time, as one.
 * @throws BadDataError when there is a hole between two, or they are of different rates or lasers
 */
export function joinedL1(given: readonly L1File[]): L1File {
  const files = [...given].sort((a, b) => a.sampling.tdis.t0 - b.sampling.tdis.t0);
  const [first] = files as [L1File];
  const other = files.find(({ laserFrequency }) => laserFrequency !== first.laserFrequency);
  if (other !== undefined) {
    throw new BadDataError(
      `The laser frequency is ${other.laserFrequency} Hz in ${nameOf(other)} and ${first.laserFrequency} Hz in ${nameOf(first)}; files of one product share it.`,
    );
  }
  mustNotOverlap(files);
  const tdis = gridOf(files, "tdis");
  const series = (variable: L1Variable, range?: SampleRange): Promise<TimeSeries> =>
    seriesOn(files, "tdis", "Hz", range, async (file, part) => (await file.read(variable, part)).values);
  const travel =
    (name: "lightTravelTimes" | "lightTravelTimeRates", unit: string) => (mosa: Mosa, range?: SampleRange) =>
      seriesOn(files, "ltts", unit, range, async (file, part) => (await file[name](mosa, part)).values);
  const vectors = (name: "positions" | "velocities") => async (sc: Spacecraft, range?: SampleRange) =>
    (await seriesOn(files, "orbits", "m", range, (file, part) => file[name](sc, part))).values;
  return {
    ...first,
    paths: files.flatMap(({ paths }) => paths),
    pipelines: files.flatMap(({ pipelines }) => pipelines),
    length: tdis.size,
    variables: first.variables.filter((name) => files.every(({ variables }) => variables.includes(name))),
    missing: [...new Set(files.flatMap(({ missing }) => missing))],
    sampling: {
      tdis,
      ...(files.every(({ sampling }) => sampling.ltts) && { ltts: gridOf(files, "ltts") }),
      ...(files.every(({ sampling }) => sampling.orbits) && { orbits: gridOf(files, "orbits") }),
    },
    provenance: { files: files.map(({ paths, provenance }) => ({ paths, provenance: provenance ?? null })) },
    read: series,
    flags: async (of, range) => {
      const read = async (file: L1File, part: SampleRange): Promise<Float64Array> =>
        Float64Array.from(await file.flags(of, part));
      return Uint16Array.from((await seriesOn(files, "tdis", "", range, read)).values);
    },
    lightTravelTimes: travel("lightTravelTimes", "s"),
    lightTravelTimeRates: travel("lightTravelTimeRates", "s/s"),
    positions: vectors("positions"),
    velocities: vectors("velocities"),
    noise: (of) => joinedNoise(files, of),
  };
}

type Group = "tdis" | "ltts" | "orbits";

function nameOf({ paths }: L1File): string {
  return paths.join(", ");
}

function samplingOf(file: L1File, group: Group): Sampling {
  const sampling = file.sampling[group];
  if (sampling !== undefined) return sampling;
  throw new BadFileError(`${nameOf(file)} has no group ${group}.`, { group });
}

function gridOf(files: readonly L1File[], group: Group): Sampling {
  return unitedGrid(
    files.map((file) => ({ path: nameOf(file), sampling: samplingOf(file, group) })),
    group,
  );
}

/** Samples of two files for one time would be two truths. */
function mustNotOverlap(files: readonly L1File[]): void {
  for (const [n, file] of files.entries()) {
    const before = files[n - 1];
    if (before === undefined) continue;
    const [{ t0, dt, size }, next] = [before.sampling.tdis, file.sampling.tdis];
    if (next.t0 > t0 + (size - 0.5) * dt) continue;
    throw new BadDataError(
      `tdis of ${nameOf(file)} starts at ${next.t0} s, before that of ${nameOf(before)} ends (${t0 + size * dt} s); bricks of one product share their grids or follow each other.`,
      { paths: [...before.paths, ...file.paths] },
    );
  }
}

async function seriesOn(
  files: readonly L1File[],
  group: Group,
  unit: string,
  range: SampleRange | undefined,
  read: (file: L1File, part: SampleRange) => Promise<Float64Array>,
): Promise<TimeSeries> {
  const grid = gridOf(files, group);
  const checked = checkedRange(files.map(nameOf).join(", "), grid.size, range);
  const parts = files.map(
    (file): GridPart => ({
      path: nameOf(file),
      sampling: samplingOf(file, group),
      read: (part) => read(file, part),
    }),
  );
  return { t0: timeOf(grid, checked.start), dt: grid.dt, values: await unitedRows(parts, grid, checked), unit };
}

function timeOf({ t0, dt }: Sampling, index: number): Instant<"TCB"> {
  return later(instant("TCB", t0), index * dt);
}

function joinedNoise(files: readonly L1File[], of: "XYZ" | "AET" | "eta"): NoiseCovariances {
  const all = files.map((file) => ({ path: nameOf(file), noise: file.noise(of) }));
  const [first] = all as [(typeof all)[0]];
  const grid = unitedGrid(
    all.map(({ path, noise }) => ({ path, sampling: noise.sampling })),
    `noise_estimates/${of}`,
  );
  const part = (member: "re" | "im") =>
    all.map(
      ({ path, noise }): GridPart => ({
        path,
        sampling: noise.sampling,
        read: async (range) => (await noise.read(range))[member],
      }),
    );
  return {
    ...first.noise,
    sampling: grid,
    read: async (range) => {
      const checked = checkedRange(`noise_estimates/${of}`, grid.size, range);
      return { re: await unitedRows(part("re"), grid, checked), im: await unitedRows(part("im"), grid, checked) };
    },
  };
}
