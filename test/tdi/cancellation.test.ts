import { describe, expect, it } from "vitest";
import { perMosa } from "../../src/core/mosa.js";
import { type ArmModel, cancels, leftover, residualPower } from "../../src/tdi/cancellation.js";
import { Combination } from "../../src/tdi/combination.js";

describe("laser noise cancels exactly", () => {
  const MICHELSON = Combination.of({ eta_13: "1", eta_31: "13", eta_12: "-1", eta_21: "-12" });

  it.each([
    [MICHELSON, ["equal"]],
    ["X1", ["equal", "static", "rotating"]],
    ["X2", ["equal", "static", "rotating"]],
    ["A2", ["equal", "static", "rotating"]],
    ["alpha1", ["equal", "static"]],
    ["alpha2", ["equal", "static", "rotating"]],
    ["zeta1", ["equal", "static"]],
  ] as const)("in %s for arms that are %j", (combination, arms) => {
    for (const model of ["equal", "static", "rotating", "moving"] as const) {
      expect(cancels(combination, model), model).toBe((arms as readonly ArmModel[]).includes(model));
    }
  });

  it("in none of them when an arm is forgotten", () => {
    expect([...leftover(Combination.of({ sci_12: "1" }), "equal").measurements()].sort()).toEqual([
      "laser_12",
      "laser_21",
    ]);
  });

  it("leaves X2 the two ways of laser 1 when arms move", () => {
    const left = leftover("X2", "moving");
    expect(left.measurements()).toEqual(["laser_12"]);
    expect(left.on("laser_12").terms().length).toBe(2);
  });

  it("refuses what is no beatnote, and arms of no kind", () => {
    expect(() => cancels(Combination.of({ sci_11: "1" }), "equal")).toThrow(/no beatnote/);
    expect(() => cancels("X1", "unequal" as ArmModel)).toThrow(/equal, static, rotating or moving/);
    expect(() => cancels("X3" as "X1", "equal")).toThrow(/no TDI variable/);
  });
});

describe("what moving arms leave", () => {
  const RATE = 1e-8;
  /** Arms that change at a constant, different rate each. */
  const delays = perMosa((mosa) => {
    const k = ["12", "23", "31", "13", "32", "21"].indexOf(mosa);
    return (time: number) => 8.3 + 0.01 * k + RATE * (1 + k * k) * time;
  });

  it("is, in X1, the difference of its two ways", () => {
    // 1-2-1-3-1 against 1-3-1-2-1: each round trip is taken at the time that the other one leads to.
    const ago = (links: readonly ("12" | "21" | "13" | "31")[]): number =>
      links.reduce((sum, link) => sum + delays[link](-sum), 0);
    const mismatch = ago(["12", "21", "13", "31"]) - ago(["13", "31", "12", "21"]);
    const frequency = 0.01;
    expect(Math.abs(mismatch)).toBeGreaterThan(1e-8);
    // Times of 33 s are good to 7e-15 s.
    expect(residualPower("X1", delays, 0)(frequency) / (2 * Math.PI * frequency * mismatch) ** 2).toBeCloseTo(1, 6);
  });

  it("is nothing in X2 when they change evenly, and grows with the square of the frequency in X1", () => {
    const first = residualPower("X1", delays, 0);
    expect(residualPower("X2", delays, 0)(0.01)).toBeLessThan(1e-12 * first(0.01));
    expect(first(0.02) / first(0.01)).toBeCloseTo(4, 4);
  });
});
