import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { MOSAS, perMosa } from "../core/mosa.js";
import type { OrbitTable } from "../orbits/table.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";

const RANGES = "tps/ppr";

/**
 * Opens a file of orbits (lisaorbits, format 2.x): proper pseudo-ranges on the receivers' proper-time grids, links in
 * the order 12, 23, 31, 13, 32, 21.
 * @throws BadFileError when the file is missing, foreign, truncated, of another shape, or holds numbers that are no orbits
 */
export function openOrbits(path: string): Promise<OrbitTable> {
  return readHdf5(path, readLisaorbits2);
}

function readLisaorbits2(file: Hdf5Reader): OrbitTable {
  if (!file.has(RANGES)) {
    const found = file.names("/").join(", ") || "nothing";
    throw new BadFileError(`${file.path} holds no orbits: it has ${found}, and no dataset ${RANGES}.`, {
      path: file.path,
    });
  }
  const version = file.text("version");
  if (!version.startsWith("2.")) {
    throw new BadFileError(`${file.path} is of lisaorbits ${version}; versions 2.x can be read.`, { version });
  }
  const { shape, values } = file.table(RANGES);
  const length = shape[0] ?? 0;
  if (shape.length !== 2 || shape[1] !== MOSAS.length || length < 2) {
    throw new BadFileError(`${RANGES} of ${file.path} has the shape (${shape.join(", ")}); it must be (N, 6).`, {
      shape,
    });
  }
  const dt = file.number("dt");
  if (!(dt > 0)) throw new BadFileError(`dt of ${file.path} is ${dt} s; it must be positive.`, { dt });
  const column = (link: number): Float64Array =>
    Float64Array.from({ length }, (_, n) => values[n * MOSAS.length + link]!);
  return {
    source: `lisaorbits ${version} ${file.text("generator")}`,
    t0: instant("TCB", file.number("t0")),
    dt,
    length,
    properPseudoRanges: perMosa((mosa) => checked(file.path, mosa, column(MOSAS.indexOf(mosa)))),
  };
}

function checked(path: string, link: string, ranges: Float64Array): Float64Array {
  const bad = ranges.findIndex((range) => !Number.isFinite(range));
  if (bad < 0) return ranges;
  throw new BadFileError(`The proper pseudo-range of link ${link} in row ${bad} of ${path} is ${ranges[bad]}.`, {
    link,
  });
}
