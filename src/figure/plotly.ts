import type { PlannedAxis } from "./axis.js";
import { type EventsMark, type Figure, isCurve, type SpansMark } from "./figure.js";
import type { PlannedHeat } from "./heat.js";
import { isNamed, legendOf } from "./legend.js";
import { EVENT, GRID, HEAT_COLOURS, INK, NOTE, SPAN_OPACITY } from "./palette.js";
import { type Plan, type PlannedMark, planOf } from "./plan.js";

/** MIME type of a Plotly figure. */
export const PLOTLY_MIME = "application/vnd.plotly.v1+json";

/** A figure as Plotly takes it. */
export interface PlotlyFigure {
  readonly data: readonly Readonly<Record<string, unknown>>[];
  readonly layout: Readonly<Record<string, unknown>>;
  readonly config: Readonly<Record<string, unknown>>;
}

/** Columns for which lines are thinned out, each with its lowest and highest point: those of a wide screen. */
const COLUMNS = 1000;
/** Parts of what is shown that two numbers must differ by to be told apart, however one zooms. */
const STEPS = 100_000;

/** Width for which room is made above the figure for the legend, in pixels. */
const LEGEND_WIDTH = 540;

/** The figure for Plotly, in the same colours, widths and ranges as on paper. */
export function toPlotly(figure: Figure): PlotlyFigure {
  const plan = planOf(figure, COLUMNS);
  const named = plan.marks.filter(({ mark }) => isNamed(mark)).length;
  return {
    data: [...heatOf(plan.heat, plan), ...plan.marks.flatMap((mark) => tracesOf(mark, plan))],
    layout: {
      title: {
        text: `<b>${escaped(plan.title)}</b>`,
        x: 0,
        xref: "paper",
        xanchor: "left",
        y: 1,
        yref: "container",
        yanchor: "top",
        pad: { t: 12 },
        font: { size: 16 },
      },
      font: { family: "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif", size: 13, color: INK },
      paper_bgcolor: "white",
      plot_bgcolor: "white",
      height: 460,
      margin: { l: 76, r: 20, t: 44 + 20 * legendOf(plan.marks, LEGEND_WIDTH).length, b: plan.note === "" ? 60 : 84 },
      showlegend: named > 1,
      legend: { orientation: "h", traceorder: "normal", x: 0, xanchor: "left", y: 1.02, yanchor: "bottom" },
      hovermode: "closest",
      xaxis: axisOf(plan.x),
      yaxis: axisOf(plan.y),
      shapes: plan.marks.flatMap(shapesOf),
      annotations: noteOf(plan.note),
    },
    // Not "responsive": JupyterLab tells Plotly of new widths itself, and with it a figure there collapses when its legend is clicked.
    config: { displaylogo: false },
  };
}

function axisOf(axis: PlannedAxis): Readonly<Record<string, unknown>> {
  return {
    title: { text: escaped(axis.plainLabel), standoff: 8 },
    type: axis.scale,
    range: axis.scale === "log" ? axis.domain.map((value) => Math.log10(value)) : [...axis.domain],
    exponentformat: "power",
    showexponent: "all",
    gridcolor: GRID,
    linecolor: INK,
    linewidth: 1,
    mirror: true,
    ...(axis.ticks.length === 0 ? { showticklabels: false, showgrid: false, ticks: "" } : { ticks: "outside" }),
    minor: axis.scale === "log" ? { ticks: "outside", ticklen: 3 } : {},
    zeroline: false,
  };
}

function tracesOf({ mark, style, points }: PlannedMark, plan: Plan): readonly Readonly<Record<string, unknown>>[] {
  if (mark.type === "events") return [eventsOf(mark, plan)];
  if (!isCurve(mark)) return [];
  const x = numbersOf(points.x, plan.x);
  const [first, second] = points.curves.map((curve) => numbersOf(curve, plan.y));
  const line = { color: style.colour, width: style.width, dash: style.dash.map((length) => `${length}px`).join(",") };
  const isGuide = mark.type === "line" && mark.guide === true;
  const common = {
    type: "scatter",
    name: escaped(mark.name),
    x,
    ...(isGuide && { showlegend: false, hoverinfo: "skip" }),
  };
  switch (mark.type) {
    case "line":
      return [
        { ...common, y: first, mode: "lines", line: style.dash.length === 0 ? { ...line, dash: "solid" } : line },
      ];
    case "points":
      return [{ ...common, y: first, mode: "markers", marker: { color: style.colour, size: 5 } }];
    case "band": {
      const edge = { ...common, mode: "lines", line: { width: 0 }, hoverinfo: "skip" };
      return [
        { ...edge, y: first, showlegend: false },
        { ...edge, y: second, fill: "tonexty", fillcolor: `${style.colour}33` },
      ];
    }
  }
}

/** Triangles at the upper edge, with their texts. */
function eventsOf({ name, at }: EventsMark, plan: Plan): Readonly<Record<string, unknown>> {
  return {
    type: "scatter",
    name: escaped(name),
    mode: "markers+text",
    x: at.map(({ x }) => x),
    y: at.map(() => plan.y.domain[1]),
    text: at.map(({ text }) => escaped(text)),
    textposition: "bottom right",
    textfont: { size: 11, color: EVENT },
    hovertemplate: "%{text}<extra></extra>",
    marker: { symbol: "triangle-down", size: 11, color: EVENT },
    cliponaxis: false,
  };
}

/** The grid of colours, with its bar. */
function heatOf(heat: PlannedHeat | null, plan: Plan): readonly Readonly<Record<string, unknown>>[] {
  if (heat === null) return [];
  const { colour, columns, rows, values } = heat;
  const isLog = colour.scale === "log";
  const shown = (value: number): number => (isLog ? Math.log10(value) : value);
  const [zmin, zmax] = [shown(colour.domain[0]), shown(colour.domain[1])];
  const digits = Math.max(0, Math.ceil(Math.log10(300 / (zmax - zmin))));
  const rounded = (value: number): number | null =>
    Number.isFinite(value) ? Number(shown(value).toFixed(digits)) : null;
  const z = Array.from({ length: rows }, (_, row) =>
    Array.from(values.subarray(row * columns, (row + 1) * columns), rounded),
  );
  const ticks = colour.ticks.filter(({ label }) => label !== "");
  return [
    {
      type: "heatmap",
      name: escaped(heat.mark.name),
      x: numbersOf(heat.x, plan.x),
      y: numbersOf(heat.y, plan.y),
      z,
      zmin,
      zmax,
      colorscale: HEAT_COLOURS.map((hex, index) => [index / (HEAT_COLOURS.length - 1), hex]),
      hoverongaps: false,
      colorbar: {
        title: { text: escaped(colour.label), side: "right" },
        thickness: 14,
        tickvals: ticks.map(({ at }) => shown(at)),
        ticktext: ticks.map(({ label }) => label),
      },
    },
  ];
}

/** A rule reaches across the figure, however one zooms. */
function shapesOf({ mark, style }: PlannedMark): readonly Readonly<Record<string, unknown>>[] {
  if (mark.type === "spans") return spansOf(mark, style.colour);
  if (mark.type !== "rule") return [];
  const across =
    mark.axis === "x"
      ? { xref: "x", x0: mark.at, x1: mark.at, yref: "paper", y0: 0, y1: 1 }
      : { yref: "y", y0: mark.at, y1: mark.at, xref: "paper", x0: 0, x1: 1 };
  const line = { color: style.colour, width: style.width, dash: "dot" };
  return [{ type: "line", layer: "above", name: escaped(mark.name), showlegend: mark.name !== "", line, ...across }];
}

/** Stretches share one entry of the legend. */
function spansOf({ name, axis, spans }: SpansMark, colour: string): readonly Readonly<Record<string, unknown>>[] {
  return spans.map(([from, to], index) => {
    const across =
      axis === "x"
        ? { xref: "x", x0: from, x1: to, yref: "paper", y0: 0, y1: 1 }
        : { yref: "y", y0: from, y1: to, xref: "paper", x0: 0, x1: 1 };
    const fill = { fillcolor: colour, opacity: SPAN_OPACITY, line: { width: 0 }, layer: "above" };
    return { type: "rect", name: escaped(name), showlegend: name !== "" && index === 0, ...fill, ...across };
  });
}

function noteOf(note: string): readonly Readonly<Record<string, unknown>>[] {
  if (note === "") return [];
  const place = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -58 };
  return [{ ...place, text: escaped(note), showarrow: false, font: { size: 11, color: NOTE } }];
}

/** Numbers in as few digits as the axis needs; NaN travels as null. */
function numbersOf(values: Float64Array, { scale, domain }: PlannedAxis): readonly (number | null)[] {
  const decimals = Math.ceil(Math.log10(STEPS / (domain[1] - domain[0])));
  const digits = (value: number): number =>
    scale === "log" ? Math.log10(STEPS) : Math.ceil(Math.log10(Math.abs(value))) + decimals;
  return Array.from(values, (value) => {
    if (!Number.isFinite(value)) return null;
    if (value === 0) return 0;
    return Number(value.toPrecision(Math.min(17, Math.max(1, digits(value)))));
  });
}

/** Plotly reads some HTML in texts; names are shown as they are. */
export function escaped(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}
