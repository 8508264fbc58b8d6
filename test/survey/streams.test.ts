import { join } from "node:path";
import * as h5wasm from "h5wasm/node";
import { beforeAll, describe, expect, test } from "vitest";
import { instant } from "../../src/core/instant.js";
import { SPACECRAFT } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import { writeSimulation } from "../../src/io/simulationfile.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { part } from "../../src/pipeline/part.js";
import { simulate } from "../../src/pipeline/simulate.js";
import { isControlled } from "../../src/quality/motion.js";
import { beatnotes } from "../../src/survey/beatnotes.js";
import { correlationAt, timeCorrelations } from "../../src/survey/correlations.js";
import { asPlanned, cut, load, remembered, type Streams, without } from "../../src/survey/streams.js";
import { newFolder } from "../io/folder.js";
import { writeSimulated } from "../io/simulated.js";
import { SAMPLE } from "./damage.js";

/** A simulation of a few minutes. */
const SHORT = { start: instant("TCB", 1000), duration: 200, seed: 7n };

describe("streams of an observation", () => {
  let observation: Observation;
  let streams: Streams;
  beforeAll(async () => {
    observation = await openObservation(SAMPLE.observation);
    streams = await load(observation);
  });

  test("are all there, with the time of their first sample", () => {
    expect(streams).toMatchObject({ dt: 0.25, start: 1000, length: 40_000 });
    expect(streams.mprs["21"]).toHaveLength(40_000);
  });

  test("can be cut, and the observation likewise", async () => {
    const stretch = { start: 1000, stop: 1600 };
    const shorter = part(observation, stretch);
    expect(shorter).toMatchObject({ length: 600, duration: 150, t0: { seconds: 1250 } });
    const { values } = await shorter.read("mprs", "23");
    expect(values).toEqual(cut(streams, stretch).mprs["23"]);
    const last = await shorter.read("mprs", "23", { start: 598, count: 2 });
    expect(last.values).toEqual(streams.mprs["23"].slice(1598, 1600));
    expect(cut(streams, stretch)).toMatchObject({ start: 1250, length: 600 });
    expect(await shorter.flags("mprs", "23")).toEqual(new Uint16Array(600));
    expect(Array.from((await timeCorrelations(shorter)).times)).toEqual([-250, 86_150]);
  });

  test("have the angles of wavefront sensing where the observation has them, with all that is done to streams", async () => {
    expect(streams.sci_dws_phis).toBeUndefined();
    const simulated = await simulate({ orbits: await openOrbits(SAMPLE.orbits), ...SHORT, dynamics: {} });
    const read = await load(simulated);
    const { values } = await simulated.read("sci_dws_etas", "31");
    expect(read.sci_dws_etas!["31"]).toEqual(values);
    expect(cut(read, { start: 100, stop: 300 }).sci_dws_etas!["31"]).toEqual(values.slice(100, 300));
    const gappy = without(read, [[10, 20]]);
    expect(gappy.sci_dws_phis!["12"].findIndex(Number.isNaN)).toBe(40);
    expect(asPlanned(gappy, [[10, 10]]).flags!.sci_dws_phis!["12"].findIndex((bits) => bits !== 0)).toBe(40);
    const kept = remembered(simulated, gappy);
    expect((await kept.read("sci_dws_phis", "12", { start: 30, count: 20 })).values.findIndex(Number.isNaN)).toBe(10);
    expect(await kept.read("sci_dws_phis", "12")).toMatchObject({ unit: "rad/s" });
  });

  test.each([
    [true, { dynamics: {} }],
    [false, {}],
  ])("of a simulation's file tell whether there was drag-free control: %s", async (told, options) => {
    const path = join(newFolder(), "simulation.h5");
    await writeSimulation(path, { orbits: await openOrbits(SAMPLE.orbits), ...SHORT, ...options });
    const { channels, instrument } = await openObservation(path);
    expect(channels).toEqual([]);
    expect(isControlled(channels, instrument.raw)).toBe(told);
  });

  test("stop loading when told to", async () => {
    await expect(load(observation, { signal: AbortSignal.abort(new Error("enough")) })).rejects.toThrow("enough");
  });

  test("tell how far they are", async () => {
    const told: number[] = [];
    await load(observation, { onProgress: ({ fraction }) => told.push(fraction) });
    expect(told[0]).toBe(0);
    expect(told.at(-1)).toBe(1);
    expect([...told].sort((a, b) => a - b)).toEqual(told);
  });

  test("name the beatnotes nearest to the ends of the band", () => {
    const found = beatnotes(streams, [5e6, 25e6]);
    expect(found.lowest.name).toBe("sci_carriers 12");
    expect(found.lowest.frequency).toBeCloseTo(6.8985e6, -3);
    expect(found.highest.name).toBe("sci_usbs 31");
    expect(found.highest.frequency).toBeCloseTo(11.001e6, -3);
  });

  test("come with time correlations, a day apart, and the line between them", async () => {
    const correlations = await timeCorrelations(observation);
    expect(Array.from(correlations.times)).toEqual([0, 86_400]);
    const [first, second] = correlations.values["2"];
    expect(correlationAt(correlations, 0)["2"]).toBe(first);
    expect(correlationAt(correlations, 43_200)["2"]).toBeCloseTo((first! + second!) / 2, 12);
  });

  test.each([
    ["a single epoch", 1, 1],
    ["unequally many epochs", 3, 2],
  ])("refuse time correlations of %s: there is no line through them", async (_, first, others) => {
    const path = join(newFolder(), "correlations.h5");
    await writeSimulated(path, { metadata: { telemetry_t0: 1000, telemetry_dt: 86_400 } });
    const file = new h5wasm.File(path, "a");
    file.create_group("moc_time_correlations");
    for (const sc of SPACECRAFT) {
      const data = new Float64Array(sc === "1" ? first : others);
      file.create_dataset({ name: `moc_time_correlations/${sc}`, data });
    }
    file.close();
    await expect(timeCorrelations(await openObservation(path))).rejects.toThrow(
      /two or more are needed, as many for each/,
    );
  });
});
