import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { openChallenge } from "../../src/io/challengefile.js";
import type { FitInput } from "../../src/io/fitinput.js";
import { equalArm } from "../../src/orbits/orbits.js";
import type { ResidualFinding, ResidualPower } from "../../src/search/residual-report.js";
import { firstWeeks, noiseNameOf } from "../../src/survey/fit-survey.js";
import { residualFigure, spelledResidue, worstBand } from "../../src/survey/residuals.js";
import { dataFor } from "../../src/survey/sample-data.js";

const WEEK = 604_800;
const DT = 600;

function input(weeks: number): FitInput {
  const values = Float64Array.from({ length: (weeks * WEEK) / DT }, (_, n) => n);
  return {
    series: { dt: DT, start: 0, A: values, E: values, T: values },
    from: instant("TCB", 0),
    orbits: equalArm(),
    generation: 2,
    path: "l1.h5",
    sha256: "whole",
    noiseLevel: "Sangria",
    kind: "level 1",
  };
}

describe("the weeks that count", () => {
  it("are the first ones, with a hash of their own", () => {
    const all = input(5);
    const four = firstWeeks(all, 4);
    expect(four.series.E).toEqual(all.series.E.slice(0, (4 * WEEK) / DT));
    expect(four.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(firstWeeks(all, 0)).toBe(all);
    expect(firstWeeks(all, 5)).toBe(all);
  });

  it("are no more than there are", () => {
    expect(() => firstWeeks(input(5), 6)).toThrow(/weeks=6: l1.h5 has 5.00 weeks of data; give no more, or 0 for all/);
    expect(() => firstWeeks(input(5), -1)).toThrow(/weeks=-1/);
  });

  it("are judged by the noise that their file names, or by their own", () => {
    expect(noiseNameOf({ noiseLevel: "SciRD" })).toBe("SciRD");
    expect(noiseNameOf({ noiseLevel: "" })).toBe("estimated");
    expect(noiseNameOf({ noiseLevel: "toString" })).toBe("estimated");
  });
});

function band(channel: "A" | "E" | "T", power: number, error = 0.01): ResidualPower {
  return { channel, low: 1e-3, high: 2e-3, bins: 10_000, power, error };
}

describe("what is left", () => {
  it("is as far from the noise as its worst band of A and E, less what chance does", () => {
    const bands = [band("A", 1.02), band("E", 0.9), band("T", 3)];
    const { beyond, words } = worstBand({ bands });
    expect(beyond).toBeCloseTo(0.1 - 0.035, 12);
    expect(words).toBe("E has 0.900 ± 0.010 times the noise's power from 1 to 2 mHz");
    expect(worstBand({ bands: [band("A", 1.03)] }).beyond).toBe(0);
  });

  it("that is no number is no small difference", () => {
    expect(worstBand({ bands: [band("A", 1), band("E", Number.NaN)] }).beyond).toBeNaN();
  });

  it("is told of in words, the first of many", () => {
    const one: ResidualFinding = {
      check: "stretches",
      channels: ["A", "E"],
      low: 3e-3,
      high: 3.2e-3,
      from: 86_400,
      to: 129_600,
      value: 60,
      probability: 1e-5,
      origin: "waves",
    };
    const line = { ...one, check: "lines", low: 4e-3, high: 4e-3, origin: "unknown" } as const;
    expect(spelledResidue([one, line, line, line])).toBe(
      "stretches of A and E from 3 to 3.2 mHz between day 1.0 and day 1.5 (from waves); lines of A and E at 4 mHz (origin not known); lines of A and E at 4 mHz (origin not known); and 1 more",
    );
  });

  it("is drawn with what chance does", () => {
    const { marks } = residualFigure({ bands: [band("A", 1), band("E", 1.1)] });
    expect(marks.map(({ name }) => name)).toEqual(["chance", "A", "E"]);
  });
});

describe("data for a runbook", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lisalab data "));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("are a file as it is", async () => {
    expect(await dataFor("l1.h5", folder)).toBe("l1.h5");
  });

  it("or are made of a configuration, once, without their sources", async () => {
    const config = join(folder, "weeks.json");
    await writeFile(config, JSON.stringify({ seed: 1, duration: 86_400, dt: 60, galacticBinaries: { count: 1 } }));
    const made = join(folder, "made");
    const path = await dataFor(config, made);
    expect(await (await openChallenge(path)).truth()).toEqual([]);
    expect(await dataFor(config, made)).toBe(path);
    expect(await readdir(made)).toHaveLength(1);
  });

  it("are refused where the configuration is none, and leave nothing", async () => {
    const config = join(folder, "bad.json");
    const empty = join(folder, "empty");
    await writeFile(config, "{ half");
    await expect(dataFor(config, empty)).rejects.toThrow(/is no JSON/);
    await writeFile(config, "[]");
    await expect(dataFor(config, empty)).rejects.toThrow(/an object/);
    await writeFile(config, JSON.stringify({ seed: 1, duration: 86_400, dt: 60, binaries: [] }));
    await expect(dataFor(config, empty)).rejects.toThrow(/binaries/);
    expect(await readdir(empty)).toEqual([]);
  });
});
