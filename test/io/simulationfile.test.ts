import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { MOSAS, perMosa, perSpacecraft, SPACECRAFT } from "../../src/core/mosa.js";
import { readHdf5 } from "../../src/io/hdf5.js";
import { openObservation } from "../../src/io/observation.js";
import { writeSimulation } from "../../src/io/simulationfile.js";
import { SimulationSpool } from "../../src/io/simulationspool.js";
import { keplerian } from "../../src/orbits/orbits.js";
import { SIMULATED_STREAMS, type SimulateOptions, SimulationRun, simulate } from "../../src/pipeline/simulate.js";
import { contentsOf } from "./contents.js";

let folder: string;
let options: SimulateOptions;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "lisalab simulation "));
  const orbits = keplerian().table({ t0: instant("TCB", 0), dt: 10_000, length: 100 });
  options = { orbits, start: instant("TCB", 400_000), seed: 3n, duration: 100 };
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Long enough for several checkpoints, and cheap: one physics sample per measurement, few noises and streams. */
function long(): SimulateOptions {
  const noises = { all: 0, laser: 30, clock: 6.32e-14, testmass: 2.4e-15, ranging: 3e-9 };
  return { ...options, duration: 50_000, upsampling: 1, filter: false, noises, streams: ["mprs", "tmi_carriers"] };
}

/** Simulates `long()`, but only half of it. */
async function stoppedHalfway(path: string): Promise<void> {
  const stop = new AbortController();
  const onProgress = ({ fraction }: { readonly fraction: number }): void => {
    if (fraction > 0.5) stop.abort();
  };
  await expect(writeSimulation(path, long(), {}, { signal: stop.signal, onProgress })).rejects.toThrow(/abort/);
}

describe("a simulation's file", () => {
  it("has what lisainstrument's has, under its names", async () => {
    const path = join(folder, "all.h5");
    await writeSimulation(path, { ...options, streams: SIMULATED_STREAMS });
    await readHdf5(path, (file) => {
      expect(file.text("version_format")).toBe("2.3.0");
      const metadata = JSON.parse(file.text("metadata_json")) as Record<string, unknown>;
      expect(metadata).toMatchObject({
        dt: 0.25,
        t0: 400_000,
        size: 400,
        lock_config: "N1-12",
        aafilter_group_delay: 4.5,
      });
      for (const name of ["sci_carriers", "ref_usbs", "mprs", "sci_dws_phis", "debug/tmi_usb_fluctuations"]) {
        expect(file.names(name)).toEqual([...MOSAS].sort());
        for (const mosa of MOSAS) expect(file.length(`${name}/${mosa}`)).toBe(400);
      }
      expect(file.names("moc_time_correlations")).toEqual([...SPACECRAFT]);
    });
  });

  it("has the same samples as the simulation in memory, and is an observation", async () => {
    const path = join(folder, "same.h5");
    await writeSimulation(path, options);
    const [written, memory] = [await openObservation(path), await simulate(options)];
    expect(written).toMatchObject({ dt: memory.dt, length: memory.length, t0: memory.t0 });
    expect(written.instrument).toEqual({
      ...memory.instrument,
      raw: JSON.parse(JSON.stringify(memory.instrument.raw)),
    });
    for (const stream of memory.streams) {
      for (const mosa of MOSAS) {
        expect((await written.read(stream, mosa)).values).toEqual((await memory.read(stream, mosa)).values);
      }
    }
  });

  it("is the same to the last bit when it was stopped on the way and gone on with, twice", async () => {
    const [whole, parts] = [join(folder, "whole.h5"), join(folder, "parts.h5")];
    await writeSimulation(whole, long());
    for (const [fraction, resume] of [
      [0.5, false],
      [0.8, true],
    ] as const) {
      const stop = new AbortController();
      const onProgress = (progress: { readonly fraction: number }): void => {
        if (progress.fraction > fraction) stop.abort();
      };
      await expect(writeSimulation(parts, long(), { resume }, { signal: stop.signal, onProgress })).rejects.toThrow(
        /abort/,
      );
      expect(existsSync(parts)).toBe(false);
      expect(statSync(join(`${parts}.partial`, "samples")).size).toBeGreaterThan(0);
    }
    await writeSimulation(parts, long(), { resume: true });
    expect(await contentsOf(parts)).toBe(await contentsOf(whole));
    expect(existsSync(`${parts}.partial`)).toBe(false);
  });

  it("is not begun where another is unfinished, and not gone on with by other options", async () => {
    const path = join(folder, "unfinished.h5");
    await stoppedHalfway(path);
    await expect(writeSimulation(path, long())).rejects.toThrow(
      "an unfinished simulation is there; go on with it by --resume",
    );
    for (const other of [{ seed: 4n }, { duration: 60_000 }, { noises: { laser: 29 } }]) {
      await expect(writeSimulation(path, { ...long(), ...other }, { resume: true })).rejects.toThrow(
        "is of another configuration",
      );
    }
    const otherOrbits = { resume: true, identity: "other orbits" };
    await expect(writeSimulation(path, long(), otherOrbits)).rejects.toThrow("is of another configuration");
  });

  it("leaves nothing behind when it was stopped before there was anything to go on with", async () => {
    const path = join(folder, "stopped.h5");
    const stop = new AbortController();
    const work = { signal: stop.signal, onProgress: () => stop.abort() };
    await expect(writeSimulation(path, { ...options, duration: 2000 }, {}, work)).rejects.toThrow(/abort/);
    expect(existsSync(path) || existsSync(`${path}.partial`)).toBe(false);
    await expect(writeSimulation(path, options, { resume: true })).rejects.toThrow("There is nothing to resume");
  });

  it("says so when what it should go on with is damaged", async () => {
    const path = join(folder, "damaged.h5");
    mkdirSync(`${path}.partial`);
    writeFileSync(join(`${path}.partial`, "checkpoint.json"), '{"identity": "half');
    await expect(writeSimulation(path, options, { resume: true })).rejects.toThrow(
      /damaged\.h5\.partial is damaged: checkpoint\.json is not what was written\. Delete the folder, and begin anew/,
    );
  });

  it("is not gone on with from samples or a state that were damaged", async () => {
    const path = join(folder, "harmed.h5");
    await stoppedHalfway(path);
    for (const [name, why] of [
      ["samples", "samples are missing"],
      ["checkpoint.json", "checkpoint.json is not what was written"],
    ] as const) {
      const file = join(`${path}.partial`, name);
      const whole = readFileSync(file);
      truncateSync(file, 1000);
      await expect(writeSimulation(path, long(), { resume: true })).rejects.toThrow(`is damaged: ${why}`);
      writeFileSync(file, whole);
    }
    for (const [name, at, why] of [
      ["samples", 0, "its samples are not those that were written"],
      ["samples", 3_000_000, "its samples are not those that were written"],
      ["checkpoint.json", 1000, "checkpoint.json is not what was written"],
    ] as const) {
      const file = join(`${path}.partial`, name);
      const whole = readFileSync(file);
      writeFileSync(file, Buffer.from(whole).fill(name === "samples" ? 0 : "A", at, at + 100));
      await expect(writeSimulation(path, long(), { resume: true })).rejects.toThrow(`is damaged: ${why}`);
      writeFileSync(file, whole);
    }
    rmSync(join(`${path}.partial`, "samples"));
    await expect(writeSimulation(path, long(), { resume: true })).rejects.toThrow("samples are missing");
    expect(existsSync(path)).toBe(false);
  });

  it("is not written from samples that vanish on the way", async () => {
    const place = join(folder, "vanished.h5.partial");
    const spool = await SimulationSpool.create(place, ["mprs"], "");
    const values = perMosa((mosa) => Float64Array.of(Number(mosa), 1, 2, 3));
    const gaps = perSpacecraft(() => new Uint8Array(4));
    const state = new SimulationRun(options).state();
    await spool.append({ start: 0, count: 4, streams: { mprs: values }, gaps }, () => state);
    await spool.flush(state);
    expect(await spool.read("mprs", "21", 0, new Float64Array(4))).toEqual(values["21"]);
    truncateSync(join(place, "samples"), 8 * 4 * 5 + 12);
    await expect(spool.read("mprs", "21", 0, new Float64Array(4))).rejects.toThrow("is damaged: samples are missing");
    await spool.close();
  });
});
