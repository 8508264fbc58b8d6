import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { writeL1Bricks } from "../../src/io/l1bricks.js";
import { openL1 } from "../../src/io/l1file.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { writeL1 } from "../../src/io/mojitofile.js";
import { openObservation } from "../../src/io/observation.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { part } from "../../src/pipeline/part.js";
import { alike } from "../alike.js";
import { lastingFolder } from "./recording.js";

/** Files of 1,500 s from an observation of 1,000 s to 5,000 s. */
const EVERY = 1500;

/** Delays are rounded at 2e-15 s, otherwise in other stretches; their rate from sample to sample times beatnotes of 10 MHz (Hz). */
const ROUNDING = 1e-6;

function worst(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, value, n) => Math.max(most, Math.abs(value - b[n]!)), 0);
}

let observation: Observation;
let orbits: OrbitTable;
let folder: string;
let files: readonly string[];
beforeAll(async () => {
  observation = part(await openObservation("runbooks/sample/observation.h5"), { start: 0, stop: 16_000 });
  orbits = await openOrbits("runbooks/sample/orbits.h5");
  folder = lastingFolder();
  files = (await writeL1Bricks(folder, observation, { orbits, every: EVERY })).written;
});

describe("level 1, file after file", () => {
  it("is made of all times that are over, and no file is made twice", async () => {
    expect(files.map((path) => basename(path))).toEqual([
      "l1-2035-01-01T000000.h5",
      "l1-2035-01-01T002500.h5",
      "l1-2035-01-01T005000.h5",
    ]);
    expect(readdirSync(folder)).toHaveLength(3);
    const again = await writeL1Bricks(folder, observation, { orbits, every: EVERY });
    expect(again).toMatchObject({ written: [], kept: files, until: { seconds: 4500 } });
  });

  it("is one file to who reads it, the same as if made at once", async () => {
    const rest = await writeL1Bricks(folder, observation, { orbits, every: EVERY, unfinished: true });
    expect(rest.written).toHaveLength(1);
    const whole = join(lastingFolder(), "whole.h5");
    await writeL1(whole, observation, { orbits });
    // In any order.
    const [joined, one] = [await openL1([...rest.written, ...files]), await openL1(whole)];
    expect([joined.t0, joined.length, joined.missing]).toEqual([one.t0, one.length, []]);
    expect(worst((await joined.read("X2")).values, (await one.read("X2")).values)).toBeLessThan(ROUNDING);
    const border = { start: Math.round((3000 - 1070) / 0.25) - 20, count: 40 };
    const [a, b] = [await joined.read("eta_12", border), await one.read("eta_12", border)];
    expect([a.t0, a.values.length]).toEqual([b.t0, b.values.length]);
    expect(worst(a.values, b.values)).toBeLessThan(ROUNDING);
    expect(await joined.flags("tdi", border)).toEqual(await one.flags("tdi", border));
    const at = (grid: { t0: number; dt: number } | undefined): number => Math.round((5000 - grid!.t0) / grid!.dt);
    const rows = (file: typeof one) => ({ start: at(file.sampling.ltts), count: 2 });
    expect(await joined.lightTravelTimes("23", rows(joined))).toEqual(await one.lightTravelTimes("23", rows(one)));
    expect(await joined.velocities("3", rows(joined))).toEqual(await one.velocities("3", rows(one)));
    expect(alike((await joined.noise("eta").read()).im, (await one.noise("eta").read()).im)).toBe(true);
  });

  it("is refused with a hole in it, or with the same time twice", async () => {
    await expect(openL1([files[0]!, files[2]!])).rejects.toThrow(
      /tdis of .*T005000.h5 starts at 3000 s .* what is before it ends at 1500 s .* follow each other/,
    );
    const other = join(lastingFolder(), "other.h5");
    await writeL1(other, part(observation, { start: 0, stop: 9000 }), { orbits });
    await expect(openL1([files[1]!, other])).rejects.toThrow(/starts at 1500 s, before that of .*other.h5 ends/);
  });

  it("needs a length, and data", async () => {
    await expect(writeL1Bricks(folder, observation, { orbits, every: 0 })).rejects.toThrow(/length is 0 s/);
    const short = part(observation, { start: 0, stop: 300 });
    expect(await writeL1Bricks(lastingFolder(), short, { orbits })).toMatchObject({ written: [], kept: [] });
  });
});
