import { copyFile, mkdtemp, rm, stat, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CatalogueRelease } from "../../src/catalogue/release.js";
import { readCatalogue, writeCatalogue } from "../../src/io/cataloguefile.js";
import { challengeConfiguration } from "../../src/io/challengeconfig.js";
import { scoreChallenge } from "../../src/io/challengescore.js";
import { makeChallenge } from "../../src/io/challengewriter.js";
import { readFitInput } from "../../src/io/fitinput.js";
import { writeFit } from "../../src/io/fitrun.js";

/** Ten days with two binaries apart from each other, loud enough to be found by anybody. */
const CONFIG = {
  seed: 3,
  duration: 983_040,
  dt: 30,
  galacticBinaries: { count: 2, frequencies: [4e-3, 7e-3], snrs: [40, 60] },
};

let folder: string;
let answer: string;
let release: CatalogueRelease;
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "answer-"));
  await makeChallenge(folder, challengeConfiguration({ ...CONFIG, name: "one" }));
  await makeChallenge(folder, challengeConfiguration({ ...CONFIG, name: "other", seed: 4 }));
  await makeChallenge(folder, challengeConfiguration({ ...CONFIG, name: "noise", galacticBinaries: [] }));
  answer = file("catalogue.h5");
  const input = await readFitInput(file("one-blind.h5"));
  ({ release } = await writeFit(answer, input, { seed: 1n, band: { from: 3e-3, to: 8e-3 }, rounds: 1, steps: 100 }));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

describe("a stranger's way: make, fit, score", () => {
  it("ends with all that was put in, and nothing else", async () => {
    const score = await scoreChallenge(answer, file("one-truth.h5"));
    expect(score).toMatchObject({ injected: 2, found: 2, answered: 2, right: 2, recall: 1, purity: 1 });
    expect(score.pairs.every(({ overlap }) => overlap > 0.95)).toBe(true);
    expect(score.calibration.map(({ parameter }) => parameter)).toContain("frequency");
    expect(score.calibration.every(({ ranks }) => ranks.length === 2)).toBe(true);
  });

  it("is refused by the truth of other data, unless one insists", async () => {
    await expect(scoreChallenge(answer, file("other-truth.h5"))).rejects.toThrow(
      /one-blind.h5, whose series are others than those of .*other-truth.h5: it answers another challenge/,
    );
    expect(await scoreChallenge(answer, file("other-truth.h5"), { otherData: true })).toMatchObject({ right: 0 });
  });

  it("counts from another epoch all the same", async () => {
    const { atEpoch } = await import("../../src/catalogue/epoch.js");
    const later = file("later.h5");
    await writeCatalogue(later, atEpoch(release, 1e6));
    expect(await scoreChallenge(later, file("one-truth.h5"))).toMatchObject({ found: 2, right: 2 });
  });
});

describe("answers that want to look better than they are", () => {
  const scored = async (name: string, sources: CatalogueRelease["sources"]) => {
    await writeCatalogue(file(name), { ...release, sources });
    return scoreChallenge(file(name), file("one-truth.h5"));
  };

  it("twice the same is once right, and once wrong", async () => {
    const twice = release.sources.flatMap((source) => [source, { ...source, id: `${source.id} again` }]);
    expect(await scored("twice.h5", twice)).toMatchObject({ recall: 1, purity: 0.5, answered: 4, right: 2 });
  });

  it("nothing is no purity, and no recall", async () => {
    const score = await scored("empty.h5", []);
    expect(score).toMatchObject({ recall: 0, answered: 0, found: 0 });
    expect(score.purity).toBeNaN();
    expect(score.missed).toHaveLength(2);
  });

  it("a blind file is no answer, and one cut short is none either", async () => {
    await expect(scoreChallenge(file("one-blind.h5"), file("one-truth.h5"))).rejects.toThrow(
      /blind file, not an answer/,
    );
    await copyFile(answer, file("cut.h5"));
    await truncate(file("cut.h5"), Math.floor((await stat(answer)).size / 2));
    await expect(readCatalogue(file("cut.h5"))).rejects.toThrow(/cut\.h5.*(truncated|cut short|damaged|HDF5)/);
    await expect(scoreChallenge(file("cut.h5"), file("one-truth.h5"))).rejects.toThrow(/cut\.h5/);
  });

  it("in data of noise alone every answer is wrong", async () => {
    const score = await scoreChallenge(answer, file("noise-truth.h5"), { otherData: true });
    expect(score).toMatchObject({ injected: 0, answered: 2, right: 0, purity: 0 });
    expect(score.recall).toBeNaN();
    await expect(scoreChallenge(answer, file("one-truth.h5"), { leastSnr: -1 })).rejects.toThrow(/0 or more/);
  });
});
