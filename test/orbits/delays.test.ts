import { describe, expect, it } from "vitest";
import { instant } from "../../src/core/instant.js";
import { type PerMosa, perMosa } from "../../src/core/mosa.js";
import { openOrbits } from "../../src/io/lisaorbits2.js";
import { openObservation } from "../../src/io/observation.js";
import { rangeModel } from "../../src/orbits/delays.js";
import type { RangeTable } from "../../src/orbits/table.js";

/** The year of the orbits, over 5,000 s between rows: a spline of degree 5 errs by less than 1e-16 of the amplitude; rounding is 2e-15 s. */
const SPLINE = 1e-14;

function range(mosa: string, t: number): number {
  return 8.3 + 0.1 * Math.sin((2 * Math.PI * t) / 31_557_600 + Number(mosa));
}

function tableOf(length: number): RangeTable {
  const properPseudoRanges: PerMosa<Float64Array> = perMosa((mosa) =>
    Float64Array.from({ length }, (_, row) => range(mosa, -50_000 + 5000 * row)),
  );
  return { source: "a test", t0: instant("TCB", -50_000), dt: 5000, length, properPseudoRanges };
}

describe("ranges from a table of orbits", () => {
  it("are smooth between its rows", () => {
    const values = rangeModel(tableOf(60)).at("31", instant("TCB", 1000, 0.5), 37.25, 5000);
    values.forEach((value, n) => {
      expect(Math.abs(value - range("31", 1000.5 + 37.25 * n))).toBeLessThan(SPLINE);
    });
  });

  it("reach from the first row to the last", () => {
    const model = rangeModel(tableOf(12));
    expect(model.at("12", instant("TCB", -50_000), 5000, 12)).toHaveLength(12);
    expect(() => model.at("12", instant("TCB", -50_001), 1, 2)).toThrow(
      /reach from -50000 s to 5000 s, the data from -50001 s to -50000 s/,
    );
    expect(() => model.at("12", instant("TCB", 0), 1, 5002)).toThrow(/Give orbits that cover the data/);
  });

  it("agree with the sample's pseudo-ranges but for its clocks, which differ by 1e-6 s/s at most", async () => {
    const [orbits, sample] = await Promise.all([
      openOrbits("runbooks/sample/orbits.h5"),
      openObservation("runbooks/sample/observation.h5"),
    ]);
    const model = rangeModel(orbits);
    for (const mosa of ["12", "23", "31", "13", "32", "21"] as const) {
      const expected = model.at(mosa, sample.t0, sample.dt, sample.length);
      const { values } = await sample.read("mprs", mosa);
      for (let n = 0; n < sample.length; n += 1000) {
        expect(Math.abs(values[n]! - expected[n]!)).toBeLessThan(1.1e-6 * (n * sample.dt + 20));
      }
    }
  });
});
