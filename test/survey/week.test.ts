import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import type { BrickOptions } from "../../src/survey/brick.js";
import { findingsOf } from "../../src/survey/findings.js";
import { clockChange, levelsOver, tiltChange } from "../../src/survey/steadiness.js";
import { mostGlitches, surveyWeek, type Week, weekTable } from "../../src/survey/week.js";
import { DAY, writeDay } from "./weekfiles.js";

/** Seven searches for glitches on a busy machine. */
const PATIENCE = 120_000;
const OPTIONS: BrickOptions = { segment: 2000, limits: [3, 6], lines: [], piece: 2048 };

describe("a quiet week of level 1", () => {
  let folder: string;
  let week: Week;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lisalab week "));
    for (let index = 0; index < 7; index++) await writeDay(folder, index);
    week = await surveyWeek(folder, 7 * DAY, OPTIONS);
  }, PATIENCE);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is there, usable, as its model says, and without glitches", () => {
    expect(week).toMatchObject({ refused: [], missing: 0, hint: "" });
    expect(week.bricks.map(({ name }) => name).slice(0, 2)).toEqual(["2037-01-01", "2037-01-01T04:33:04"]);
    for (const { usable, lacking, glitches, waves, witness } of week.bricks) {
      expect({ usable, lacking, glitches }).toEqual({ usable: 100, lacking: [], glitches: [] });
      for (const { worst } of [waves, witness]) expect(Math.abs(worst.decibels)).toBeLessThan(worst.limits[0]);
    }
    expect(mostGlitches(week.bricks).perDay).toBe(0);
    const table = weekTable(week.bricks);
    expect(table["ranging noise (ns)"]).toEqual(Array.from({ length: 7 }, () => 4.2));
    expect(table["lasers (dB)"]).toEqual(Array.from({ length: 7 }, () => -30));
  });

  test("is steady", () => {
    const { change, judged, pieces } = levelsOver(week.bricks);
    expect({ change: change.value, judged, pieces }).toEqual({ change: 0, judged: true, pieces: 56 });
    expect(tiltChange(week.bricks)!.value).toBeLessThan(5);
    // A parabola to the rounding of seconds.
    expect(clockChange(week.bricks)!.value).toBeLessThan(1e-6);
  });

  test("needs some files to be compared", () => {
    const two = week.bricks.slice(0, 2);
    expect([tiltChange(two), clockChange(two)]).toEqual([null, null]);
    expect(levelsOver(week.bricks.slice(0, 1)).judged).toBe(false);
    expect(clockChange([0, 1, 2, 4].map((k) => week.bricks[k]!))).toBe(null);
  });
});

describe("a week with troubles", () => {
  let folder: string;
  let week: Week;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "lisalab week "));
    const troubles = [
      {},
      { gap: 10_000, incomplete: true },
      { push: 1e-6 },
      {},
      {},
      { louder: 1.3 },
      { tilt: 5e-4, clock: 1e-3 },
    ];
    // The fourth day is missing.
    for (const [index, trouble] of troubles.entries()) if (index !== 3) await writeDay(folder, index, trouble);
    await writeFile(join(folder, "broken.h5"), "no HDF5");
    await writeFile(join(folder, "notes.txt"), "no file of level 1");
    week = await surveyWeek(folder, 7 * DAY, OPTIONS);
  }, PATIENCE);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("names files that can't be read, and times without a file", () => {
    expect(week.bricks).toHaveLength(6);
    expect(week.refused.map(({ name }) => name)).toEqual(["broken.h5"]);
    expect(week.missing).toBe(DAY);
    expect(week.hint).toMatch(/broken.h5 can't be judged: .*[^.]; 16384 s between/);
  });

  test("names the day with a gap, and what a file lacks", () => {
    const [, gappy] = week.bricks;
    expect(gappy!.usable).toBeCloseTo(100 * (1 - 10_000 / DAY), 6);
    expect(gappy!.flagged.gap).toBeCloseTo((100 * 10_000) / DAY, 6);
    expect(gappy!.lacking).toEqual(["noise_estimates"]);
    expect(Object.keys(gappy!.flagged)).toEqual(Object.keys(FLAGS));
  });

  test("finds the push on its day, and leaves it out of the spectra", () => {
    const { brick, perDay } = mostGlitches(week.bricks);
    expect(brick).toBe(week.bricks[2]);
    expect(brick.glitches).toHaveLength(1);
    expect(Math.abs(brick.glitches[0]!.time - 9000)).toBeLessThan(60);
    expect(perDay).toBeCloseTo(86_400 / (DAY - 1600), 6);
    expect(Math.abs(brick.waves.worst.decibels)).toBeLessThan(brick.waves.worst.limits[0]);
  });

  test("finds the day that is louder, by how much", () => {
    const { change } = levelsOver(week.bricks);
    expect(change.words).toContain(week.bricks[4]!.name);
    expect(Math.abs(change.value - 20 * Math.log10(1.3))).toBeLessThan(0.5);
    expect(week.bricks[4]!.waves.worst.decibels).toBeGreaterThan(week.bricks[4]!.waves.worst.limits[0]);
  });

  test("finds the coefficient and the clock that jumped", () => {
    expect(tiltChange(week.bricks)!.words).toMatch(/^local phi 12 on .*: 2\.7\d\d mm\/rad, else 2\.[12]/);
    expect(tiltChange(week.bricks)!.value).toBeGreaterThan(20);
    // Six files with a hole: no four of them in a row, evenly.
    expect(clockChange(week.bricks)).toBe(null);
  });

  test("is refused when there is nothing in it", async () => {
    const empty = await mkdtemp(join(tmpdir(), "lisalab week "));
    await expect(surveyWeek(empty, DAY, OPTIONS)).rejects.toThrow(/has no level-1 file .* lisalab l1/);
    await rm(empty, { recursive: true });
  });
});

test("of another maker's file nothing is known", () => {
  const nothing = { tiltSubtracted: false, tilt: null, clocks: null, rangingNoise: null, lasers: null };
  expect(findingsOf(undefined)).toEqual(nothing);
  expect(findingsOf({ parameters: { tilt: "kept" }, findings: { laser: { levels: [] } } })).toEqual(nothing);
});
