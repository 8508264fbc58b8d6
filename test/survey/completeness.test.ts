import { beforeAll, describe, expect, test } from "vitest";
import type { Mosa } from "../../src/core/mosa.js";
import type { LineMark } from "../../src/figure/figure.js";
import { lockPlan } from "../../src/quality/lock.js";
import { completeness } from "../../src/survey/completeness.js";
import { L1_STREAMS, type L1Stream, type Streams } from "../../src/survey/streams.js";
import { dropped, durationOf, frozen, sampleStreams } from "./damage.js";

const PLAN = lockPlan("N1-12");

/** Without every `step`-th sample of what this MOSA measures. */
function everyDropped(step: number, mosa: Mosa, streams: Streams): Streams {
  const gappy = (values: Float64Array): Float64Array => values.map((value, n) => (n % step === 0 ? Number.NaN : value));
  const changed = L1_STREAMS.map((name) => [name, { ...streams[name], [mosa]: gappy(streams[name][mosa]) }] as const);
  return { ...streams, ...(Object.fromEntries(changed) as Pick<Streams, L1Stream>) };
}

describe("completeness", () => {
  let streams: Streams;
  beforeAll(async () => {
    streams = await sampleStreams();
  });

  test("of the sample is whole, and its locked beatnotes may stand still", () => {
    const found = completeness(streams, PLAN, durationOf(streams));
    expect(found).toMatchObject({ missing: 0, longestGap: 0, longestStandstill: 0, hint: "" });
    expect(found.usable).toEqual({ start: 0, stop: streams.length });
  });

  test("shows a dropped stretch, whose it is, and what is left to use", () => {
    const found = completeness(dropped(streams, "23", 12_000, 14_000), PLAN, durationOf(streams));
    expect(found.missing).toBeCloseTo(5, 10);
    expect(found.longestGap).toBe(500);
    expect(found.usable).toEqual({ start: 14_000, stop: 40_000 });
    expect(found.hint).toMatch(
      /^sci_carriers 23, sci_usbs 23, ref_carriers 23 and 3 more: 500 s in 1 stretch missing, first 3000 s after the start\./,
    );
  });

  test("misses the end of an observation that stops early", () => {
    const found = completeness(streams, PLAN, 2 * durationOf(streams));
    expect(found.missing).toBeCloseTo(50, 10);
    expect(found.longestGap).toBe(durationOf(streams));
  });

  test("sees a phase meter that hangs", () => {
    const found = completeness(frozen(streams, "sci_usbs", "13", 100, 300), PLAN, durationOf(streams));
    expect(found).toMatchObject({ missing: 0, longestStandstill: 50 });
    expect(found.hint).toContain("sci_usbs 13: 50 s in 1 stretch standing still");
  });

  test("sees a wavefront sensor that is dead, and lists the angles among the streams", () => {
    const alive = { ...streams, sci_dws_phis: streams.tmi_carriers, sci_dws_etas: streams.tmi_carriers };
    const whole = completeness(alive, PLAN, durationOf(streams));
    expect(whole).toMatchObject({ missing: 0, longestStandstill: 0, hint: "" });
    expect(whole.table["stream"]).toHaveLength(24);
    expect(completeness(streams, PLAN, durationOf(streams)).table["stream"]).toHaveLength(18);
    const sci_dws_etas = { ...alive.sci_dws_etas, "31": new Float64Array(streams.length) };
    const dead = completeness({ ...alive, sci_dws_etas }, PLAN, durationOf(streams));
    expect(dead.longestStandstill).toBe(durationOf(streams));
    expect(dead.hint).toContain("sci_dws_etas 31: 10000 s in 1 stretch standing still");
  });

  test("takes locked beatnotes for hanging when the lock plan is another", () => {
    expect(completeness(streams, lockPlan("six"), durationOf(streams)).longestStandstill).toBeGreaterThan(0);
  });

  test("counts the streams at every moment of many gaps that overlap, without comparing each with each", () => {
    // Every third sample of one MOSA is missing, and every fourth of another: 80,000 gaps in 36 streams.
    const damaged = everyDropped(3, "12", everyDropped(4, "31", streams));
    const { figure, longestGap } = completeness(damaged, PLAN, durationOf(streams));
    const line = figure.marks.find((mark) => mark.type === "line") as LineMark;
    expect(Array.from(line.y).slice(0, 20)).toEqual([
      24, 24, 36, 36, 30, 30, 30, 30, 36, 36, 30, 30, 36, 36, 30, 30, 30, 30, 36, 36,
    ]);
    expect(longestGap).toBe(streams.dt);
  });

  test("is drawn: the gap is where the curve is lower", () => {
    const { figure } = completeness(dropped(streams, "23", 12_000, 14_000), PLAN, durationOf(streams));
    const line = figure.marks.find((mark) => mark.type === "line") as LineMark;
    expect(Array.from(line.y)).toEqual([36, 36, 30, 30, 36, 36]);
  });
});
