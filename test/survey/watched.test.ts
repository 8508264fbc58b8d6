import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { skyMap } from "../../src/catalogue/skymap.js";
import { candidateEntries } from "../../src/io/candidatefile.js";
import { challengeConfiguration } from "../../src/io/challengeconfig.js";
import { makeChallenge } from "../../src/io/challengewriter.js";
import { equalArm } from "../../src/orbits/orbits.js";
import {
  latestOf,
  narrowingTable,
  skySamples,
  type WatchedOptions,
  watched,
  watchFigure,
} from "../../src/survey/watched.js";

const DAY = 86_400;
/** 40 days whose last one is two days before a merger: the sample of the runbook, looked at every ten days. */
const SAMPLE = new URL("../../runbooks/sample/merger-to-come.json", import.meta.url);

describe("a file that is watched", () => {
  const folder = mkdtempSync(join(tmpdir(), "lisalab watched "));
  const options: WatchedOptions = {
    orbits: equalArm(),
    folder: null,
    noise: "stated",
    confusionYears: 0,
    threshold: 7,
    cadence: 10 * DAY,
  };
  let path: string;
  beforeAll(async () => {
    const config = JSON.parse(readFileSync(SAMPLE, "utf8")) as Record<string, unknown>;
    path = (await makeChallenge(folder, challengeConfiguration(config))).blind;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("tells of the merger to come, as a table, a figure and a map", async () => {
    const seen = await watched(path, options);
    expect(seen).toMatchObject({ fresh: 115_200, repeated: 0, flagged: 0, skipped: 0, noise: "Sangria" });
    const [candidate, ...others] = seen.candidates;
    expect(others).toEqual([]);
    const latest = latestOf(candidate!);
    expect(latest.class).toBe("merger");
    // The configuration draws the merger between 41.7 and 42.1 days, and light takes 500 s from the Sun.
    expect(latest.time.value).toBeGreaterThan(3_600_000 - 500 - 3 * latest.time.sigma);
    expect(latest.time.value).toBeLessThan(3_640_000 + 500 + 3 * latest.time.sigma);
    const table = narrowingTable(candidate!);
    expect(Object.values(table).every((column) => column.length === candidate!.versions.length)).toBe(true);
    const figure = watchFigure(seen.map, seen.candidates);
    expect(figure.marks.map(({ type }) => type)).toEqual(["heat", "line"]);
    const { cells } = skyMap({ ...skySamples(latest) });
    expect(cells.length).toBeGreaterThan(12);
    const [entry] = candidateEntries(seen.candidates, seen.epoch);
    expect(entry).toMatchObject({ name: candidate!.name, status: "open" });
    expect(entry!.versions.at(-1)!.coalescence_time).toMatch(/^\d{4}-\d\d-\d\dT/);
  }, 300_000);

  it("goes on from what is kept, and takes nothing twice", async () => {
    const kept = { ...options, folder: join(folder, "kept") };
    const short = challengeConfiguration({ seed: 1, duration: DAY, dt: 30, generation: 2, massiveBinaries: [] });
    mkdirSync(join(folder, "short"));
    const { blind } = await makeChallenge(join(folder, "short"), short);
    expect(await watched(blind, kept)).toMatchObject({ fresh: 2880, repeated: 0 });
    const file = join(folder, "kept", "watch.json");
    const before = readFileSync(file, "utf8");
    expect(await watched(blind, kept)).toMatchObject({ fresh: 0, repeated: 2880 });
    expect(readFileSync(file, "utf8")).toBe(before);
    await expect(watched(blind, { ...kept, threshold: 8 })).rejects.toThrow(/another configuration/);
    await expect(watched(blind, { ...kept, noise: "loud" })).rejects.toThrow(/no noise "loud"/);
    writeFileSync(file, before.slice(0, 1000));
    await expect(watched(blind, kept)).rejects.toThrow(/watch.json is no JSON/);
    writeFileSync(file, before.replace("lisalab watch file 1", "lisalab watch file 2"));
    await expect(watched(blind, kept)).rejects.toThrow(/another version of lisalab/);
  }, 300_000);
});
