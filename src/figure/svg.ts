import type { PlannedAxis, Tick } from "./axis.js";
import type { Figure } from "./figure.js";
import { type LegendRow, legendOf } from "./legend.js";
import { GRID, INK, NOTE, SPAN_OPACITY, type Style } from "./palette.js";
import { type Plan, type PlannedMark, planOf } from "./plan.js";
import { type Attributes, element, type Frame, label, line, rounded } from "./svg-elements.js";
import { eventsOf, spansOf, triangle } from "./svg-events.js";
import { colourBarOf, HEAT_MARGIN, heatOf } from "./svg-heat.js";

/** Size of a figure in pixels, title, legend and note apart; in the PDF, 1/640 of the text's width is a pixel. */
const WIDTH = 640;
const PLOT_HEIGHT = 284;
const MARGIN = { left: 66, right: 16, top: 14, bottom: 50 };
const TITLE_HEIGHT = 26;
const LEGEND_ROW_HEIGHT = 19;
const NOTE_HEIGHT = 14;
const FONTS = "'Libertinus Serif', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
/** Lines that leave the figure are cut off there; further out than this they needn't be drawn. */
const FAR = 10_000;
/** How strongly the area between two curves is filled. */
const BAND_OPACITY = 0.2;

/** The figure as an SVG document: vectors for paper, and what is seen where no script runs. */
export function toSvg(figure: Figure): string {
  const plan = planOf(figure, WIDTH);
  const right = plan.heat === null ? MARGIN.right : HEAT_MARGIN;
  const legend = legendOf(plan.marks, WIDTH - MARGIN.left - right);
  const titleHeight = plan.title === "" ? 0 : TITLE_HEIGHT;
  const frame = frameOf(plan, titleHeight + legend.length * LEGEND_ROW_HEIGHT, right);
  const height = frame.bottom + MARGIN.bottom + (plan.note === "" ? 0 : NOTE_HEIGHT);
  const clip = `frame-${frame.top}`;
  const draw = (marks: readonly PlannedMark[]): string => marks.map((mark) => drawn(mark, frame)).join("");
  const isOnTop = ({ mark }: PlannedMark): boolean => mark.type === "points" || mark.type === "events";
  const parts = [
    element("rect", { width: WIDTH, height, fill: "white" }),
    plan.title === "" ? "" : label(plan.title, { x: MARGIN.left, y: 20, "font-size": 15, "font-weight": "bold" }),
    ...legend.flatMap((row, index) => legendRow(row, titleHeight + 14 + index * LEGEND_ROW_HEIGHT)),
    ...(plan.heat === null ? gridOf(plan, frame) : [heatOf(plan.heat, frame), ...colourBarOf(plan.heat, frame)]),
    element("clipPath", { id: clip }, element("rect", boxOf(frame))),
    element("g", { "clip-path": `url(#${clip})` }, draw(plan.marks.filter((mark) => !isOnTop(mark)))),
    element("rect", { ...boxOf(frame), fill: "none", stroke: INK, "stroke-width": 0.8 }),
    // Points that are seen are seen whole, on the frame too.
    draw(plan.marks.filter(isOnTop)),
    ...axesOf(plan, frame),
    plan.note === "" ? "" : label(plan.note, { x: MARGIN.left, y: height - 6, "font-size": 10, fill: NOTE }),
  ];
  const root = {
    xmlns: "http://www.w3.org/2000/svg",
    role: "img",
    "aria-label": figure.title,
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    "font-family": FONTS,
    "font-size": 12,
    fill: INK,
  };
  return element("svg", root, parts.join("\n"));
}

function frameOf(plan: Plan, head: number, margin: number): Frame {
  const [left, right] = [MARGIN.left, WIDTH - margin];
  const top = head + MARGIN.top;
  const bottom = head + PLOT_HEIGHT - MARGIN.bottom;
  return { left, right, top, bottom, x: placer(plan.x, left, right), y: placer(plan.y, bottom, top) };
}

/** Where a value lies between the pixels `from` and `to`. */
function placer({ domain, scale }: PlannedAxis, from: number, to: number): (value: number) => number {
  const place = scale === "log" ? Math.log10 : (value: number): number => value;
  const low = place(domain[0]);
  const perUnit = (to - from) / (place(domain[1]) - low);
  return (value) => rounded(Math.max(-FAR, Math.min(FAR, from + (place(value) - low) * perUnit)));
}

function boxOf({ left, right, top, bottom }: Frame): Attributes {
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function gridOf(plan: Plan, frame: Frame): readonly string[] {
  const { left, right, top, bottom } = frame;
  const labelled = ({ label: text }: Tick): boolean => text !== "";
  return [
    ...plan.x.ticks.filter(labelled).map(({ at }) => line(frame.x(at), top, frame.x(at), bottom, GRID)),
    ...plan.y.ticks.filter(labelled).map(({ at }) => line(left, frame.y(at), right, frame.y(at), GRID)),
  ];
}

/** Ticks, long ones with labels and short ones without, and the names of the axes. */
function axesOf(plan: Plan, frame: Frame): readonly string[] {
  const { left, right, top, bottom } = frame;
  const length = ({ label: text }: Tick): number => (text === "" ? 3 : 5);
  const middle = (top + bottom) / 2;
  return [
    ...plan.x.ticks.flatMap((tick) => {
      const x = frame.x(tick.at);
      return [line(x, bottom, x, bottom + length(tick), INK), centred(tick.label, x, bottom + 18)];
    }),
    ...plan.y.ticks.flatMap((tick) => {
      const y = frame.y(tick.at);
      const text = label(tick.label, { x: left - 8, y: y + 4, "text-anchor": "end" });
      return [line(left - length(tick), y, left, y, INK), tick.label === "" ? "" : text];
    }),
    centred(plan.x.label, (left + right) / 2, bottom + 38),
    label(plan.y.label, { transform: `translate(14 ${middle}) rotate(-90)`, "text-anchor": "middle" }),
  ];
}

function drawn({ mark, style, points }: PlannedMark, frame: Frame): string {
  const [first, second] = points.curves;
  switch (mark.type) {
    case "rule": {
      const at = mark.axis === "x" ? frame.x(mark.at) : frame.y(mark.at);
      const ends = mark.axis === "x" ? [at, frame.top, at, frame.bottom] : [frame.left, at, frame.right, at];
      return stroked(`M${ends[0]},${ends[1]}L${ends[2]},${ends[3]}`, style);
    }
    case "line":
      return stroked(pathOf(points.x, first!, frame), style);
    case "band":
      return bandOf(points.x, first!, second!, frame, style.colour);
    case "points":
      return dotsOf(points.x, first!, frame, style.colour);
    case "spans":
      return spansOf(mark, frame, style.colour);
    case "events":
      return eventsOf(mark, frame, style.colour);
    case "heat":
      return "";
  }
}

/** A path through the points, broken where there is none. */
function pathOf(x: Float64Array, y: Float64Array, frame: Frame): string {
  return unbroken(x.length, (index) => !Number.isNaN(y[index]!))
    .map((run) => `M${run.map((index) => `${frame.x(x[index]!)},${frame.y(y[index]!)}`).join("L")}`)
    .join("");
}

function bandOf(x: Float64Array, low: Float64Array, high: Float64Array, frame: Frame, colour: string): string {
  const path = unbroken(x.length, (index) => !Number.isNaN(low[index]! + high[index]!)).map((run) => {
    const there = run.map((index) => `${frame.x(x[index]!)},${frame.y(high[index]!)}`);
    const back = run.map((index) => `${frame.x(x[index]!)},${frame.y(low[index]!)}`).reverse();
    return `M${[...there, ...back].join("L")}Z`;
  });
  return element("path", { d: path.join(""), fill: colour, "fill-opacity": BAND_OPACITY });
}

function dotsOf(x: Float64Array, y: Float64Array, frame: Frame, colour: string): string {
  const runs = unbroken(x.length, (index) => !Number.isNaN(y[index]!));
  const dots = runs
    .flat()
    .map((index) => element("circle", { cx: frame.x(x[index]!), cy: frame.y(y[index]!), r: 2.4 }));
  return element("g", { fill: colour }, dots.join(""));
}

/** The indices below `length` that are there, in runs without a gap. */
function unbroken(length: number, isThere: (index: number) => boolean): readonly (readonly number[])[] {
  const runs: number[][] = [[]];
  for (let index = 0; index < length; index++) {
    if (isThere(index)) runs.at(-1)!.push(index);
    else if (runs.at(-1)!.length > 0) runs.push([]);
  }
  return runs.filter((run) => run.length > 0);
}

function legendRow(row: LegendRow, y: number): readonly string[] {
  return row.flatMap(({ x, name, mark }) => [
    sample(mark, MARGIN.left + x, y - 4),
    label(name, { x: MARGIN.left + x + 32, y }),
  ]);
}

/** What stands for a mark in the legend: a piece of it. */
function sample({ mark, style }: PlannedMark, x: number, y: number): string {
  if (mark.type === "points") return element("circle", { cx: x + 13, cy: y, r: 3, fill: style.colour });
  if (mark.type === "events") return element("path", { d: triangle(x + 13, y - 4), fill: style.colour });
  const opacity = mark.type === "band" ? BAND_OPACITY : SPAN_OPACITY;
  if (mark.type === "band" || mark.type === "spans")
    return element("rect", { x, y: y - 5, width: 26, height: 10, fill: style.colour, "fill-opacity": opacity });
  return stroked(`M${x},${y}L${x + 26},${y}`, { ...style, width: Math.max(style.width, 2.2) });
}

function stroked(path: string, { colour, width, dash }: Style): string {
  const dashes = dash.length === 0 ? {} : { "stroke-dasharray": dash.join(" ") };
  return element("path", {
    d: path,
    fill: "none",
    stroke: colour,
    "stroke-width": width,
    "stroke-linejoin": "round",
    ...dashes,
  });
}

function centred(text: string, x: number, y: number): string {
  return text === "" ? "" : label(text, { x, y, "text-anchor": "middle" });
}
