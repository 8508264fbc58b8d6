import { readFileSync } from "node:fs";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openObservation } from "../../src/io/observation.js";
import type { Observation } from "../../src/pipeline/observation.js";
import type { TdiOptions } from "../../src/pipeline/product.js";

/** Measurements of the Consortium's simulator, and what pytdi makes of them. */
export const SETS = ["laser-six", "laser", "gw-secondary", "laser-clock", "all"] as const;
export type SetName = (typeof SETS)[number];

const FOLDER = "test/fixtures/tdi";

/** The measurements of a set. */
export function measurementsOf(set: SetName): Promise<Observation> {
  return openObservation(`${FOLDER}/measurements-${set}.h5`);
}

/** pytdi's variables of a set by name (Hz). */
export function referencesOf(set: SetName): Promise<ReadonlyMap<string, Float64Array>> {
  return readHdf5(
    `${FOLDER}/tdi-${set}.h5`,
    (file) => new Map(file.names("/").map((name) => [name, file.table(name).values])),
  );
}

/** The constant beatnote frequencies that the references were corrected with. */
export function beatnoteFrequenciesOf(set: SetName): NonNullable<TdiOptions["beatnoteFrequencies"]> {
  const { sources } = JSON.parse(readFileSync(`${FOLDER}/README.json`, "utf8")) as {
    sources: Record<string, { beatnote_freqs: Record<string, number> }>;
  };
  const frequencies = sources[`tdi-${set}.h5`]!.beatnote_freqs;
  const of = (readout: string): Record<string, number> =>
    Object.fromEntries(
      Object.entries(frequencies)
        .filter(([name]) => name.startsWith(readout))
        .map(([name, value]) => [name.slice(-2), value]),
    );
  return { sci: of("sci"), ref: of("ref") } as NonNullable<TdiOptions["beatnoteFrequencies"]>;
}
