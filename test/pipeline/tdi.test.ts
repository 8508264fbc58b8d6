import { describe, expect, it } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import { LISAINSTRUMENT } from "../../src/noise/levels.js";
import { tdi as noiseOf } from "../../src/noise/tdi.js";
import { l1 } from "../../src/pipeline/l1.js";
import type { Observation } from "../../src/pipeline/observation.js";
import { part } from "../../src/pipeline/part.js";
import type { TdiOptions } from "../../src/pipeline/product.js";
import { tdi } from "../../src/pipeline/tdi.js";
import type { TdiVariable } from "../../src/tdi/variable.js";
import { alike } from "../alike.js";
import { levelInBand } from "./level.js";
import { beatnoteFrequenciesOf, measurementsOf, referencesOf, SETS } from "./references.js";

/** The same order, delays and derivatives: what differs is rounding, of samples up to 1e3 Hz. */
const AGREEMENT = 1e-9;
/** What the references call edges. */
const [EDGE, END] = [400, 20];
/** pytdi's way: noisy pseudo-ranges, as they are. */
const AS_PYTDI: TdiOptions = { delays: "raw", inputStreams: "fluctuations", clockCorrection: false };
/** A level from a few dozen independent bins, ±20 to 40 %. */
const LEVEL_TOLERANCE = 3;

function worstDifference(a: Float64Array, b: Float64Array): number {
  let worst = 0;
  for (let n = EDGE; n < a.length - END; n++) worst = Math.max(worst, Math.abs(a[n]! - b[n]!));
  return worst;
}

/** The level of a variable above the secondary noises in a band, in dB. */
async function levelAbove(
  observation: Observation,
  variable: TdiVariable,
  options: TdiOptions,
  band: readonly [number, number],
  segment: number,
): Promise<number> {
  const { series, valid } = await tdi(observation, [variable], options);
  const kept = series[variable].values.subarray(valid.start, valid.stop - END);
  return levelInBand(kept, observation.dt, noiseOf(variable, { level: LISAINSTRUMENT }), band, segment);
}

describe.each(SETS)("the references of %s", (set) => {
  it("agree sample by sample", async () => {
    const observation = await measurementsOf(set);
    const references = [...(await referencesOf(set))].filter(([name]) => !/clock/.test(name));
    expect(references.length).toBeGreaterThanOrEqual(4);
    const names = references.map(([name]) => name as TdiVariable);
    const { series } = await tdi(observation, names, AS_PYTDI);
    for (const [name, expected] of references) {
      expect(worstDifference(series[name as TdiVariable].values, expected), name).toBeLessThan(AGREEMENT);
    }
  });
});

describe.each(["laser-clock", "all"] as const)("the clock correction of %s", (set) => {
  it("agrees sample by sample", async () => {
    const observation = await measurementsOf(set);
    const references = [...(await referencesOf(set))].filter(([name]) => name.endsWith("_clockcorrected"));
    const names = references.map(([name]) => name.replace("_clockcorrected", "") as TdiVariable);
    const options = { ...AS_PYTDI, clockCorrection: true, beatnoteFrequencies: beatnoteFrequenciesOf(set) };
    const { series } = await tdi(observation, names, options);
    for (const [name, expected] of references) {
      const got = series[name.replace("_clockcorrected", "") as TdiVariable].values;
      expect(worstDifference(got, expected), name).toBeLessThan(AGREEMENT);
    }
    expect(references.length).toBeGreaterThan(0);
  });
});

describe("the laser's residual against the secondary noises, as measured for pytdi", () => {
  // Figures of 20,000 s for six free lasers: -81 dB at 10 mHz, -99 dB at 100 mHz. At 1 mHz the fixture has one bin.
  it.each([
    [[8.8e-3, 11.2e-3], -81],
    [[95e-3, 105e-3], -99],
  ] as const)("six free lasers in X2, from %s Hz: %s dB", async (band, expected) => {
    const level = await levelAbove(await measurementsOf("laser-six"), "X2", AS_PYTDI, band, 900);
    expect(Math.abs(level - expected)).toBeLessThan(LEVEL_TOLERANCE);
  });

  it("clocks, corrected by the sidebands, are at least 57 dB below at 10 mHz and 82 dB at 100 mHz", async () => {
    const observation = await measurementsOf("laser-clock");
    for (const variable of ["X2", "Y2", "Z2"] as const) {
      const corrected: TdiOptions = { ...AS_PYTDI, clockCorrection: true };
      const uncorrected = await levelAbove(observation, variable, AS_PYTDI, [8e-3, 12e-3], 900);
      expect(uncorrected, variable).toBeGreaterThan(21 - LEVEL_TOLERANCE);
      expect(await levelAbove(observation, variable, corrected, [8e-3, 12e-3], 900)).toBeLessThan(
        -57 + LEVEL_TOLERANCE,
      );
      expect(await levelAbove(observation, variable, corrected, [95e-3, 105e-3], 900)).toBeLessThan(
        -82 + LEVEL_TOLERANCE,
      );
    }
  });
});

describe("the sample, with all noises, from total frequencies as received", () => {
  const sample = (): Promise<Observation> => openObservation("runbooks/sample/observation.h5");
  const band = [0.8e-3, 1.2e-3] as const;

  it("is at the level of the secondary noises at 1 mHz, where noisy ranges are 30 dB above", async () => {
    const observation = await sample();
    for (const variable of ["X2", "Y2", "Z2"] as const) {
      expect(Math.abs(await levelAbove(observation, variable, {}, band, 5000)), variable).toBeLessThan(LEVEL_TOLERANCE);
    }
    expect(await levelAbove(observation, "Y2", { delays: "raw" }, band, 5000)).toBeGreaterThan(25);
    expect(await levelAbove(observation, "Y2", { clockCorrection: false }, band, 5000)).toBeGreaterThan(25);
  });

  it("is no different with the orbits' ranges taken off before smoothing", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const observation = await sample();
    expect(Math.abs(await levelAbove(observation, "Y2", { orbits }, band, 5000))).toBeLessThan(LEVEL_TOLERANCE);
  });

  it("refuses the orbits of another constellation", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const longer = perMosa((mosa) => orbits.properPseudoRanges[mosa].map((range) => range * 1.001));
    const foreign = { ...orbits, properPseudoRanges: longer };
    for (const delays of ["orbits", "smoothed"] as const) {
      await expect(tdi(await sample(), ["X2"], { orbits: foreign, delays })).rejects.toThrow(
        /links 12 and 21 .* differ from the orbits' by -0.016\d s together, at sample 0/,
      );
    }
  });

  it("stays there in half of it, when orbits are given: a gap in the middle is no excess of noise", async () => {
    const orbits = await openOrbits("runbooks/sample/orbits.h5");
    const half = part(await sample(), { start: 20_001, stop: 40_000 });
    // Of all noises with tilt-to-length, the whole sample is 2.4 dB above the secondary noises from 1 to 3 mHz.
    const level = await levelAbove(half, "A2", { orbits }, [1e-3, 3e-3], 2500);
    expect(Math.abs(level - 2.4)).toBeLessThan(LEVEL_TOLERANCE);
  });

  it("gives level 1 without its edges, with the delays and where all came from", async () => {
    const observation = part(await sample(), { start: 0, stop: 12_000 });
    const product = await l1(observation, { delays: "smoothed" });
    const { series, valid } = await tdi(observation, ["X2", "A2"]);
    for (const [got, whole] of [
      [product.X, series.X2],
      [product.A, series.A2],
    ] as const) {
      const expected = whole.values.subarray(valid.start, valid.stop);
      expect(alike(got.values, expected)).toBe(true);
    }
    expect(product.Y.t0).toEqual({ scale: "SCET2", seconds: 1070, fraction: 0.75 });
    expect(product.delays["12"].values).toHaveLength(product.X.values.length);
    expect(Math.abs(product.delays["12"].values[0]! - 8.332432)).toBeLessThan(1e-4);
    expect(product.provenance.input.sha256).toBe("c484f1edc9342b22e354e4e659fb61f11d57983379ef62a51109bcda628a8061");
    expect(product.provenance.parameters).toMatchObject({
      delays: "smoothed",
      clockCorrection: true,
      inputStreams: "totals",
    });
  });
});
