import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { MOSAS, type PerMosa, type PerSpacecraft, perMosa, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import { checkedOrbits } from "../orbits/check.js";
import type { OrbitTable, TimeGrid } from "../orbits/table.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";
import { readLisaorbits1 } from "./lisaorbits1.js";

const RANGES = "tps/ppr";

/**
 * Opens a file of orbits that lisaorbits wrote (formats 1.x and 2.x), or `lisalab orbits`: all its quantities, links in the order
 * 12, 23, 31, 13, 32, 21. Files of format 1.x have no accelerations; they are the derivatives of splines through the velocities.
 * @throws BadFileError when the file is missing, foreign, truncated, of another shape, or holds what can't be orbits
 */
export function openOrbits(path: string): Promise<OrbitTable> {
  return readHdf5(path, (file) => {
    if (!file.has(RANGES) && !file.has("tps/tau")) {
      const found = file.names("/").join(", ") || "nothing";
      throw new BadFileError(`${file.path} holds no orbits: it has ${found}, and no dataset ${RANGES}.`, { path });
    }
    const version = file.text("version");
    const read = version.startsWith("2.") ? readLisaorbits2 : version.startsWith("1.") ? readLisaorbits1 : undefined;
    if (read !== undefined) return checkedOrbits(read(file), path);
    throw new BadFileError(`${file.path} is of lisaorbits ${version}; versions 1.x and 2.x can be read.`, { version });
  });
}

function readLisaorbits2(file: Hdf5Reader): OrbitTable {
  const grid = gridOf(file);
  const vectors = (name: string): PerSpacecraft<Float64Array> =>
    bySpacecraft(columns(file, name, [grid.length, SPACECRAFT.length, 3]));
  const scalars = (name: string): PerSpacecraft<Float64Array> =>
    bySpacecraft(columns(file, name, [grid.length, SPACECRAFT.length]));
  const links = (name: string): PerMosa<Float64Array> => byMosa(columns(file, name, [grid.length, MOSAS.length]));
  return {
    source: `${madeBy(file)} ${file.text("generator")}`,
    ...grid,
    positions: vectors("tcb/x"),
    velocities: vectors("tcb/v"),
    accelerations: vectors("tcb/a"),
    properTimeDeviations: scalars("tcb/delta_tau"),
    unitVectors: byMosa(columns(file, "tcb/n", [grid.length, MOSAS.length, 3])),
    lightTravelTimes: links("tcb/ltt"),
    lightTravelTimeRates: links("tcb/d_ltt"),
    tcbPseudoRanges: links("tcb/ppr"),
    tcbPseudoRangeRates: links("tcb/d_ppr"),
    coordinateTimeDeviations: scalars("tps/delta_t"),
    properPseudoRanges: links(RANGES),
    properPseudoRangeRates: links("tps/d_ppr"),
  };
}

/** A file of ours says so; others are lisaorbits'. */
function madeBy(file: Hdf5Reader): string {
  return file.attributes().includes("software") ? file.text("software") : `lisaorbits ${file.text("version")}`;
}

function gridOf(file: Hdf5Reader): TimeGrid {
  const shape = file.shape(RANGES);
  const length = shape[0] ?? 0;
  if (shape.length !== 2 || shape[1] !== MOSAS.length || length < 2) {
    throw new BadFileError(`${RANGES} of ${file.path} has the shape (${shape.join(", ")}); it must be (N, 6).`, {
      shape,
    });
  }
  const dt = file.number("dt");
  if (!(dt > 0)) throw new BadFileError(`dt of ${file.path} is ${dt} s; it must be positive.`, { dt });
  return { t0: instant("TCB", file.number("t0")), dt, length };
}

/** The parts of a dataset along its second axis, each with its own copy. */
function columns(file: Hdf5Reader, name: string, wanted: readonly number[]): readonly Float64Array[] {
  const { shape, values } = file.table(name);
  if (shape.length !== wanted.length || shape.some((length, axis) => length !== wanted[axis])) {
    throw new BadFileError(
      `${name} of ${file.path} has the shape (${shape.join(", ")}); it must be (${wanted.join(", ")}), as ${RANGES} has.`,
      { shape },
    );
  }
  const [length = 0, count = 0, width = 1] = wanted;
  return Array.from({ length: count }, (_, column) => {
    const out = new Float64Array(length * width);
    for (let row = 0; row < length; row++) {
      const from = (row * count + column) * width;
      for (let axis = 0; axis < width; axis++) out[row * width + axis] = values[from + axis]!;
    }
    return out;
  });
}

function bySpacecraft(parts: readonly Float64Array[]): PerSpacecraft<Float64Array> {
  return perSpacecraft((spacecraft) => parts[SPACECRAFT.indexOf(spacecraft)]!);
}

function byMosa(parts: readonly Float64Array[]): PerMosa<Float64Array> {
  return perMosa((mosa) => parts[MOSAS.indexOf(mosa)]!);
}
