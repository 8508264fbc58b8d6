import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/figure/figure.js";
import { legendOf } from "../../src/figure/legend.js";
import { planOf } from "../../src/figure/plan.js";
import { POINTS } from "./examples.js";

const WIDTH = 558;

function legend(names: readonly string[]): ReturnType<typeof legendOf> {
  const marks = names.map((name) => ({ type: "line" as const, name, x: [0, 1], y: [0, 1] }));
  const figure: Figure = { ...POINTS, marks };
  return legendOf(planOf(figure, 640).marks, WIDTH);
}

describe("a legend", () => {
  it("is not there for a single mark", () => {
    expect(legend(["A2"])).toEqual([]);
  });

  it("goes on in rows below and keeps every name within its width", () => {
    const rows = legend(Array.from({ length: 18 }, (_, index) => `channel ${index}`));
    expect(rows.length).toBeGreaterThan(2);
    expect(rows.flat()).toHaveLength(18);
    expect(Math.max(...rows.flat().map(({ x }) => x))).toBeLessThan(WIDTH);
  });

  it("shortens a name that is longer than all of it", () => {
    expect(legend(["short", "x".repeat(500)])[1]![0]!.name).toMatch(/^x{50,100}…$/);
  });
});
