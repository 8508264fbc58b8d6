import { createHash } from "node:crypto";
import { MOSAS, SPACECRAFT } from "../../src/core/mosa.js";
import { readHdf5 } from "../../src/io/hdf5.js";

/**
 * A digest of all that a simulation's file holds, bit by bit: the file itself also has the second when HDF5 made each of its
 * objects.
 */
export async function contentsOf(path: string): Promise<string> {
  return readHdf5(path, (file) => {
    const hash = createHash("sha256").update(file.text("metadata_json"));
    const places = (name: string): readonly string[] => (name === "moc_time_correlations" ? SPACECRAFT : MOSAS);
    for (const name of file.names("/").filter((one) => one !== "debug")) {
      for (const place of places(name)) {
        const { values } = file.table(`${name}/${place}`);
        hash.update(`${name}/${place}`).update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
      }
    }
    return hash.digest("hex");
  });
}
