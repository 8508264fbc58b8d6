import { BadFileError } from "../core/errors.js";
import { type Instant, instant, secondsBetween } from "../core/instant.js";
import { MOSAS } from "../core/mosa.js";
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
  const names = file.names("/").filter((name) => name in DATASETS || GLITCH_PLACES.includes(name));
  if (names.length === 0 || !(interval > 0)) {
    const found = file.names("/").join(", ") || "nothing";
    throw new BadFileError(
      `${file.path} holds no glitches: it has ${found}, and no series such as tm_12, laser_12 or readout_isi_carrier_12 every dt > 0 s for MOSAs ${MOSAS.join(", ")}.`,
      { path: file.path },
    );
  }
  return names.map((name) => ({
    shape: "series",
    place: DATASETS[name] ?? name,
    begin,
    interval,
    values: file.series(name, 0, file.length(name)),
  }));
}
