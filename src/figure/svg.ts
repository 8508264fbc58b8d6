import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import type { PlannedAxis } from "./axis.js";
import { escapeHtml } from "./badge.js";
import type { Figure } from "./figure.js";
import { type LegendRow, legendOf } from "./legend.js";
import { GRID, INK } from "./palette.js";
import { type Plan, type PlannedMark, planOf } from "./plan.js";

/** Size of a figure in pixels, and in the PDF in units of 1/640 of the text's width. */
const WIDTH = 640;
const PLOT_HEIGHT = 320;
const FONTS = "'Libertinus Serif', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
const TITLE_HEIGHT = 26;
const LEGEND_ROW_HEIGHT = 19;
const MARGIN = { left: 66, right: 16, bottom: 50 };

/** The part of the document object model that is used here. */
interface DrawnElement {
  setAttribute(name: string, value: string): void;
  append(...children: unknown[]): void;
  textContent: string | null;
  readonly outerHTML: string;
}
interface Drawing {
  createElementNS(namespace: string, name: string): DrawnElement;
}
type Attributes = Readonly<Record<string, string | number>>;

/** The figure as an SVG document: vectors for paper, and what is seen where no script runs. */
export function toSvg(figure: Figure): string {
  const plan = planOf(figure, WIDTH);
  const legend = legendOf(plan.marks, WIDTH - MARGIN.left - MARGIN.right);
  const top = 8 + (plan.title === "" ? 0 : TITLE_HEIGHT) + legend.length * LEGEND_ROW_HEIGHT;
  const noteHeight = plan.note === "" ? 0 : 14;
  const { document } = parseHTML("<html><body></body></html>") as unknown as { document: Drawing };
  const root = Plot.plot({
    document: document as never,
    className: "figure",
    width: WIDTH,
    height: PLOT_HEIGHT + top + noteHeight,
    marginTop: top + 6,
    marginLeft: MARGIN.left,
    marginRight: MARGIN.right,
    marginBottom: MARGIN.bottom + noteHeight,
    style: { fontFamily: FONTS, fontSize: "12px", color: INK, background: "white" } as never,
    x: scaleOf(plan.x),
    y: scaleOf(plan.y),
    marks: [...axesOf(plan), ...plan.marks.flatMap(drawnMarks)],
  }) as unknown as DrawnElement;
  const height = PLOT_HEIGHT + top + noteHeight;
  decorate(document, root, plan, legend, height);
  return finished(root.outerHTML, plan.title);
}

function scaleOf(axis: PlannedAxis): Plot.ScaleOptions {
  return { type: axis.scale, domain: [...axis.domain], label: null, axis: null };
}

/** Grid, frame, ticks and labels. */
function axesOf(plan: Plan): Plot.Markish[] {
  const xs = plan.x.ticks;
  const ys = plan.y.ticks;
  const labelled = (ticks: typeof xs): number[] => ticks.filter(({ label }) => label !== "").map(({ at }) => at);
  const format = (ticks: typeof xs) => (at: number) => ticks.find((tick) => tick.at === at)?.label ?? "";
  const bare = (ticks: typeof xs): number[] => ticks.filter(({ label }) => label === "").map(({ at }) => at);
  return [
    Plot.gridX(labelled(xs), { stroke: GRID, strokeOpacity: 1 }),
    Plot.gridY(labelled(ys), { stroke: GRID, strokeOpacity: 1 }),
    Plot.axisX(labelled(xs), {
      tickFormat: format(xs),
      label: plan.x.label,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 38,
      tickSize: 5,
      fontSize: 12,
    }),
    Plot.axisY(labelled(ys), {
      tickFormat: format(ys),
      label: plan.y.label,
      labelAnchor: "center",
      labelArrow: "none",
      labelOffset: 58,
      tickSize: 5,
      fontSize: 12,
    }),
    Plot.axisX(bare(xs), { text: null, tickSize: 3, label: null }),
    Plot.axisY(bare(ys), { text: null, tickSize: 3, label: null }),
    Plot.frame({ stroke: INK, strokeWidth: 0.8 }),
  ];
}

function drawnMarks({ mark, style, points }: PlannedMark): Plot.Markish[] {
  const { x } = points;
  const [first, second] = points.curves;
  const stroke = { stroke: style.colour, strokeWidth: style.width, strokeDasharray: style.dash.join(" "), clip: true };
  switch (mark.type) {
    case "rule":
      return [mark.axis === "x" ? Plot.ruleX([mark.at], stroke) : Plot.ruleY([mark.at], stroke)];
    case "band":
      return [Plot.areaY(x, { x, y1: first!, y2: second!, fill: style.colour, fillOpacity: 0.2, clip: true })];
    case "points":
      return [Plot.dot(x, { x, y: first!, r: 2.2, fill: style.colour })];
    case "line":
      return [Plot.line(x, { x, y: first!, ...stroke, strokeLinejoin: "round" })];
  }
}

/** Title, legend and note, around what Plot has drawn. */
function decorate(
  document: Drawing,
  root: DrawnElement,
  plan: Plan,
  legend: readonly LegendRow[],
  height: number,
): void {
  const add = (name: string, attributes: Attributes, text?: string): void => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", name);
    element.setAttribute("text-anchor", "start");
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    if (text !== undefined) element.textContent = text;
    root.append(element);
  };
  const titleHeight = plan.title === "" ? 0 : TITLE_HEIGHT;
  if (plan.title !== "")
    add("text", { x: MARGIN.left, y: 20, "font-size": 15, "font-weight": "bold", fill: INK }, plan.title);
  legend.forEach((row, line) => {
    const y = titleHeight + 14 + line * LEGEND_ROW_HEIGHT;
    for (const { x, name, mark } of row) {
      add(...sampleOf(mark, MARGIN.left + x, y - 4));
      add("text", { x: MARGIN.left + x + 32, y, "font-size": 12, fill: INK }, name);
    }
  });
  if (plan.note !== "") add("text", { x: MARGIN.left, y: height - 6, "font-size": 10, fill: "#666666" }, plan.note);
}

/** What stands for a mark in the legend: a piece of it. */
function sampleOf({ mark, style }: PlannedMark, x: number, y: number): [string, Attributes] {
  if (mark.type === "points") return ["circle", { cx: x + 13, cy: y, r: 3, fill: style.colour }];
  if (mark.type === "band")
    return ["rect", { x, y: y - 5, width: 26, height: 10, fill: style.colour, "fill-opacity": 0.2 }];
  const line = { x1: x, x2: x + 26, y1: y, y2: y, stroke: style.colour, "stroke-width": Math.max(style.width, 1.6) };
  return ["line", style.dash.length === 0 ? line : { ...line, "stroke-dasharray": style.dash.join(" ") }];
}

/** A document that stands alone: named for those who can't see it, its ids the same each time. */
function finished(svg: string, title: string): string {
  const ids = new Map<string, string>();
  const stable = svg.replace(/plot-clip-\d+/g, (id) => {
    if (!ids.has(id)) ids.set(id, `clip-${ids.size + 1}`);
    return ids.get(id)!;
  });
  return stable.replace(
    "<svg ",
    () => `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(title)}" `,
  );
}
