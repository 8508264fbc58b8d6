import { GM_SUN } from "../core/constants.js";
import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { type Orbits, resampled } from "../orbits/orbits.js";
import type { L1File } from "./l1contents.js";

/** Rows are enough so far apart (s). */
const STEP: Seconds = 43_200;
/** Who asks for orbits of data asks for days around them: so much more than the file has (s). */
const BEYOND: Seconds = 3 * 86_400;
/** Steps of the integration beyond the file's rows (s). */
const STRIDE: Seconds = 3600;
/** The ecliptic against the equator of the ICRS (rad): 84381.406″ (IAU 2006 resolution B1). */
const OBLIQUITY = (84_381.406 / 3600 / 180) * Math.PI;

/** The orbits that level 1 carries, in the axes of the ecliptic; some days more, before and after, as the Sun alone would have them. */
export async function orbitsIn(file: L1File): Promise<Orbits> {
  const { orbits } = file.sampling;
  if (orbits === undefined) {
    throw new BadFileError(`${file.paths.join(", ")} has no orbits; give a complete file of level 1.`, {});
  }
  const { t0, dt, size } = orbits;
  const every = Math.max(1, Math.min(Math.floor(STEP / dt), Math.floor((size - 1) / 8)));
  const [step, rows] = [every * dt, Math.floor((size - 1) / every) + 1];
  const more = Math.ceil(BEYOND / step);
  const read = await Promise.all(
    SPACECRAFT.map(async (sc) => {
      const [places, speeds] = [await file.positions(sc), await file.velocities(sc)];
      const at = (row: number): Float64Array =>
        Float64Array.of(...ecliptic(places, row * every), ...ecliptic(speeds, row * every));
      const out = new Float64Array(3 * (rows + 2 * more));
      for (let row = 0; row < rows; row++) out.set(at(row).subarray(0, 3), 3 * (row + more));
      const [first, last] = [at(0), at(rows - 1)];
      for (let n = 1; n <= more; n++) {
        out.set(moved(first, -step).subarray(0, 3), 3 * (more - n));
        out.set(moved(last, step).subarray(0, 3), 3 * (more + rows - 1 + n));
      }
      return out;
    }),
  );
  const positions = perSpacecraft((sc) => read[SPACECRAFT.indexOf(sc)]!);
  return resampled({ t0: instant("TCB", t0 - more * step), dt: step, length: rows + 2 * more, positions });
}

/** A row of vectors, turned from the equator's axes to the ecliptic's. */
function ecliptic(vectors: Float64Array, row: number): readonly [number, number, number] {
  const [cosine, sine] = [Math.cos(OBLIQUITY), Math.sin(OBLIQUITY)];
  const [x, y, z] = vectors.subarray(3 * row, 3 * row + 3);
  return [x!, cosine * y! + sine * z!, cosine * z! - sine * y!];
}

/** Moves a place and its velocity by a time, in place: steps of leapfrog, whose errors are metres in days. */
function moved(state: Float64Array, by: Seconds): Float64Array {
  const count = Math.ceil(Math.abs(by) / STRIDE);
  const h = by / count;
  for (let n = 0; n < count; n++) {
    drift(state, h / 2);
    const pull = (-GM_SUN.value * h) / Math.hypot(state[0]!, state[1]!, state[2]!) ** 3;
    for (let axis = 0; axis < 3; axis++) state[3 + axis]! += pull * state[axis]!;
    drift(state, h / 2);
  }
  return state;
}

function drift(state: Float64Array, h: Seconds): void {
  for (let axis = 0; axis < 3; axis++) state[axis]! += h * state[3 + axis]!;
}
