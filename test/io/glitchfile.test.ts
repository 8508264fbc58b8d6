import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isLisalabError } from "../../src/core/errors.js";
import { instant } from "../../src/core/instant.js";
import { openGlitches } from "../../src/io/glitchfile.js";
import { writeHdf5 } from "../../src/io/hdf5.js";

const START = instant("TCB", 400_000);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab-glitches-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function written(name: string, datasets: Readonly<Record<string, readonly number[]>>): Promise<string> {
  const path = join(folder, `${name}.h5`);
  await writeHdf5(path, (file) => {
    file.attributes({ dt: 0.0625, t0: 400_010 });
    for (const [dataset, values] of Object.entries(datasets)) {
      file.put(dataset, { shape: [values.length] }, Float64Array.from(values));
    }
  });
  return path;
}

describe("a file of glitches", () => {
  it("has a series for each place, beside other data", async () => {
    const path = await written("good", { tm_12: [1, 2], readout_isi_carrier_31: [3, 4], t: [0, 1] });
    const glitches = await openGlitches(path, START);
    expect(glitches.map(({ place }) => place).sort()).toEqual(["readout_sci_carrier_31", "tm_12"]);
    expect(glitches[0]).toMatchObject({ shape: "series", begin: 10, interval: 0.0625 });
  });

  it.each([
    ["nan", { tm_12: [1, Number.NaN] }, "tm_12 of"],
    ["infinite", { tm_12: [1, Number.POSITIVE_INFINITY] }, "has Infinity at sample 1; glitches must be finite numbers"],
    ["misspelt", { tm_12: [1], tmm_12: [1] }, "has tmm_12, which is no place of a glitch. Did you mean tm_12?"],
    ["mosa", { tm_12: [1], tm_14: [1] }, "has tm_14, which is no place of a glitch. Did you mean tm_12?"],
    ["short", { tm_12: [1], tm13: [1] }, "Did you mean tm_13?"],
    ["none", { tmm_12: [1] }, "holds no glitches: it has tmm_12"],
  ])("is refused when it is %s", async (name, datasets, message) => {
    const path = await written(name, datasets as Record<string, number[]>);
    const error: unknown = await openGlitches(path, START).catch((reason: unknown) => reason);
    expect(isLisalabError(error, "BadFile"), String(error)).toBe(true);
    expect((error as Error).message).toContain(message);
  });
});
