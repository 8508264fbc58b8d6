import { BadFileError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import type { LogFrequencies, Sampling } from "./l1grids.js";

/** What the header of a level-1 file says. */
export interface Brick {
  readonly path: string;
  readonly pipeline: string;
  readonly laserFrequency: Hertz;
  readonly tdis: Sampling;
  readonly ltts?: Sampling;
  readonly orbits?: Sampling;
  readonly noise?: { readonly sampling: Sampling; readonly frequencies: LogFrequencies };
  /** Names of groups and datasets that are there. */
  readonly datasets: ReadonlySet<string>;
  readonly provenance?: Readonly<Record<string, unknown>>;
}

const GROUPS = ["tdis", "ltts", "orbits", "noise_estimates", "lisalab/flags"] as const;

/** Reads the header of a file in the mission's level-1 layout. @throws BadFileError for another one */
export function readBrick(file: Hdf5Reader): Brick {
  if (!file.attributes().includes("laser_frequency") || file.names("tdis").length === 0) {
    const found = file.names("/").join(", ") || "nothing";
    throw new BadFileError(
      `${file.path} is no level-1 file: it has ${found}, and lacks the group tdis or the attribute laser_frequency.`,
      { path: file.path },
    );
  }
  const groups = GROUPS.filter((group) => file.names(group).length > 0);
  const datasets = new Set([
    ...groups,
    ...groups.flatMap((group) => file.names(group).map((name) => `${group}/${name}`)),
  ]);
  return {
    path: file.path,
    pipeline: file.attributes().includes("pipeline_name") ? file.text("pipeline_name") : "",
    laserFrequency: file.number("laser_frequency"),
    tdis: samplingOf(file, "tdis"),
    ...(datasets.has("ltts") && { ltts: samplingOf(file, "ltts") }),
    ...(datasets.has("orbits") && { orbits: samplingOf(file, "orbits") }),
    ...(datasets.has("noise_estimates") && { noise: noiseGrids(file) }),
    datasets,
    ...provenanceOf(file),
  };
}

function samplingOf(file: Hdf5Reader, group: string): Sampling {
  const path = `${group}/sampling`;
  const sampling = { t0: file.number("t0", path), dt: file.number("dt", path), size: file.number("size", path) };
  if (sampling.dt > 0 && Number.isInteger(sampling.size) && sampling.size > 0) return sampling;
  throw new BadFileError(
    `${path} of ${file.path} has dt ${sampling.dt} s and size ${sampling.size}; both must be above 0.`,
    {
      path: file.path,
    },
  );
}

function noiseGrids(file: Hdf5Reader): NonNullable<Brick["noise"]> {
  const path = "noise_estimates/log_frequency_sampling";
  return {
    sampling: samplingOf(file, "noise_estimates"),
    frequencies: { fmin: file.number("fmin", path), fmax: file.number("fmax", path), size: file.number("size", path) },
  };
}

function provenanceOf(file: Hdf5Reader): { provenance?: Readonly<Record<string, unknown>> } {
  if (!file.attributes("lisalab").includes("provenance_json")) return {};
  try {
    return { provenance: JSON.parse(file.text("provenance_json", "lisalab")) as Record<string, unknown> };
  } catch (cause) {
    throw new BadFileError(`provenance_json of ${file.path} is not valid JSON.`, { path: file.path }, cause);
  }
}
