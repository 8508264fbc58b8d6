import { BadArgumentError, BadDataError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import { perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import { interpolated, type OrbitOptions, type Orbits } from "../orbits/orbits.js";
import { readOem } from "./oem.js";

/** How far times of rows may differ between spacecraft (s). */
const SAME_TIME = 1e-6;

/**
 * Opens orbits of three orbit ephemeris messages (CCSDS OEM), for spacecraft 1, 2 and 3, whose rows are at the same times: splines of
 * degree 5 through their positions. Proper times start at the first row, if `epoch` does not say otherwise.
 * @throws BadFileError for messages that can't be read; BadDataError for times that differ
 */
export async function openOem(paths: readonly string[], options: OrbitOptions = {}): Promise<Orbits> {
  if (paths.length !== 3) {
    throw new BadArgumentError(`There are ${paths.length} files for three spacecraft; give three.`, { paths });
  }
  const files = await Promise.all(paths.map((path) => readOem(path)));
  const [{ times }] = files as [(typeof files)[0]];
  files.forEach((file, n) => {
    const off = times.findIndex(
      (time, row) => file.times[row] === undefined || !(Math.abs(secondsBetween(file.times[row], time)) < SAME_TIME),
    );
    if (off < 0 && file.times.length === times.length) return;
    throw new BadDataError(
      `${paths[n]} has other times than ${paths[0]} (row ${off < 0 ? times.length : off}); the three files must go together.`,
      { path: paths[n], row: off },
    );
  });
  const epoch = options.epoch ?? times[0]!;
  const elapsed = Float64Array.from(times, (time) => secondsBetween(time, epoch));
  const positions = perSpacecraft((sc) => files[SPACECRAFT.indexOf(sc)]!.positions);
  return interpolated({ times: elapsed, positions }, { ...options, epoch }, "OEMOrbits");
}
