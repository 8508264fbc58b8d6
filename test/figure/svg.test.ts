import { describe, expect, it } from "vitest";
import { toSvg } from "../../src/figure/svg.js";
import { GAPS, HEAT, POINTS, RANGES, SPECTRUM } from "./examples.js";

describe("figures as SVG", () => {
  it.each([
    ["spectrum", SPECTRUM],
    ["ranges", RANGES],
    ["points", POINTS],
    ["heat", HEAT],
    ["gaps", GAPS],
  ])("%s is as it was approved", async (name, figure) => {
    await expect(toSvg(figure)).toMatchFileSnapshot(`__snapshots__/${name}.svg`);
  });

  it("are the same every time", () => {
    expect(toSvg(SPECTRUM)).toBe(toSvg(SPECTRUM));
  });

  it("escape what they are told", () => {
    const svg = toSvg({ ...POINTS, title: '<script>alert(1)</script>" onload="alert(2)' });
    expect(svg).not.toContain("<script");
    expect(svg).not.toMatch(/<[^>]*\sonload="/);
  });

  it("break a line at NaN", () => {
    const y = [1, 2, Number.NaN, 3, 4];
    const svg = toSvg({ ...POINTS, marks: [{ type: "line", name: "one", x: [1, 2, 3, 4, 5], y }] });
    const path = /<path[^>]* d="([^"]*)"/g;
    const lines = [...svg.matchAll(path)].map(([, d]) => d!).filter((d) => d.startsWith("M"));
    expect(lines.some((d) => (d.match(/M/g) ?? []).length === 2)).toBe(true);
  });

  it("leave out what a logarithmic axis can't show", () => {
    const figure = { ...SPECTRUM, marks: [{ type: "line" as const, name: "one", x: [0, 1, 10], y: [5, 0, 5] }] };
    expect(toSvg(figure)).not.toMatch(/NaN|Infinity/);
  });

  it("say when points were left out", () => {
    expect(toSvg(SPECTRUM)).toContain("minimum and maximum per column of up to 6,000 points");
    expect(toSvg(RANGES)).not.toContain("per column");
  });

  it("draw an empty figure", () => {
    expect(toSvg({ ...POINTS, marks: [] })).toContain("</svg>");
    expect(toSvg({ ...SPECTRUM, marks: [{ type: "line", name: "none", x: [], y: [] }] })).toContain("</svg>");
  });

  it("refuse coordinates that don't match", () => {
    const wrong = { ...POINTS, marks: [{ type: "line" as const, name: "one", x: [1, 2], y: [1] }] };
    expect(() => toSvg(wrong)).toThrow('mark "one": 2 x values but 1 y values');
  });
});
