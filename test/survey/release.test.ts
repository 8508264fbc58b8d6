import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exactSource } from "../../src/catalogue/population.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { days } from "../../src/core/units.js";
import { noiseDensity } from "../../src/inference/density.js";
import { writeCatalogue } from "../../src/io/cataloguefile.js";
import { equalArms } from "../../src/noise/equalarms.js";
import { worstChains } from "../../src/survey/chains.js";
import {
  beside,
  changed,
  comparedRelease,
  continued,
  sameSignals,
  spelledHistory,
  spelledSource,
} from "../../src/survey/release-comparison.js";
import { releaseFigure, releaseTable } from "../../src/survey/release-figures.js";
import { nextRelease, publishedReleases, publishRelease, releasesBefore } from "../../src/survey/release-folder.js";
import { release } from "../catalogue/made.js";

const DURATION = days(28);
const DT = 30;
const options = sameSignals({
  duration: DURATION,
  dt: DT,
  generation: 2,
  noise: noiseDensity(equalArms({ level: "Sangria", generation: 2 }), {
    df: 1 / DURATION,
    first: 0,
    count: DURATION / DT / 2 + 1,
  }),
});

/** A binary so many bins away from a frequency: at 0.15 the overlap is 0.86. */
function galactic(id: string, frequency: number, bins = 0, snr = 20): CatalogueSource {
  const values = { fdot: 0, amplitude: 1e-22, inclination: 1, polarization: 0.4, phase: 1, lambda: 2, beta: 0.3 };
  return { ...exactSource(id, "galactic-binary", { ...values, frequency: frequency + bins / DURATION }), snr };
}

describe("a release and the one before", () => {
  const before = release("W04", "W03", [galactic("a", 3e-3), galactic("b", 4e-3), galactic("gone", 5e-3, 0, 9)]);
  const found = release("W05", "", [
    galactic("near a", 3e-3, 0.05),
    galactic("b moved", 4e-3, 0.15),
    galactic("fresh", 6e-3, 0, 31),
    galactic("gone", 7e-3),
  ]);
  const after = continued(found, before, options);
  const comparison = comparedRelease(before, after, options);

  it("keeps the ids of what is the same, and gives none a second time", () => {
    expect(after.parent).toBe("W04");
    expect(after.sources.map(({ id }) => id)).toEqual(["a", "b", "fresh", "gone-W05"]);
  });

  it("says what became of each", () => {
    expect(comparison.counts).toEqual({ kept: 1, moved: 1, new: 2, lost: 1, merged: 0, split: 0 });
    expect(changed(comparison, "new").map(({ id }) => id)).toEqual(["fresh", "gone-W05"]);
    expect(changed(comparison, "lost").map(spelledSource)).toEqual(["gone (5.0000 mHz, SNR 9.0)"]);
  });

  it("refers to residuals beside it, wherever they were made", () => {
    const [source] = found.sources;
    const made = { ...source!, waveform: "/scratch/l2.h5#/subtracted/GB-1", residual: "" };
    const moved = beside(release("W05", "", [made]), "W05-l2.h5").sources[0];
    expect(moved).toMatchObject({ waveform: "W05-l2.h5#/subtracted/GB-1", residual: "" });
  });

  it("takes what agrees within widths for the same, whatever the medians' signals are", () => {
    const wide = (source: CatalogueSource, width: number): CatalogueSource => ({
      ...source,
      parameters: source.parameters.map((each) => ({ ...each, low: each.value - width, high: each.value + width })),
    });
    const old = release("W04", "", [wide(galactic("a", 3e-3), 1e-6)]);
    const next = release("W05", "W04", [wide(galactic("b", 3e-3, 0.6), 1e-6)]);
    expect(comparedRelease(old, continued(next, old, options), options).counts).toMatchObject({ kept: 1, lost: 0 });
    const narrow = release("W05", "W04", [wide(galactic("b", 3e-3, 0.6), 1e-9)]);
    const sure = release("W04", "", [wide(galactic("a", 3e-3), 1e-9)]);
    expect(comparedRelease(sure, continued(narrow, sure, options), options).counts).toMatchObject({ new: 1, lost: 1 });
  });

  it("takes all of a first release for new", () => {
    const first = continued(found, null, options);
    expect(first).toMatchObject({ parent: "", sources: found.sources });
    expect(comparedRelease(null, first, options).counts).toMatchObject({ new: 4, lost: 0 });
  });

  it("is drawn, and shown as a table with what was lost", () => {
    const figure = releaseFigure(comparison)!;
    expect(figure.marks.map(({ name }) => name)).toEqual(["kept", "moved", "new", "lost since the last release"]);
    expect(releaseFigure({ changes: [], counts: comparison.counts })).toBeNull();
    const table = releaseTable(comparison);
    expect(table["source"]![0]).toBe("fresh");
    expect(table["change"]).toContain("lost");
    expect(table["where"]).toContain("5.0000 mHz");
  });

  it("tells the history of what was lost", () => {
    const older = release("W03", "", [galactic("gone", 5e-3, 0.01, 8)]);
    expect(spelledHistory([older, before, after], "W04", "gone", options)).toBe("new in W03, kept in W04, lost in W05");
  });
});

describe("the folder of releases", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lisalab releases "));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("has none where there is no folder, and the first week is the first", async () => {
    const none = await publishedReleases(join(folder, "none"));
    expect(none).toEqual([]);
    expect(nextRelease(none, days(5))).toEqual({ version: "W01", week: 1, last: null });
    expect(nextRelease(none, days(28)).version).toBe("W04");
  });

  const files = { catalogue: "", residual: "" };
  const publish = async (version: string, parent: string, id = "a"): Promise<string> => {
    files.catalogue = join(folder, "catalogue.h5");
    files.residual = join(folder, "l2.h5");
    await writeCatalogue(files.catalogue, release(version, parent, [galactic(id, 3e-3)]));
    await writeFile(files.residual, `what ${version} leaves`);
    return publishRelease(join(folder, "releases"), version, files);
  };

  it("publishes whole files, follows the last week, and counts editions", async () => {
    const place = join(folder, "releases");
    await publish("W03", "");
    await publish("W04", "W03");
    await writeFile(join(place, "notes.txt"), "not a release");
    expect(nextRelease(await publishedReleases(place), days(28))).toMatchObject({
      version: "W04.2",
      last: { version: "W03" },
    });
    await publish("W04.2", "W03");
    const next = nextRelease(await publishedReleases(place), days(33));
    expect(next).toMatchObject({ version: "W05", week: 5, last: { version: "W04.2" } });
    const releases = await releasesBefore(await publishedReleases(place), "W04.2", 10);
    expect(releases.map(({ version }) => version)).toEqual(["W03", "W04.2"]);
    expect(await releasesBefore(await publishedReleases(place), "W04.2", 1)).toHaveLength(1);
    const own = ["W03-l2.h5", "W03.h5", "W04-l2.h5", "W04.2-l2.h5", "W04.2.h5", "W04.h5", "notes.txt"];
    expect((await readdir(place)).sort()).toEqual(own);
    expect(await readFile(join(place, "W03-l2.h5"), "utf8")).toBe("what W03 leaves");
  });

  it("never changes a release that was published; the same again, of a run that goes on, is none", async () => {
    const [was] = await publishedReleases(join(folder, "releases"));
    const bytes = await readFile(was!.path);
    await expect(publish("W03", "", "another")).rejects.toThrow(/published before, and a release is never changed/);
    const again = { ...files, catalogue: was!.path };
    expect(await publishRelease(join(folder, "releases"), "W03", again)).toBe(was!.path);
    expect(await readFile(was!.path)).toEqual(bytes);
    expect((await readdir(join(folder, "releases"))).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  it("leaves nothing behind where it can't publish", async () => {
    const wanted = { catalogue: files.catalogue, residual: join(folder, "none.h5") };
    await expect(publishRelease(join(folder, "other"), "W01", wanted)).rejects.toThrow(/can't be published: ENOENT/);
    expect(await readdir(join(folder, "other"))).toEqual([]);
  });
});

describe("chains of many sources", () => {
  it("are as good as the worst", () => {
    const worst = worstChains([
      { id: "a", rHat: 1.01, effective: 900 },
      { id: "b", rHat: 1.3, effective: 40 },
      { id: "c", rHat: 0, effective: 0 },
    ]);
    expect(worst).toEqual({
      rHat: 1.3,
      effective: 40,
      slowest: "b 1.300, a 1.010",
      scarcest: "b 40, a 900",
      unsampled: ["c"],
    });
  });

  it("that never moved are the worst there are, and none are none", () => {
    expect(worstChains([{ id: "a", rHat: Number.NaN, effective: Number.NaN }])).toMatchObject({
      rHat: Number.POSITIVE_INFINITY,
      effective: 0,
    });
    expect(worstChains([{ id: "a", rHat: 0, effective: 0 }])).toBeNull();
  });
});
