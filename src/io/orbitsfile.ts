import { setImmediate } from "node:timers/promises";
import { MOSAS, SPACECRAFT } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Orbits } from "../orbits/orbits.js";
import { tooCoarse } from "../orbits/spacing.js";
import type { OrbitTable, TimeGrid } from "../orbits/table.js";
import { softwareName } from "../pipeline/provenance.js";
import { writeHdf5 } from "./hdf5.js";
import type { Attributes, Hdf5Writer } from "./hdf5writer.js";
import { mustHaveSpace } from "./output.js";

/** The version of lisaorbits whose layout is written. */
const LAYOUT = "2.4.2";

/** Rows computed and written at a time. */
const ROWS = 16_384;

type Field = {
  [F in keyof OrbitTable]: OrbitTable[F] extends Readonly<Record<string, Float64Array>> ? F : never;
}[keyof OrbitTable];

/** A dataset: what it holds, of whom, and how many numbers each. */
interface Dataset {
  readonly name: string;
  readonly field: Field;
  readonly of: readonly string[];
  readonly width: 1 | 3;
}

const DATASETS: readonly Dataset[] = [
  { name: "tcb/x", field: "positions", of: SPACECRAFT, width: 3 },
  { name: "tcb/v", field: "velocities", of: SPACECRAFT, width: 3 },
  { name: "tcb/a", field: "accelerations", of: SPACECRAFT, width: 3 },
  { name: "tcb/delta_tau", field: "properTimeDeviations", of: SPACECRAFT, width: 1 },
  { name: "tcb/n", field: "unitVectors", of: MOSAS, width: 3 },
  { name: "tcb/ltt", field: "lightTravelTimes", of: MOSAS, width: 1 },
  { name: "tcb/ppr", field: "tcbPseudoRanges", of: MOSAS, width: 1 },
  { name: "tcb/d_ltt", field: "lightTravelTimeRates", of: MOSAS, width: 1 },
  { name: "tcb/d_ppr", field: "tcbPseudoRangeRates", of: MOSAS, width: 1 },
  { name: "tps/delta_t", field: "coordinateTimeDeviations", of: SPACECRAFT, width: 1 },
  { name: "tps/ppr", field: "properPseudoRanges", of: MOSAS, width: 1 },
  { name: "tps/d_ppr", field: "properPseudoRangeRates", of: MOSAS, width: 1 },
];

const NUMBERS_PER_ROW = DATASETS.reduce((sum, { of, width }) => sum + of.length * width, 0);

/** What is to be said of a grid that orbits are good to look at on, but not to be interpolated from; undefined for finer ones. */
export function gridWarning(orbits: Orbits, grid: TimeGrid): string | undefined {
  const { positions, length, dt } = orbits.rows(grid, { start: 0, count: Math.min(2, grid.length) });
  const coarse = tooCoarse(
    Float64Array.from({ length }, (_, row) => row * dt),
    positions,
  );
  return coarse && `The file will be good to look at, not to calculate with: ${coarse}.`;
}

/**
 * Writes orbits on a grid into a new file in lisaorbits' layout (2.4), stretch by stretch, so that it need not fit into memory. An
 * existing file is replaced.
 * @throws BadArgumentError for a grid that is none; BadDataError for times at which the orbits are not known; EnvironmentError when
 * the file can't be written: then nothing is left behind
 */
export async function writeOrbits(path: string, orbits: Orbits, grid: TimeGrid, work: Work = {}): Promise<void> {
  // What is not known at the end must not fail after the work.
  for (const start of [0, grid.length - 1]) orbits.rows(grid, { start, count: 1 });
  await mustHaveSpace(path, NUMBERS_PER_ROW * grid.length * Float64Array.BYTES_PER_ELEMENT);
  await writeHdf5(path, async (file) => {
    file.attributes(attributesOf(orbits, grid));
    for (const { name, of, width } of DATASETS)
      file.create(name, { shape: [grid.length, of.length, ...(width > 1 ? [width] : [])] });
    for (let start = 0; start < grid.length; start += ROWS) {
      await setImmediate(undefined, work.signal === undefined ? {} : { signal: work.signal });
      const count = Math.min(ROWS, grid.length - start);
      put(file, start, orbits.rows(grid, { start, count }));
      work.onProgress?.({ fraction: (start + count) / grid.length, message: "Orbits" });
    }
  });
}

function put(file: Hdf5Writer, start: number, table: OrbitTable): void {
  for (const { name, field, of, width } of DATASETS) {
    const parts: Readonly<Record<string, Float64Array>> = table[field];
    file.write(
      name,
      start,
      together(
        of.map((index) => parts[index]!),
        width,
        table.length,
      ),
    );
  }
}

/** Rows of several parts side by side. */
function together(parts: readonly Float64Array[], width: number, rows: number): Float64Array {
  const out = new Float64Array(parts.length * width * rows);
  const step = parts.length * width;
  parts.forEach((part, column) => {
    for (let row = 0, at = column * width; row < rows; row++, at += step) {
      for (let axis = 0; axis < width; axis++) out[at + axis] = part[row * width + axis]!;
    }
  });
  return out;
}

/** lisaorbits' own attributes, and what made the file. */
function attributesOf({ kind, epoch, light, parameters }: Orbits, { t0, dt, length }: TimeGrid): Attributes {
  return {
    generator: kind,
    version: LAYOUT,
    git_url: "",
    software: softwareName(),
    t_init: epoch.seconds + epoch.fraction,
    tt_method: light.method,
    tt_order: BigInt(light.order),
    tt_niter: BigInt(light.iterations),
    tt_convention: light.convention,
    ignore_shapiro: light.shapiro ? 0n : 1n,
    ...Object.fromEntries(
      Object.entries(parameters).map(([name, value]) => [
        name,
        typeof value === "object" ? { shape: [value.length, 3], values: Float64Array.from(value.flat()) } : value,
      ]),
    ),
    dt,
    size: BigInt(length),
    t0: t0.seconds + t0.fraction,
  };
}
