import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjacentOf, distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../../src/core/mosa.js";
import { responseOf } from "../../src/noise/response.js";
import {
  asVariable,
  beatnoteCombinationOf,
  clockOf,
  combinationOf,
  generationOf,
  TDI_VARIABLES,
} from "../../src/tdi/catalogue.js";
import { Combination } from "../../src/tdi/combination.js";
import type { TdiVariable } from "../../src/tdi/variable.js";

/** Beatnotes of six free lasers: what comes in minus what is there. */
function ofLasers(name: string): Combination {
  const mosa = name.slice(-2) as Mosa;
  const local = Combination.of({ [`laser_${mosa}`]: "1" });
  if (name.startsWith("sci")) return Combination.of({ [`laser_${distantOf(mosa)}`]: mosa }).minus(local);
  return Combination.of({ [`laser_${adjacentOf(mosa)}`]: "1" }).minus(local);
}

/** The largest response to any laser at this frequency. */
function laserResponse(variable: TdiVariable, delays: PerMosa<number>, frequency: number): number {
  const inLasers = beatnoteCombinationOf(variable).in(ofLasers);
  return Math.max(
    0,
    ...inLasers.measurements().map((name) => {
      const { re, im } = responseOf(inLasers.on(name), delays)(frequency);
      return Math.hypot(re, im);
    }),
  );
}

/** Sums of up to 32 terms of order 1, with phases up to 2π · 1 Hz · 100 s. */
const ROUNDING = 1e-11;

const delay = fc.double({ min: 6, max: 12, noNaN: true });
const unequal = fc
  .tuple(delay, delay, delay, delay, delay, delay)
  .map((values) => perMosa((mosa) => values[MOSAS.indexOf(mosa)]!));
const reciprocal = fc
  .tuple(delay, delay, delay)
  .map(([a, b, c]): PerMosa<number> => ({ "12": a, "21": a, "23": b, "32": b, "31": c, "13": c }));
const frequency = fc.double({ min: 1e-4, max: 1, noNaN: true });

describe("combinations", () => {
  it.each(["X1", "Y1", "Z1", "X2", "Y2", "Z2", "A2", "E2", "T2", "alpha2", "beta2", "gamma2"] as const)(
    "%s cancels all lasers for any constant arms, even such as differ with direction",
    (variable) => {
      fc.assert(
        fc.property(unequal, frequency, (delays, f) => {
          expect(laserResponse(variable, delays, f)).toBeLessThan(ROUNDING);
        }),
        { numRuns: 20 },
      );
    },
  );

  it.each(["alpha1", "beta1", "gamma1", "zeta1"] as const)(
    "%s cancels all lasers for arms equal both ways",
    (variable) => {
      fc.assert(
        fc.property(reciprocal, frequency, (delays, f) => {
          expect(laserResponse(variable, delays, f)).toBeLessThan(ROUNDING);
        }),
        { numRuns: 20 },
      );
    },
  );

  it("α of generation 1 sees the rotation that generation 2 cancels", () => {
    const rotating: PerMosa<number> = { "12": 8.3, "23": 8.3, "31": 8.3, "13": 8.30003, "32": 8.30003, "21": 8.30003 };
    expect(laserResponse("alpha1", rotating, 0.1)).toBeGreaterThan(1e-5);
    expect(laserResponse("alpha2", rotating, 0.1)).toBeLessThan(ROUNDING);
  });

  it("η has the lasers of the left-hand MOSAs only: D_ij φ_j − φ_i", () => {
    const left = { "1": "laser_12", "2": "laser_23", "3": "laser_31" } as const;
    for (const mosa of MOSAS) {
      const expected = Combination.of({ [left[mosa[1] as "1"]]: mosa }).minus(
        Combination.of({ [left[mosa[0] as "1"]]: "1" }),
      );
      expect(beatnoteCombinationOf(`eta_${mosa}`).in(ofLasers).minus(expected).toString()).toBe("");
    }
  });

  it.each(TDI_VARIABLES)("%s comes back after three rotations", (variable) => {
    const combination = combinationOf(variable);
    expect(combination.rotated().rotated().rotated().minus(combination).isZero()).toBe(true);
  });

  it("has Y and Z as the rotations of X, and T and ζ rotate into themselves", () => {
    expect(combinationOf("X2").rotated().minus(combinationOf("Y2")).isZero()).toBe(true);
    expect(combinationOf("Y2").rotated().minus(combinationOf("Z2")).isZero()).toBe(true);
    expect(combinationOf("T2").rotated().minus(combinationOf("T2")).isZero()).toBe(true);
    expect(combinationOf("zeta1").rotated().minus(combinationOf("zeta1")).isZero()).toBe(true);
  });

  it("knows every variable's generation and clock", () => {
    expect([generationOf("X1"), generationOf("zeta1"), generationOf("A2"), generationOf("eta_12")]).toEqual([
      1.5, 1.5, 2, 0,
    ]);
    expect([
      clockOf("X2"),
      clockOf("beta1"),
      clockOf("Z1"),
      clockOf("eta_31"),
      clockOf("A2"),
      clockOf("zeta1"),
    ]).toEqual(["1", "2", "3", "3", "", ""]);
  });

  it.each([
    ["x2", "X2"],
    ["Alpha1", "alpha1"],
    ["eta12", "eta_12"],
    ["zeta", "zeta1"],
    ["XX2", "X2"],
  ])("suggests for %s the nearest variable, %s", (name, nearest) => {
    expect(() => asVariable(name)).toThrow(`Did you mean ${nearest}?`);
  });
});
