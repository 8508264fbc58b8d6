import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FLAGS } from "../../src/core/flags.js";
import { perMosa } from "../../src/core/mosa.js";
import { readHdf5, writeHdf5 } from "../../src/io/hdf5.js";
import { openL1 } from "../../src/io/l1file.js";
import { readSegments } from "../../src/io/l1segments.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { writeL1 } from "../../src/io/mojitofile.js";
import { openObservation } from "../../src/io/observation.js";
import { tdi as noiseOf } from "../../src/noise/tdi.js";
import { l1 } from "../../src/pipeline/l1.js";
import { part } from "../../src/pipeline/part.js";
import { alike } from "../alike.js";
import { newFolder } from "./folder.js";

const SIGNAL = "test/fixtures/l1/signal-lzf.h5";
const NOISE = "test/fixtures/l1/noise-lzf.h5";

describe("files that PyPI's mojito wrote, compressed by LZF", () => {
  it("are read lazily, with times, flags, light travel times and orbits", async () => {
    const file = await openL1(NOISE);
    expect([file.dt, file.length, file.laserFrequency]).toEqual([0.25, 300, 2.816e14]);
    expect(file.t0).toEqual({ scale: "TCB", seconds: 2375, fraction: 0 });
    expect(file.missing).toEqual([]);
    const x = await file.read("X2", { start: 98, count: 4 });
    // As h5py reads samples 5998 to 6001 of the original.
    expect([...x.values]).toEqual([
      4.424761805305295e-9, -8.439658683740566e-8, -1.1970934061906334e-7, 7.648300859834958e-8,
    ]);
    expect(x.t0).toEqual({ scale: "TCB", seconds: 2399, fraction: 0.5 });
    expect(await file.flags("tdi", { start: 98, count: 4 })).toEqual(Uint16Array.of(0, 0, FLAGS.gap, FLAGS.gap));
    const travel = await file.lightTravelTimes("12", { start: 3, count: 1 });
    expect(travel.values).toEqual(Float64Array.of(8.332427079164189));
    expect(travel.t0).toEqual({ scale: "TCB", seconds: 1200, fraction: 0 });
    expect(await file.positions("2", { start: 3, count: 1 })).toEqual(
      Float64Array.of(149954289419.37778, -1361500158.7291086, 100862809.05691068),
    );
  });

  it("add up as bricks: series as sums, flags OR-ed, noise from those that have it", async () => {
    const [signal, noise, both] = [await openL1(SIGNAL), await openL1(NOISE), await openL1([SIGNAL, NOISE])];
    const range = { start: 97, count: 6 };
    const [a, b, sum] = [await signal.read("A2", range), await noise.read("A2", range), await both.read("A2", range)];
    expect(sum.values).toEqual(a.values.map((value, n) => value + b.values[n]!));
    expect(await both.flags("eta", range)).toEqual(await noise.flags("eta", range));
    expect(signal.missing).toEqual(["noise_estimates"]);
    expect(both.missing).toEqual([]);
    const covariance = both.noise("eta");
    expect([covariance.size, covariance.frequencies.size]).toEqual([6, 5]);
    const { re, im } = await covariance.read();
    expect(re).toHaveLength(5 * 36);
    // Hermitian: entry (0, 1) is the conjugate of entry (1, 0).
    expect([re[1], im[1]]).toEqual([re[6], -im[6]!]);
    expect(() => signal.noise("XYZ")).toThrow(/None of .*signal-lzf.h5 has noise_estimates\/XYZ/);
  });

  it("must be on one grid and agree on orbits", async () => {
    const other = join(newFolder(), "other.h5");
    await copyOf(SIGNAL, other, { t0: 2376, shift: 0 });
    await expect(openL1([SIGNAL, other])).rejects.toThrow(
      /tdis of .*other.h5 starts at 2376 s, before .* share their grids/,
    );
    await copyOf(SIGNAL, other, { t0: 2375, shift: 1e-9 });
    const both = await openL1([SIGNAL, other]);
    await expect(both.lightTravelTimes("12")).rejects.toThrow(
      /ltts\/ltt_12 differs between .*signal-lzf.h5 .* and .*other.h5/,
    );
  });

  it("are refused when they are something else", async () => {
    await expect(openL1("runbooks/sample/observation.h5")).rejects.toThrow(/is no level-1 file: it has .*sci_carriers/);
    await expect(openL1([])).rejects.toThrow(/No file was named/);
    await expect((await openL1(SIGNAL)).read("X2", { start: 290, count: 20 })).rejects.toThrow(/Samples 290 to 310/);
  });
});

/** The parts of a signal brick that matter here, with another start and light travel times that are off. */
async function copyOf(path: string, target: string, change: { t0: number; shift: number }): Promise<void> {
  const [x, travel] = await readHdf5(path, (file) => [file.table("tdis/X2").values, file.table("ltts/ltt_12").values]);
  await writeHdf5(target, (file) => {
    file.attributes({ laser_frequency: 2.816e14, pipeline_name: "" });
    file.put("tdis/X2", { shape: [x!.length] }, x!);
    file.group("tdis/sampling", { t0: change.t0, dt: 0.25, size: BigInt(x!.length) });
    file.put(
      "ltts/ltt_12",
      { shape: [travel!.length] },
      travel!.map((value) => value + change.shift),
    );
    file.group("ltts/sampling", { t0: 900, dt: 100, size: BigInt(travel!.length) });
  });
}

describe("our level-1 file", () => {
  const orbits = openOrbits("runbooks/sample/orbits.h5");
  const short = async () => part(await openObservation("runbooks/sample/observation.h5"), { start: 0, stop: 12_000 });

  it("holds what l1 gives, with all that the mission's layout has, and where it came from", async () => {
    const path = join(newFolder(), "l1.h5");
    const observation = await short();
    await writeL1(path, observation, { orbits: await orbits });
    const [file, product] = [await openL1(path), await l1(observation, { orbits: await orbits })];
    expect(file.missing).toEqual([]);
    // What A and E should be like, at 10 mHz: a frequency of the grid (3/5 of 199 steps is 119.4).
    const { frequencies, read } = file.noise("AET");
    const at = 119;
    const f = frequencies.fmin * (frequencies.fmax / frequencies.fmin) ** (at / (frequencies.size - 1));
    const expected = noiseOf("A", {
      delays: perMosa((mosa) => product.delays[mosa].values[0]!),
      level: "lisainstrument",
    })(f);
    expect(Math.abs((await read()).re[9 * at]! / expected - 1)).toBeLessThan(0.02);
    expect([file.t0, file.dt, file.length]).toEqual([product.X.t0, 0.25, product.X.values.length]);
    expect(alike((await file.read("X2")).values, product.X.values)).toBe(true);
    expect(alike((await file.read("eta_31")).values, product.eta["31"].values)).toBe(true);
    expect(alike(await file.flags("tdi"), product.flags.tdi)).toBe(true);
    expect(file.provenance).toMatchObject({ parameters: { delays: "fused", timeScale: "TCB" } });
    // The mission's own axes: a quarter of the ecliptic's z is what the equator tilts away.
    const [x, y, z] = await file.positions("1", { start: 0, count: 1 });
    const ecliptic = (await orbits).positions["1"];
    const row = Math.round((file.sampling.orbits!.t0 - (await orbits).t0.seconds) / (await orbits).dt);
    const [ex, ey, ez] = ecliptic.subarray(3 * row, 3 * row + 3);
    const obliquity = (84_381.406 / 3600) * (Math.PI / 180);
    expect(x).toBe(ex);
    expect(y! * Math.cos(obliquity) + z! * Math.sin(obliquity)).toBeCloseTo(ey!, 3);
    expect(-y! * Math.sin(obliquity) + z! * Math.cos(obliquity)).toBeCloseTo(ez!, 3);
  });

  it("is made ready for level 2 in one call, as fractional frequency", async () => {
    const path = join(newFolder(), "l1.h5");
    await writeL1(path, await short(), { orbits: await orbits });
    const segments = await readSegments(path, {
      variables: ["A2", "E2"],
      band: { low: 1e-2, high: 0.1 },
      rate: 0.5,
      trim: 0.5,
      segment: 500,
    });
    expect(segments).toHaveLength(2);
    const { A2 } = segments[1]!;
    expect([A2.dt, A2.values.length, A2.unit]).toEqual([2, 250, "1"]);
    expect(A2.values[0]).toBeCloseTo(0, 30);
    // The secondary noises of this band are 3e-20 rms.
    expect(A2.values.some((value) => Math.abs(value) > 1e-22)).toBe(true);
    expect(A2.values.every((value) => Math.abs(value) < 1e-18)).toBe(true);
  });

  it("is not written over its inputs, and nothing is left when work is stopped", async () => {
    const folder = newFolder();
    const observation = await short();
    const controller = new AbortController();
    const stop = { signal: controller.signal, onProgress: () => controller.abort() };
    await expect(writeL1(join(folder, "l1.h5"), observation, { orbits: await orbits }, stop)).rejects.toThrow(/abort/i);
    expect(readdirSync(folder)).toEqual([]);
    await expect(writeL1(observation.path, observation, { orbits: await orbits })).rejects.toThrow(/is an input/);
  });
});
