import { describe, expect, it } from "vitest";
import { planAxis } from "../../src/figure/axis.js";
import type { Figure, HeatMark } from "../../src/figure/figure.js";
import { planHeat } from "../../src/figure/heat.js";
import { SHADE_COLOURS, shadesOf } from "../../src/figure/heat-colours.js";
import { toPlotly } from "../../src/figure/plotly.js";
import { toSvg } from "../../src/figure/svg.js";
import { GAPS, HEAT } from "./examples.js";

const grid = (x: number[], y: number[], values: number[], scale: "linear" | "log" = "linear"): Figure => ({
  title: "grid",
  x: { label: "x", unit: "", scale: "linear" },
  y: { label: "y", unit: "", scale },
  marks: [{ type: "heat", name: "heat", x, y, values, colour: { label: "value", unit: "", scale: "linear" } }],
});
const planned = (figure: Figure): NonNullable<ReturnType<typeof planHeat>> => {
  const { x, y } = figure.marks[0] as HeatMark;
  const axis = (of: "x" | "y", edges: ArrayLike<number>): ReturnType<typeof planAxis> =>
    planAxis(figure[of], [edges[0]!, edges[edges.length - 1]!], true);
  return planHeat(figure, axis("x", x), axis("y", y))!;
};

describe("grids of colour", () => {
  it("keep every cell where there is room for it", () => {
    const heat = planned(grid([0, 1, 2, 3], [0, 1, 2], [1, 2, 3, 4, 5, 6]));
    expect([heat.columns, heat.rows, heat.most]).toEqual([3, 2, 1]);
    expect(Array.from(heat.values)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("show the largest value of a spot, so that nothing short is lost", () => {
    const columns = 10_000;
    const values = Array.from({ length: columns }, (_, index) => (index === 7777 ? 9 : 0));
    const heat = planned(
      grid(
        Array.from({ length: columns + 1 }, (_, i) => i),
        [0, 1],
        values,
      ),
    );
    expect(heat.columns).toBeLessThan(300);
    expect(Math.max(...heat.values)).toBe(9);
    expect(heat.values.filter((value) => value === 9)).toHaveLength(1);
    expect(heat.most).toBeGreaterThanOrEqual(columns / 300);
  });

  it("stretch cells as a logarithmic axis does", () => {
    const heat = planned(grid([0, 1], [1, 10, 100], [5, 7], "log"));
    const half = heat.rows / 2;
    expect(Array.from(heat.values.subarray(0, half)).every((value) => value === 5)).toBe(true);
    expect(Array.from(heat.values.subarray(half)).every((value) => value === 7)).toBe(true);
  });

  it("leave blank what is no number", () => {
    const heat = planned(grid([0, 1, 2, 3], [0, 1], [Number.NaN, 1, 2]));
    expect(Array.from(shadesOf(heat))).toEqual([0, 1, SHADE_COLOURS.length - 1]);
  });

  it("have the colours of their ends beyond the domain, row by row from the top", () => {
    const figure = grid([0, 1], [0, 1, 2, 3], [-5, 0.5, 99]);
    const [mark] = figure.marks as HeatMark[];
    const marks = [{ ...mark!, colour: { ...mark!.colour, domain: [0, 1] as const } }];
    expect(Array.from(shadesOf(planned({ ...figure, marks })))).toEqual([128, 65, 1]);
  });

  it("are refused when edges and values don't match, and when there are two", () => {
    expect(() => toSvg(grid([0, 1], [0, 1], [1, 2]))).toThrow(/2 values for 1 columns and 1 rows/);
    expect(() => toSvg({ ...HEAT, marks: [...HEAT.marks, ...HEAT.marks] })).toThrow(/2 grids of colour/);
  });

  it("say how much a spot stands for", () => {
    expect(toSvg(HEAT)).toContain("Each spot of colour is the largest of up to 22 values.");
  });
});

describe("grids, stretches and events for Plotly", () => {
  const { data, layout } = toPlotly(HEAT);
  it("are a heat map with the same colours, and a trace of markers", () => {
    expect(data.map(({ type }) => type)).toEqual(["heatmap", "scatter"]);
    const { z, x, y, zmin, zmax } = data[0] as unknown as Record<string, number[] & number[][]>;
    expect([z!.length + 1, z![0]!.length + 1]).toEqual([y!.length, x!.length]);
    expect([zmin, zmax]).toEqual([-5, 15]);
    expect(JSON.stringify(data).length).toBeLessThan(200_000);
    expect(data[1]).toMatchObject({ text: ["tm 12", "readout 31", "tm 23"], mode: "markers+text" });
  });
  it("stretches are shapes of one entry in the legend", () => {
    expect(layout["shapes"]).toHaveLength(1);
    const shapes = toPlotly(GAPS).layout["shapes"] as { name: string; showlegend: boolean; x0: number }[];
    expect(shapes.map(({ name, showlegend }) => `${name} ${showlegend}`)).toEqual([
      "planned true",
      "planned false",
      "unplanned true",
      "allowed true",
    ]);
    expect(shapes[0]).toMatchObject({ type: "rect", x0: 2, x1: 4, yref: "paper" });
  });
});
