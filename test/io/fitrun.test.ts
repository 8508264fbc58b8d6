import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readCatalogue } from "../../src/io/cataloguefile.js";
import { challengeConfiguration } from "../../src/io/challengeconfig.js";
import { makeChallenge } from "../../src/io/challengewriter.js";
import { writeDetections } from "../../src/io/detectionsfile.js";
import { type FitInput, readFitInput } from "../../src/io/fitinput.js";
import { type FitFileOptions, writeFit } from "../../src/io/fitrun.js";
import { openResiduals } from "../../src/io/residualfile.js";
import { newFolder } from "./folder.js";

const OPTIONS: FitFileOptions = {
  seed: 1n,
  band: { from: 3.95e-3, to: 4.25e-3 },
  steps: 20,
  samples: 60,
  noise: "Sangria",
};
/** A mean over some thousands of bins is within this of 1. */
const LEVEL = 0.1;

async function challenge(folder: string): Promise<FitInput> {
  const config = {
    name: "two",
    seed: 4,
    duration: 2_592_000,
    dt: 60,
    galacticBinaries: { count: 2, frequencies: [4e-3, 4.2e-3], snrs: [30, 120] },
  };
  const { blind } = await makeChallenge(folder, challengeConfiguration(config));
  return readFitInput(blind);
}

/** Runs a fit until so many steps are on the disk. */
async function ended(output: string, input: FitInput, options: FitFileOptions, steps: number): Promise<void> {
  const controller = new AbortController();
  const seen = new Set<string>();
  const onProgress = ({ message = "" }): void => {
    seen.add(message);
    if (seen.size > steps) controller.abort(new Error("ended"));
  };
  await expect(writeFit(output, input, options, { signal: controller.signal, onProgress })).rejects.toThrow();
}

describe("a fit in files", () => {
  it("writes catalogue and residuals, and the same bytes after it was ended", async () => {
    const folder = newFolder();
    const input = await challenge(folder);
    const [whole, resumed, residual] = ["whole.h5", "resumed.h5", "l2.h5"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    const { release, depths } = await writeFit(whole, input, { ...OPTIONS, residual });
    expect(release.sources).toHaveLength(2);

    await ended(resumed, input, { ...OPTIONS, residual }, 3);
    // The process may have been ended in the middle of a line.
    await writeFile(`${resumed}.partial`, "0123456789", { flag: "a" });
    await writeFit(resumed, input, { ...OPTIONS, residual, resume: true });
    expect((await readFile(resumed)).equals(await readFile(whole))).toBe(true);
    await expect(readFile(`${resumed}.partial`)).rejects.toThrow(/ENOENT/);

    const read = await readCatalogue(whole);
    expect(read.sources.map(({ id }) => id)).toEqual(release.sources.map(({ id }) => id));
    const level2 = await openResiduals(residual);
    expect(level2.depths).toEqual(depths);
    expect(level2.subtracted.map(({ id }) => id).sort()).toEqual(read.sources.map(({ id }) => id).sort());
    expect(level2.release).toBe(release.version);
    const [first, last] = [level2.depths[0]!, level2.depths.at(-1)!];
    const band = (of: typeof first): number => of.bands.find(({ from }) => from === 4e-3)!.A;
    expect(band(first)).toBeGreaterThan(1 + LEVEL);
    expect(Math.abs(band(last) - 1)).toBeLessThan(LEVEL);
    const { A } = await level2.read("0-data", { start: 100, count: 10 });
    A.forEach((value, n) => {
      expect(value).toBe(input.series.A[100 + n]);
    });
    await expect(async () => level2.read("5-none")).rejects.toThrow(/no depth "5-none"; it has 0-data, 1-mergers/);
  });

  it("refuses the steps of a fit of other options or other data", async () => {
    const folder = newFolder();
    const input = await challenge(folder);
    const output = join(folder, "catalogue.h5");
    await ended(output, input, OPTIONS, 2);
    await expect(writeFit(output, input, { ...OPTIONS, steps: 21, resume: true })).rejects.toThrow(
      /was begun with steps 20 instead of 21: this fit can't go on from there/,
    );
    await expect(writeFit(output, { ...input, sha256: "other" }, { ...OPTIONS, resume: true })).rejects.toThrow(
      /was begun with other data/,
    );
  });

  it("writes detections", async () => {
    const folder = newFolder();
    const output = join(folder, "detections.json");
    const found = await writeDetections(output, await challenge(folder), { band: OPTIONS.band! });
    expect(JSON.parse(await readFile(output, "utf8"))).toEqual(found);
    expect(found.detections.map((one) => one.class)).toEqual(["galactic-binary", "galactic-binary"]);
  });
});
