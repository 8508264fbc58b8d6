import { beforeAll, describe, expect, test } from "vitest";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import type { OrbitTable } from "../../src/orbits/table.js";
import type { TimeCorrelations } from "../../src/pipeline/observation.js";
import type { ClockPlan } from "../../src/quality/clocks.js";
import { type Clocks, clocks } from "../../src/survey/clocks.js";
import { timeCorrelations } from "../../src/survey/correlations.js";
import { ranges } from "../../src/survey/ranges.js";
import type { Streams } from "../../src/survey/streams.js";
import { clockFast, clockSetAhead, SAMPLE, sampleStreams } from "./damage.js";

/** What the sample's clocks were simulated with. */
const PLANS: Readonly<Record<"1" | "2" | "3", ClockPlan>> = {
  "1": { frequency: 5e-8, drift: 1.6e-15 },
  "2": { frequency: 6.25e-7, drift: 2e-14 },
  "3": { frequency: -3.75e-7, drift: -1.2e-14 },
};

/** Clock noise of 6.3e-14 per √(s) and ranging noise of 4 ns leave the rates over 10,000 s uncertain by less. */
const RATE_NOISE = 2e-12;
/** Three time correlations of 1 ms each: their largest difference to the median stays below with six sigmas. */
const CORRELATION_NOISE = 8;
/** Both ways see the same clocks; what differs is the noise of the ranges' slope, 1e-12. */
const MISMATCH_NOISE = 3e-12;

describe("clocks", () => {
  let streams: Streams;
  let orbits: OrbitTable;
  let correlations: TimeCorrelations;
  const tones = { "12": 2.4e9, "23": 2.4e9, "31": 2.4e9, "13": 2.401e9, "32": 2.401e9, "21": 2.401e9 };
  const judged = (data: Streams): Clocks =>
    clocks(data, ranges(data, orbits, 4.5), PLANS, correlations, tones, data.start - streams.start);

  beforeAll(async () => {
    streams = await sampleStreams();
    orbits = await openOrbits(SAMPLE.orbits);
    correlations = await timeCorrelations(await openObservation(SAMPLE.observation));
  });

  test("of the sample run as planned, by every measure", () => {
    const found = judged(streams);
    expect(Math.abs(found.worstRate.value)).toBeLessThan(RATE_NOISE);
    expect(Math.abs(found.worstOffset!.value)).toBeLessThan(CORRELATION_NOISE);
    expect(Math.abs(found.worstMismatch.value)).toBeLessThan(MISMATCH_NOISE);
    expect(Math.abs(found.worstBias.value), "m").toBeLessThan(3);
  });

  test("one set two seconds ahead shows as that one, in its reading only", () => {
    const found = judged(clockSetAhead(streams, "2", 8));
    expect(found.worstOffset!.spacecraft).toBe("2");
    expect(Math.abs(found.worstOffset!.value - 2000)).toBeLessThan(CORRELATION_NOISE);
    expect(Math.abs(found.worstRate.value)).toBeLessThan(RATE_NOISE);
    expect(Math.abs(found.worstMismatch.value)).toBeLessThan(MISMATCH_NOISE);
  });

  test("one that is fast shows as that one, in its rate", () => {
    const found = judged(clockFast(streams, "3", 1e-7, tones));
    expect(found.worstRate.spacecraft).toBe("3");
    expect(Math.abs(found.worstRate.value / 1e-7 - 1)).toBeLessThan(1e-3);
    expect(Math.abs(found.worstMismatch.value)).toBeLessThan(MISMATCH_NOISE);
  });

  test("sidebands that see another rate than the ranges give themselves away", () => {
    const fast = clockFast(streams, "1", 1e-9, tones);
    const found = judged({ ...streams, sci_usbs: fast.sci_usbs });
    expect(Math.abs(found.worstMismatch.value)).toBeGreaterThan(0.9e-9);
    expect(found.worstMismatch.mosa).toMatch(/1/);
  });
});
