import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { closedLoopPoles, phaseMargins, sampledPoles } from "../../src/dynamics/stability.js";

const reference = JSON.parse(readFileSync("test/fixtures/dynamics/closed-loop.json", "utf8")) as {
  readonly maxRealEigenvalue: number;
  readonly states: number;
};

/** Eigenvalues of a 105 × 105 matrix whose entries reach 400: 1e-13, magnified by their condition. */
const EIGENVALUE = 1e-8;

describe("the controllers", () => {
  it("leave 46 to 52 degrees of phase", () => {
    const margins = Object.values(phaseMargins());
    expect(Math.min(...margins)).toBeGreaterThan(46);
    expect(Math.min(...margins)).toBeLessThan(46.5);
    expect(Math.max(...margins)).toBeLessThan(52.5);
    expect(Math.max(...margins)).toBeGreaterThan(52);
  });

  it("put every pole of the closed loop where the reference has them", () => {
    const { re } = closedLoopPoles();
    expect(re.length).toBe(reference.states);
    expect(Math.abs(Math.max(...re) - reference.maxRealEigenvalue)).toBeLessThan(EIGENVALUE);
  });

  it.each([1 / 3, 0.25, 0.125, 0.1, 0.0625])("are stable when they are closed every %s s", (dt) => {
    const { re, im } = sampledPoles(dt);
    const slowest = Math.max(...re.map((x, k) => Math.log(Math.hypot(x, im[k]!)) / dt));
    // The slowest pole is of a loop of 1 mHz, which no sampling of a few hertz changes.
    expect(slowest / reference.maxRealEigenvalue).toBeCloseTo(1, 3);
  });

  it("are stable with LISA Pathfinder's cross-talk, which they don't know of", () => {
    expect(Math.max(...closedLoopPoles({ crossTalk: "Pathfinder" }).re)).toBeLessThan(-1e-4);
  });
});
