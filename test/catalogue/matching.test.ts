import { describe, expect, it } from "vitest";
import { sourceDistance } from "../../src/catalogue/distance.js";
import { matchSources } from "../../src/catalogue/matching.js";
import { randomStream } from "../../src/core/random.js";
import { binary, exact, WIDTHS } from "./made.js";

const BIN = 1 / 7_864_320;

describe("sources match by distance", () => {
  it("in widths of both posteriors", () => {
    const widths = { sigmas: 1.6448536269514722, least: {} };
    const at = (shift: number): number =>
      sourceDistance(binary("a"), exact("b", { frequency: 3e-3 + shift * WIDTHS.frequency }), widths);
    // 2000 samples know a width to 2 %, a middle to 0.03.
    expect(at(3)).toBeGreaterThan(2.8);
    expect(at(3)).toBeLessThan(3.2);
    // Of four parameters one alone is off.
    const all = exact("b", { frequency: 3e-3 + 4 * WIDTHS.frequency, lambda: 1, beta: 0.2, amplitude: 1e-22 });
    expect(sourceDistance(binary("a"), all, widths)).toBeCloseTo(2, 0);
    expect(sourceDistance(binary("a"), { ...binary("a"), class: "emri" }, widths)).toBe(Number.POSITIVE_INFINITY);
  });

  it("the nearest first, each once", () => {
    const [a, b] = [binary("a"), binary("b", { frequency: 3e-3 + 1.5 * WIDTHS.frequency })];
    const [x, y] = [binary("x", { frequency: 3e-3 + 1.6 * WIDTHS.frequency }), binary("y", { frequency: 4e-3 })];
    const { pairs, kin } = matchSources([a, b], [x, y]);
    expect(pairs.map(({ before, after }) => before.id + after.id)).toEqual(["bx"]);
    expect(kin.map(({ before, after }) => before.id + after.id)).toEqual(["ax"]);
  });

  it("over the whole circle of longitudes", () => {
    const { pairs } = matchSources([binary("a", { lambda: 0.01 })], [binary("b", { lambda: 2 * Math.PI - 0.01 })]);
    expect(pairs).toHaveLength(1);
  });

  it("exact ones only with a least width", () => {
    const [a, b] = [exact("a", { frequency: 3e-3 }), exact("b", { frequency: 3e-3 + BIN })];
    expect(matchSources([a], [a]).pairs).toHaveLength(1);
    expect(matchSources([a], [b]).pairs).toHaveLength(0);
    expect(matchSources([a], [b], { leastWidths: { frequency: BIN } }).pairs).toHaveLength(1);
  });

  it("unknown ones with any class", () => {
    expect(matchSources([{ ...binary("a"), class: "unknown" }], [binary("b")]).pairs).toHaveLength(1);
  });

  it("ten thousand with ten thousand, as all pairs would", () => {
    const stream = randomStream(9n, "frequencies");
    const truth = Array.from({ length: 10_000 }, (_, n) =>
      exact(`t${n}`, { frequency: 1e-3 + 9e-3 * stream.uniform() }),
    );
    const found = truth.map(({ parameters: [frequency] }, n) =>
      exact(`f${n}`, { frequency: frequency!.value + 1e-10 }),
    );
    const { pairs } = matchSources(found, truth, { leastWidths: { frequency: 1e-9 } });
    const right = pairs.filter(({ before, after }) => before.id.slice(1) === after.id.slice(1)).length;
    // Neighbours within 1e-10 of each other's places may change partners: 1e4 × 1e-10 / 9e-3 of each.
    expect(right).toBeGreaterThan(9_990);
  });
});

describe("sources match by overlap", () => {
  it("where it is given, and kin below", () => {
    const sources = [binary("a"), binary("b"), binary("c")];
    const values: Readonly<Record<string, number>> = { ax: 0.95, bx: 0.6, cx: 0.3 };
    const overlap = (a: { id: string }, b: { id: string }): number => values[a.id + b.id]!;
    const { pairs, kin } = matchSources(sources, [binary("x")], { overlap });
    expect(pairs.map(({ before, overlap: value }) => [before.id, value])).toEqual([["a", 0.95]]);
    expect(kin.map(({ before }) => before.id)).toEqual(["b"]);
  });

  it("refuses bounds that make no sense", () => {
    expect(() => matchSources([], [], { leastOverlap: 1.5 })).toThrow(/leastOverlap.*at most 1/);
    expect(() => matchSources([], [], { leastOverlap: 0.4 })).toThrow(/leastKinship/);
    expect(() => matchSources([], [], { reech: 2 } as object)).toThrow(/Did you mean "reach"/);
  });
});
