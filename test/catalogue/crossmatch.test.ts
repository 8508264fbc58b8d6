import { describe, expect, it } from "vitest";
import { crossMatch, KNOWN_COUNTERPARTS, separationOf } from "../../src/catalogue/crossmatch.js";
import type { CatalogueSource } from "../../src/catalogue/source.js";
import { exact } from "./made.js";

const DEGREE = Math.PI / 180;
const HM_CNC = KNOWN_COUNTERPARTS[0]!;

function source(values: Readonly<Record<string, number>>): CatalogueSource {
  return exact("GB-1", { lambda: HM_CNC.lambda, beta: HM_CNC.beta, frequency: 6.22e-3, ...values });
}

describe("the angle between directions", () => {
  it("is right, small and great", () => {
    expect(separationOf({ lambda: 0, beta: 0 }, { lambda: 0, beta: Math.PI / 2 })).toBeCloseTo(Math.PI / 2, 15);
    expect(separationOf({ lambda: 0, beta: 0 }, { lambda: Math.PI, beta: 0 })).toBeCloseTo(Math.PI, 7);
    expect(
      separationOf({ lambda: 1, beta: 0.5 }, { lambda: 1 + 1e-10, beta: 0.5 }) / (1e-10 * Math.cos(0.5)),
    ).toBeCloseTo(1, 5);
    expect(separationOf({ lambda: 0.1, beta: 0 }, { lambda: 2 * Math.PI - 0.1, beta: 0 })).toBeCloseTo(0.2, 12);
  });
});

describe("counterparts", () => {
  it("are those in the cone, the nearest first", () => {
    const near = crossMatch([source({})], KNOWN_COUNTERPARTS, { radius: 20 * DEGREE });
    expect(near[0]).toMatchObject({ id: "GB-1", name: "HM Cnc", separation: 0 });
    const all = KNOWN_COUNTERPARTS.filter((each) => separationOf(HM_CNC, each) <= 20 * DEGREE);
    expect(near).toHaveLength(all.length);
    expect(near.map(({ separation }) => separation)).toEqual(
      near.map(({ separation }) => separation).sort((a, b) => a - b),
    );
  });

  it("by frequency", () => {
    const rules = { radius: Math.PI, frequencyMargin: 1e-5 };
    expect(crossMatch([source({})], KNOWN_COUNTERPARTS, rules).map(({ name }) => name)).toEqual(["HM Cnc"]);
    expect(crossMatch([source({ frequency: 5e-3 })], KNOWN_COUNTERPARTS, rules)).toEqual([]);
  });

  it("by volume", () => {
    const rules = { radius: DEGREE, distanceMargin: 0.1 };
    const away = (factor: number): CatalogueSource => source({ distance: HM_CNC.distance! * factor });
    expect(crossMatch([away(1.05)], KNOWN_COUNTERPARTS, rules)).toHaveLength(1);
    expect(crossMatch([away(1.5)], KNOWN_COUNTERPARTS, rules)).toHaveLength(0);
    const { distance: _, ...unknown } = HM_CNC;
    expect(crossMatch([away(1.5)], [unknown], rules)).toHaveLength(1);
    expect(() => crossMatch([source({})], KNOWN_COUNTERPARTS, rules)).toThrow(/GB-1 has no distance; it has lambda/);
  });

  it("need a radius", () => {
    expect(() => crossMatch([], [], { radius: 0 })).toThrow(/radius of crossMatch is 0/);
  });
});
