import { describe, expect, it } from "vitest";
import type { Mosa } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { l1Run } from "../../src/pipeline/l1.js";
import type { Observation, Stream } from "../../src/pipeline/observation.js";
import { part } from "../../src/pipeline/part.js";
import { sampleWithAngles } from "./sample.js";

/** Samples that are enough for coefficients when the angles move: 6000 s, four segments of spectra that overlap by half. */
const ENOUGH = 24_000;

async function sample(still: (stream: Stream, mosa: Mosa) => boolean, length = ENOUGH): Promise<Observation> {
  const observation = part(await sampleWithAngles(), { start: 0, stop: length });
  return {
    ...observation,
    read: async (stream, mosa, range) => {
      const series = await observation.read(stream, mosa, range);
      return still(stream, mosa) ? { ...series, values: series.values.map(() => 0) } : series;
    },
  };
}

describe("tilt-to-length coefficients", () => {
  it.each([
    ["are found when the angles move", () => false, ENOUGH, true],
    ["are not when no angle moves", (stream: Stream) => stream.startsWith("sci_dws"), ENOUGH, false],
    [
      "are not when the angles of two spacecraft stand still",
      (stream: Stream, mosa: Mosa) => stream.startsWith("sci_dws") && !mosa.startsWith("1"),
      ENOUGH,
      false,
    ],
    ["are not in too little data", () => false, 6000, false],
  ] as const)("%s", async (_, still, length, found) => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const run = await l1Run(await sample(still, length), { orbits });
    expect(run.tilt !== undefined).toBe(found);
    expect(run.provenance.findings !== undefined && "tilt" in run.provenance.findings).toBe(found);
  });
});
