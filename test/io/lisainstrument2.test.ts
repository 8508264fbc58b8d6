import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openObservation } from "../../src/io/observation.js";
import { newFolder } from "./folder.js";
import { type Simulated, writeSimulated } from "./simulated.js";

const SAMPLE = "runbooks/sample/observation.h5";
const FLUCTUATIONS = "test/fixtures/tdi/measurements-laser-clock.h5";

async function opened(given: Simulated): Promise<Awaited<ReturnType<typeof openObservation>>> {
  const path = join(newFolder(), "observation.h5");
  await writeSimulated(path, given);
  return openObservation(path);
}

describe("an observation of lisainstrument 2.x", () => {
  it("has its header from the metadata and its length from the streams", async () => {
    const observation = await openObservation(SAMPLE);
    expect(observation).toMatchObject({
      format: "lisainstrument 2.3.0",
      t0: { scale: "TCB", seconds: 1000, fraction: 0 },
      dt: 0.25,
      length: 40_000,
      duration: 10_000,
      streams: ["sci_carriers", "sci_usbs", "ref_carriers", "ref_usbs", "tmi_carriers", "mprs"],
    });
    expect(observation.instrument).toMatchObject({ centralFrequency: 2.816e14, filterDelay: 4.5, lock: "N1-12" });
    expect(observation.instrument.modulationFrequencies).toMatchObject({ "12": 2.4e9, "21": 2.401e9 });
    expect(observation.instrument.raw["seed"]).toBe(20351);
  });

  it("reads a stream whole or in part, timed by the receiver's clock", async () => {
    const observation = await openObservation(SAMPLE);
    const whole = await observation.read("mprs", "31");
    expect(whole).toMatchObject({ dt: 0.25, unit: "s", t0: { scale: "SCET3", seconds: 1000 } });
    expect(whole.values).toHaveLength(40_000);
    const part = await observation.read("mprs", "31", { start: 30_001, count: 5 });
    expect(part.values).toEqual(whole.values.slice(30_001, 30_006));
    expect(part.t0).toEqual({ scale: "SCET3", seconds: 8500, fraction: 0.25 });
    expect((await observation.read("sci_carriers", "12", { start: 0, count: 2 })).values).toEqual(
      Float64Array.of(6899064.969625811, 6899007.06971273),
    );
  });

  it("has no flags and no channels, and says so", async () => {
    const observation = await openObservation(SAMPLE);
    expect(await observation.flags("mprs", "12", { start: 3, count: 2 })).toEqual(Uint16Array.of(0, 0));
    expect(await observation.flags("mprs", "12")).toHaveLength(40_000);
    await expect(observation.flags("mprs", "12", { start: 39_999, count: 2 })).rejects.toThrow(/samples 0 to 40000/);
    expect(observation.channels).toEqual([]);
    expect(() => observation.channel("1/eh_temperature_03")).toThrow(/no channel "1\/eh_temperature_03"/);
    await expect(observation.readChannel("1/eh_temperature_03")).rejects.toThrow(/has no channel/);
    await expect(observation.channelFlags("1/eh_temperature_03")).rejects.toThrow(/has no channel/);
  });

  it("has the clocks' correlations with the ground", async () => {
    const { times, values } = await (await openObservation(SAMPLE)).timeCorrelations();
    expect(Array.from(times)).toEqual([0, 86_400]);
    expect(values["3"]).toHaveLength(2);
    await expect((await opened({})).timeCorrelations()).rejects.toThrow(/telemetry_t0 is missing in metadata_json/);
  });

  it("reads the simulator's fluctuations and offsets from its debug group", async () => {
    const observation = await openObservation(FLUCTUATIONS);
    expect(observation.streams).toContain("sci_carrier_fluctuations");
    expect(observation.streams).toContain("ref_carrier_offsets");
    expect((await observation.read("sci_carrier_offsets", "31")).values[0]).toBeCloseTo(1e7, 3);
  });

  it("takes a stream that is a single number as constant", async () => {
    const observation = await opened({ datasets: { "mprs/12": { values: Float64Array.of(8.25), shape: [] } } });
    expect((await observation.read("mprs", "12", { start: 3, count: 2 })).values).toEqual(Float64Array.of(8.25, 8.25));
  });

  it("knows its file by its content", async () => {
    const expected = createHash("sha256").update(readFileSync(SAMPLE)).digest("hex");
    expect(await (await openObservation(SAMPLE)).digest()).toBe(expected);
  });

  it.each([
    ["another format", { version: "1.7.0" }, /lisainstrument file of format 1.7.0; formats 2.x can be read/],
    ["no dt", { metadata: { dt: undefined } }, /dt is missing in metadata_json of .* must be a number/],
    ["a dt that is no number", { metadata: { dt: "soon" } }, /dt is "soon" in metadata_json/],
    ["a dt of nothing", { metadata: { dt: 0 } }, /dt is 0 .* must be positive/],
    ["a dt that is not 1/fs", { metadata: { dt: 0.5, fs: 4 } }, /contradicts itself: samples 0.5 s apart .* at 4 Hz/],
    ["no t0", { metadata: { t0: null } }, /t0 is null in metadata_json/],
    ["metadata cut off", { metadataText: '{"dt": 0.2' }, /metadata_json of .* is not valid JSON/],
    ["metadata that is a list", { metadataText: "3" }, /not valid JSON: it is not an object/],
    [
      "a modulation frequency missing",
      { metadata: { modulation_freqs: { "12": 1 } } },
      /modulation_freqs of MOSA 23 is missing/,
    ],
    ["modulation frequencies of nothing", { metadata: { modulation_freqs: null } }, /MOSA 12 is missing .* above 0/],
    [
      "a stream of another length",
      { datasets: { "sci_usbs/23": { values: new Float64Array(7), shape: [7] } } },
      /sci_usbs\/23 has 7 samples and sci_carriers\/12 1200 .* have equal lengths/,
    ],
    [
      "a stream of two axes",
      { datasets: { "mprs/13": { values: new Float64Array(1200), shape: [600, 2] } } },
      /mprs\/13 has the shape \(600, 2\); a series has one axis/,
    ],
    ["no samples", { length: 0 }, /has no samples/],
  ] as [string, Simulated, RegExp][])("is refused with %s", async (_, given, message) => {
    await expect(opened(given)).rejects.toThrow(message);
  });

  it("refuses to read a dataset that is missing, and says what there is", async () => {
    const observation = await opened({ datasets: { "sci_carriers/13": undefined } });
    expect(observation.streams).not.toContain("sci_carriers");
    await expect(observation.read("sci_carriers", "13")).rejects.toThrow(
      /The dataset sci_carriers\/13 is missing; sci_carriers has 12, 21, 23, 31, 32/,
    );
  });

  it("refuses samples that it does not have", async () => {
    const observation = await openObservation(SAMPLE);
    await expect(observation.read("mprs", "12", { start: 39_999, count: 2 })).rejects.toThrow(/has samples 0 to 40000/);
    await expect(observation.read("mprs", "12", { start: -1, count: 2 })).rejects.toThrow(/Samples -1 to 1/);
  });

  it("refuses HDF5 files of other kinds", async () => {
    await expect(openObservation("runbooks/sample/orbits.h5")).rejects.toThrow(
      /holds no measurements: it has tcb, tps/,
    );
  });
});
