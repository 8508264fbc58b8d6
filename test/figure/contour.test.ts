import { expect, it } from "vitest";
import { errorBars } from "../../src/figure/bars.js";
import { contour } from "../../src/figure/contour.js";
import { toPlotly } from "../../src/figure/plotly.js";
import { skyFigure } from "../../src/figure/sky.js";
import { toSvg } from "../../src/figure/svg.js";

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

const axis = Float64Array.from({ length: 41 }, (_, n) => n / 10 - 2);
const values = (of: (x: number, y: number) => number): Float64Array =>
  Float64Array.from({ length: 41 * 41 }, (_, n) => of(axis[n % 41]!, axis[Math.floor(n / 41)]!));

it("a contour of a hill is one closed circle", () => {
  const { x, y } = contour({ x: axis, y: axis, values: values((a, b) => -a * a - b * b) }, -1);
  expect(y.some(Number.isNaN)).toBe(false);
  expect([x.at(-1), y.at(-1)]).toEqual([x[0], y[0]]);
  // Straight lines in cells of 0.1 are off by an eighth of its square.
  x.forEach((value, n) => expect(Math.hypot(value, y[n]!)).toBeCloseTo(1, 2));
});

it("two hills have two, and a slope has an open line from edge to edge", () => {
  const hills = values((a, b) =>
    Math.max(Math.exp(-10 * ((a - 1) ** 2 + b * b)), Math.exp(-10 * ((a + 1) ** 2 + b * b))),
  );
  expect(contour({ x: axis, y: axis, values: hills }, 0.5).y.filter(Number.isNaN).length).toBe(1);
  const slope = contour({ x: axis, y: axis, values: values((a) => a) }, 0.05);
  expect(slope.x.every((value) => Math.abs(value - 0.05) < 1e-12)).toBe(true);
  expect([Math.min(...slope.y), Math.max(...slope.y)]).toEqual([-2, 2]);
});

it("leaves out what is not known, and says what it needs", () => {
  const holes = values((a, b) => (b < 0 ? Number.NaN : a));
  expect(Math.min(...contour({ x: axis, y: axis, values: holes }, 0.05).y)).toBeGreaterThanOrEqual(0);
  expect(() => contour({ x: axis, y: axis, values: [1] }, 0)).toThrow("one for each point");
});

it("bars are apart from each other", () => {
  const bars = errorBars("errors", { x: [1, 2], low: [0, 1], high: [3, 4] });
  expect(Array.from(bars.x)).toEqual([1, 1, 1, 2, 2, 2]);
  expect(Array.from(bars.y)).toEqual([0, 3, Number.NaN, 1, 4, Number.NaN]);
  expect(() => errorBars("errors", { x: [1], low: [0], high: [] })).toThrow("give one of each");
});

it("a map of the sky has its centre in the middle, the poles above and below, and longitudes to the left", () => {
  const map = skyFigure({ longitude: [1, 1, 1, 1.5], latitude: [0, Math.PI / 2, -Math.PI / 2, 0] }, { centre: 1 });
  const points = map.marks.at(-1) as unknown as Points;
  expect(points.x[0]).toBeCloseTo(0, 12);
  expect(points.y[1]).toBeCloseTo(Math.SQRT2, 9);
  expect(points.y[2]).toBeCloseTo(-Math.SQRT2, 9);
  expect(points.x[3]).toBeLessThan(0);
});

it("a map keeps areas: random places all over the sphere fill the ellipse evenly", () => {
  const count = 4000;
  const longitude = Float64Array.from({ length: count }, (_, n) => 2 * Math.PI * ((n * 0.618_033_988_75) % 1));
  const latitude = Float64Array.from({ length: count }, (_, n) => Math.asin((2 * (n + 0.5)) / count - 1));
  const points = skyFigure({ longitude, latitude }).marks.at(-1) as unknown as Points;
  const inner = points.x.filter((x, n) => (x / 2) ** 2 + points.y[n]! ** 2 < 1).length;
  // Half of the ellipse's area of semiaxes 2√2 and √2.
  expect(Math.abs(inner / count - 0.5)).toBeLessThan(0.02);
});

it("a line that leaves the map on one side comes back on the other", () => {
  const all = Float64Array.from({ length: 37 }, (_, n) => (n * Math.PI) / 18);
  const map = skyFigure(
    { longitude: [], latitude: [] },
    { lines: { equator: { longitude: all, latitude: all.map(() => 0) } } },
  );
  const line = map.marks.find(({ name }) => name === "equator") as unknown as Points;
  expect(line.y.filter(Number.isNaN).length).toBe(1);
});

it("guides are in no legend, and axes without ticks have none", () => {
  const map = skyFigure({ one: { longitude: [0], latitude: [0] }, two: { longitude: [1], latitude: [0] } });
  expect(toSvg(map)).not.toContain("longitude −");
  const { data, layout } = toPlotly(map);
  expect(data.filter(({ showlegend }) => showlegend !== false).length).toBe(2);
  expect(layout.xaxis).toMatchObject({ showticklabels: false });
});
