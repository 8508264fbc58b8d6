import { BadFileError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { MOSAS } from "../core/mosa.js";
import { editDistance } from "../core/spelling.js";
import { GLITCH_PLACES, type Glitch } from "../instrument/glitches.js";
import { readHdf5 } from "./hdf5.js";
import type { Hdf5Reader } from "./hdf5reader.js";

/** Where a file's dataset acts: the readouts have their old names there (isi, rfi for sci, ref). */
const DATASETS: Readonly<Record<string, string>> = Object.fromEntries(
  GLITCH_PLACES.map((place) => [place.replace("_sci_", "_isi_").replace("_ref_", "_rfi_"), place]),
);

/**
 * The glitches of an HDF5 file of the Consortium's glitch generator: one series per place, for a simulation that starts at `start`.
 * The file must be sampled as the simulation's physics.
 * @throws BadFileError when it is no such file
 */
export function openGlitches(path: string, start: Instant<"TCB">): Promise<readonly Glitch[]> {
  return readHdf5(path, (file) => readGlitches(file, start));
}

function readGlitches(file: Hdf5Reader, start: Instant<"TCB">): readonly Glitch[] {
  const interval = file.number("dt");
  const begin = secondsBetween(instant("TCB", file.number("t0")), start);
  const names = file.names("/").filter((name) => Object.hasOwn(DATASETS, name) || GLITCH_PLACES.includes(name));
  if (names.length === 0 || !(interval > 0)) {
    const found = file.names("/").join(", ") || "nothing";
    throw new BadFileError(
      `${file.path} holds no glitches: it has ${found}, and no series such as tm_12, laser_12 or readout_isi_carrier_12 every dt > 0 s for MOSAs ${MOSAS.join(", ")}.`,
      { path: file.path },
    );
  }
  for (const name of file.names("/")) if (!names.includes(name)) mustBeElse(file.path, name);
  return names.map((name) => {
    const values = file.series(name, 0, file.length(name));
    const bad = values.findIndex((value) => !Number.isFinite(value));
    if (bad >= 0) {
      throw new BadFileError(
        `${name} of ${file.path} has ${values[bad]} at sample ${bad}; glitches must be finite numbers.`,
        { path: file.path, name, sample: bad },
      );
    }
    return { shape: "series", place: DATASETS[name] ?? name, begin, interval, values };
  });
}

/** Refuses a name that looks like a misspelt place: it ends as a MOSA does, or is a letter or two from one. */
function mustBeElse(path: string, name: string): void {
  const distance = (place: string): number => editDistance(name, place);
  const nearest = [...Object.keys(DATASETS), ...GLITCH_PLACES].sort((a, b) => distance(a) - distance(b))[0]!;
  if (!/_\d\d$/.test(name) && distance(nearest) > 2) return;
  throw new BadFileError(
    `${path} has ${name}, which is no place of a glitch. Did you mean ${nearest}? MOSAs are ${MOSAS.join(", ")}.`,
    { path, name, nearest },
  );
}
