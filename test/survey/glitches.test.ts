import { beforeAll, describe, expect, test } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import { l1 } from "../../src/pipeline/l1.js";
import type { Observation } from "../../src/pipeline/observation.js";
import type { GlitchSearch } from "../../src/quality/glitches.js";
import { SIMULATOR_LEVELS } from "../../src/quality/levels.js";
import { lockPlan } from "../../src/quality/lock.js";
import { completeness } from "../../src/survey/completeness.js";
import { glitches, glitchMarks, glitchSpans, glitchTable, spelledGlitches } from "../../src/survey/glitches.js";
import {
  remainingTilt,
  segmentFor,
  seriesWithout,
  type TdiSeries,
  tdiSeries,
  usableShare,
} from "../../src/survey/level1.js";
import { ranges } from "../../src/survey/ranges.js";
import { spansOf, spectrogramFigure } from "../../src/survey/spectrograms.js";
import { remembered, type Streams } from "../../src/survey/streams.js";
import { tdiModel } from "../../src/survey/tdi.js";
import { durationOf, plannedGap, pushed, SAMPLE, sampleStreams } from "./damage.js";

/** Six cells of the runbook and level 1 of 10,000 s on a busy machine. */
const PATIENCE = 60_000;

describe("glitches of an observation", () => {
  let streams: Streams;
  let orbits: OrbitTable;
  let observation: Observation;
  beforeAll(async () => {
    observation = await openObservation(SAMPLE.observation);
    orbits = await openOrbits(SAMPLE.orbits);
    streams = await sampleStreams();
  });

  /** As the runbook does it. */
  const searched = async (data: Streams): Promise<{ readonly found: GlitchSearch; readonly tdi: TdiSeries }> => {
    const product = await l1(remembered(observation, data), { orbits });
    const tdi = tdiSeries(product, data.start);
    const { delays } = ranges(streams, orbits, 4.5);
    const { coupling } = remainingTilt(observation, product);
    const model = (name: "A2" | "E2" | "T2") => tdiModel(name, delays, SIMULATOR_LEVELS, coupling).total;
    const models = { A2: model("A2"), E2: model("E2"), T2: model("T2") };
    return { found: glitches({ dt: tdi.dt, values: tdi.values, models, delays }), tdi };
  };

  test("the sample has none", { timeout: PATIENCE }, async () => {
    const { found, tdi } = await searched(streams);
    expect(found.glitches).toEqual([]);
    expect(found.searched).toBeGreaterThan(8000);
    expect(spelledGlitches([], 0)).toBe("");
    const { A2 } = tdi.values;
    expect(segmentFor([A2], tdi.dt, 2000, { hint: "" })).toBe(2000);
    expect(() => segmentFor([A2.subarray(0, 2000)], 0.25, 2000, { hint: "Ask" })).toThrow(/no more than 500 s .* Ask/);
    // A minute and a half at the begin, and the filters' reach.
    expect(usableShare(tdi, streams.length)).toBeGreaterThan(98);
    expect(usableShare(tdi, streams.length)).toBeLessThan(100);
  });

  test("a planted push and a planned gap are found, exactly these, and shown", { timeout: PATIENCE }, async () => {
    // 3.3 h into the sample's 10,000 s nothing else happens; the gap of 200 s is at 2000 s.
    const gap = [8000, 8800] as const;
    const damaged = plannedGap(pushed(streams, "12", 26_000, 3e-11, 8), "31", gap[0], gap[1]);
    const complete = completeness(damaged, lockPlan("N1-12"), durationOf(damaged));
    expect(complete).toMatchObject({ missing: 0, longestGap: 0, hint: "", unplanned: [], planned: [[2000, 2200]] });
    const { found, tdi } = await searched(damaged);
    expect(found.glitches).toHaveLength(1);
    const [glitch] = found.glitches;
    expect([glitch!.place, ...glitch!.alternatives]).toContain("test mass 12");
    // 6500 s after the start, less the filter's delay.
    expect(Math.abs(glitch!.time + tdi.offset - 6495.5)).toBeLessThan(30);
    expect(glitch!.amplitude / 3e-11).toBeGreaterThan(0.7);
    expect(glitch!.amplitude / 3e-11).toBeLessThan(1.4);
    const [span] = glitchSpans(found.glitches);
    expect(span![0]).toBeLessThan(glitch!.time - 80);
    expect(span![1]).toBeGreaterThan(glitch!.time + 150);
    const clean = seriesWithout(tdi, [span!]).values.A2;
    const blank = clean.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    const before = tdi.values.A2.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
    expect(Math.abs((blank - before) * tdi.dt - (span![1] - span![0]))).toBeLessThan(1);
    expect(glitchTable(found.glitches, tdi.offset)["place"]).toHaveLength(1);
    expect(spelledGlitches(found.glitches, tdi.offset)).toMatch(/^test mass \d\d at 64\d\d s \(SNR \d+\)$/);
    const { values, dt, offset } = tdi;
    const marks = { spans: spansOf("planned gap", complete.planned), events: glitchMarks(found.glitches, offset) };
    const { marks: drawn } = spectrogramFigure("T2", { values: values.T2, dt, offset }, 0.3, marks);
    expect(drawn.map(({ type }) => type)).toEqual(["heat", "spans", "events"]);
  });
});
