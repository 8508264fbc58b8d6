import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readCatalogue, readPosterior, writeCatalogue } from "../../src/io/cataloguefile.js";
import { writeHdf5 } from "../../src/io/hdf5.js";
import { binary, exact, release } from "../catalogue/made.js";

const { lambda: _, ...fewer } = binary("GB-2").samples;
const RELEASE = release("W2", "W1", [
  binary("GB-1"),
  { ...binary("GB-2"), samples: fewer },
  exact("GB-3", { frequency: 4e-3 }),
  { ...exact("MBHB-1", { time: 5e6 }), class: "massive-binary" as const },
]);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "catalogue-"));
});
afterAll(() => rm(folder, { recursive: true }));

describe("a release in a file", () => {
  it("comes back as it was", async () => {
    const path = join(folder, "release.h5");
    await writeCatalogue(path, RELEASE);
    const again = await readCatalogue(path);
    const sorted = again.sources.map((source) => ({
      ...source,
      parameters: [...source.parameters].sort((a, b) => (a.name < b.name ? -1 : 1)),
    }));
    const wanted = RELEASE.sources.map((source) => ({
      ...source,
      parameters: [...source.parameters].sort((a, b) => (a.name < b.name ? -1 : 1)),
    }));
    expect({ ...again, sources: sorted }).toEqual({ ...RELEASE, sources: wanted });
  });

  it("gives the posterior of one source", async () => {
    const path = join(folder, "posterior.h5");
    await writeCatalogue(path, RELEASE);
    expect(await readPosterior(path, "GB-2")).toEqual(fewer);
    expect(await readPosterior(path, "MBHB-1")).toEqual({});
    await expect(readPosterior(path, "GB-9")).rejects.toThrow(/no source GB-9/);
  });

  it("can be empty", async () => {
    const path = join(folder, "empty.h5");
    await writeCatalogue(path, release("W1", "", []));
    expect((await readCatalogue(path)).sources).toEqual([]);
  });

  it("of a newer version is refused, and so is another file", async () => {
    const path = join(folder, "newer.h5");
    await writeHdf5(path, (file) =>
      file.attributes({ format: "lisalab-catalogue", format_version: 2n, software: "lisalab 9.0" }),
    );
    await expect(readCatalogue(path)).rejects.toThrow(
      /version 2 of the layout, which a newer lisalab \(lisalab 9.0\) wrote; this one reads up to 1/,
    );
    await expect(readCatalogue("test/fixtures/response/gb-tdi.h5")).rejects.toThrow(/no catalogue of lisalab/);
  });

  it("must be a release", async () => {
    const path = join(folder, "bad.h5");
    await expect(writeCatalogue(path, release("W1", "", [binary("a"), binary("a")]))).rejects.toThrow(/twice/);
  });
});
