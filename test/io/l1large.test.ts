import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { h5wasm } from "h5wasm/node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openL1 } from "../../src/io/l1file.js";
import { eachSegment, readSegments } from "../../src/io/l1segments.js";

/** Two years at 4 Hz: 2 GB a channel, were they on the disk. What was never written is not there, and reads as 0. */
const [LENGTH, DT, LASER] = [252_633_600, 0.25, 2.816e14];
const CHUNK = 65_536;
/** One channel as numbers is ten times this. */
const MEMORY = 200e6;
/** Where there is something. */
const [FROM, COUNT] = [200_000_000, 400_000];
const NAMES = ["X2", "Y2", "Z2", "A2", "E2", "T2"];

/** A wave of 1e-21 with some noise: what fills gaps continues no wave without any. */
const signal = (sample: number): number =>
  LASER * (1e-21 * Math.sin(2 * Math.PI * 5e-3 * sample * DT) + 2e-23 * Math.sin(sample * sample * 0.7));

let folder: string;
let path: string;

beforeAll(async () => {
  await h5wasm.ready;
  folder = mkdtempSync(join(tmpdir(), "two-years-"));
  path = join(folder, "l1.h5");
  const file = new h5wasm.File(path, "w");
  file.create_attribute("pipeline_name", "made");
  file.create_attribute("laser_frequency", LASER, [], "<d");
  file.create_group("tdis");
  const sampling = file.create_group("tdis/sampling");
  sampling.create_attribute("t0", 0);
  sampling.create_attribute("dt", DT);
  sampling.create_attribute("size", LENGTH);
  const sparse = (name: string, dtype: string) =>
    file.create_dataset({
      name: `tdis/${name}`,
      data: dtype === "<q" ? new BigInt64Array(0) : new Float64Array(0),
      shape: [0],
      maxshape: [LENGTH],
      chunks: [CHUNK],
      dtype,
    });
  for (const name of NAMES) {
    const data = sparse(name, "<d");
    data.resize([LENGTH]);
    data.write_slice(
      [[FROM, FROM + COUNT]],
      Float64Array.from({ length: COUNT }, (_, n) => signal(FROM + n)),
    );
  }
  for (const name of ["tdi_flags", "eta_flags"]) {
    const data = sparse(name, "<q");
    data.resize([LENGTH]);
    data.write_slice([[FROM + 200_000, FROM + 200_400]], new BigInt64Array(400).fill(1n));
  }
  file.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("two years at a quarter of a second", () => {
  it("are a small file here, as nothing else is in it", () => {
    expect(statSync(path).size).toBeLessThan(100e6);
  });

  it("are read where they are asked for, without a channel in memory", async () => {
    const before = process.memoryUsage().rss;
    const file = await openL1(path);
    expect([file.length, file.dt, file.variables.length]).toEqual([LENGTH, DT, 6]);
    const { values } = await file.read("A2", { start: FROM + 1000, count: 4 });
    expect([...values]).toEqual([0, 1, 2, 3].map((n) => signal(FROM + 1000 + n)));
    expect((await file.read("T2", { start: LENGTH - 5, count: 5 })).values).toEqual(new Float64Array(5));
    const flags = await file.flags("tdi", { start: FROM + 199_999, count: 2 });
    expect([flags[0] === 0, flags[1] === 0]).toEqual([true, false]);
    expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY);
  });

  it("are made ready a stretch at a time, gaps filled, at a lower rate", async () => {
    const before = process.memoryUsage().rss;
    const range = { start: FROM + 100_000, count: 200_000 };
    const how = { band: { low: 1e-3, high: 2e-2 }, rate: 0.1, trim: 0.2, tukey: 0 };
    const [part] = await readSegments(path, { ...how, variables: ["A2"], range });
    expect(part!["A2"].dt).toBe(10);
    const expected = part!["A2"].values.map(
      (_, n) => 1e-21 * Math.sin(2 * Math.PI * 5e-3 * DT * (FROM + 120_000 + 40 * n)),
    );
    const worst = expected.reduce((most, value, n) => {
      // Around the gap of 100 s the line through its ends is not the wave.
      const inGap = Math.abs(n - 2000) < 100;
      return inGap ? most : Math.max(most, Math.abs(value - part!["A2"].values[n]!));
    }, 0);
    expect(worst).toBeLessThan(0.02 * 1e-21);
    expect(process.memoryUsage().rss - before).toBeLessThan(MEMORY);
  });
});

describe("a segment at a time", () => {
  const small = "test/fixtures/l1/signal-lzf.h5";

  it("is what readSegments makes of the same samples, one after the other", async () => {
    const how = { variables: ["A2"], rate: 2, gaps: "inpaint", tukey: 0.1 } as const;
    const all = [];
    for await (const one of eachSegment(small, { ...how, segment: 20, margin: 5 })) all.push(one);
    // 300 samples of 0.25 s; segments of 80, with 20 on both sides.
    expect(all.map(({ A2 }) => [A2.t0.seconds, A2.values.length])).toEqual([
      [2380, 40],
      [2400, 40],
      [2420, 40],
    ]);
    const [, second] = all;
    const [same] = await readSegments(small, {
      ...how,
      range: { start: 80, count: 120 },
      trim: 40.5 / 120,
      segment: 20,
    });
    expect(second!.A2.values).toEqual(same!.A2.values);
  });

  it("that is longer than the file is refused", async () => {
    await expect(eachSegment(small, { segment: 70, margin: 5 }).next()).rejects.toThrow(
      /320 samples, of which the file has 300/,
    );
    await expect(eachSegment(small, { segment: 0 }).next()).rejects.toThrow(/choose/);
  });
});
