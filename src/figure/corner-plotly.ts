import type { CornerAxis, CornerPanel, CornerPlan } from "./corner.js";
import { CORNER_TOP } from "./corner-svg.js";
import { INK, NOTE, RULE, styleOf } from "./palette.js";
import { escaped, type PlotlyFigure } from "./plotly.js";

const SIZE = 640;
const GAP = 0.02;

type Plain = Readonly<Record<string, unknown>>;

/** A corner for Plotly: a panel has axes of its own, numbered row by row. */
export function cornerPlotly(plan: CornerPlan): PlotlyFigure {
  const { axes, panels, title, note } = plan;
  const layout: Record<string, unknown> = {
    title: { text: `<b>${escaped(title)}</b>`, x: 0, xref: "paper", xanchor: "left", font: { size: 16 } },
    font: { family: "'Helvetica Neue', Arial, 'Liberation Sans', sans-serif", size: 12, color: INK },
    paper_bgcolor: "white",
    plot_bgcolor: "white",
    width: SIZE + 60,
    height: SIZE + 60,
    margin: { l: 76, r: 20, t: 44, b: 84 },
    showlegend: false,
    hovermode: "closest",
    annotations: [...summaries(axes), noteOf(note)],
    shapes: panels.flatMap((panel, n) => truthsOf(panel, axes, n)),
  };
  for (const [n, panel] of panels.entries()) {
    const last = panel.row === axes.length - 1;
    const first = panel.column === 0 && panel.row > 0;
    layout[`xaxis${number(n)}`] = {
      ...axisOf(axes[panel.column]!, last),
      domain: part(panel.column, axes.length),
      anchor: `y${number(n)}`,
    };
    const domain = part(axes.length - 1 - panel.row, axes.length);
    layout[`yaxis${number(n)}`] =
      panel.row === panel.column
        ? { ...FRAME, range: [0, CORNER_TOP], showticklabels: false, ticks: "", domain, anchor: `x${number(n)}` }
        : { ...axisOf(axes[panel.row]!, first), domain, anchor: `x${number(n)}` };
  }
  return { data: panels.flatMap((panel, n) => tracesOf(panel, axes, n)), layout, config: { displaylogo: false } };
}

const FRAME = { linecolor: INK, linewidth: 1, mirror: true, zeroline: false, showgrid: false };

/** Axes are called x, x2, x3, … */
function number(n: number): string {
  return n === 0 ? "" : String(n + 1);
}

function part(place: number, count: number): readonly [number, number] {
  const size = (1 - GAP * (count - 1)) / count;
  return [place * (size + GAP), Math.min(1, place * (size + GAP) + size)];
}

function axisOf(axis: CornerAxis, isLabelled: boolean): Plain {
  const ticks = axis.ticks.filter(({ label }) => label !== "");
  return {
    ...FRAME,
    range: [...axis.domain],
    tickvals: ticks.map(({ at }) => at),
    ticktext: ticks.map(({ label }) => label),
    ticks: isLabelled ? "outside" : "",
    showticklabels: isLabelled,
    ...(isLabelled && { title: { text: escaped(axis.label), standoff: 8 } }),
  };
}

function tracesOf({ column, row, curves }: CornerPanel, axes: readonly CornerAxis[], n: number): readonly Plain[] {
  const { colour } = styleOf(0, 0);
  const rounded = (values: Float64Array): readonly (number | null)[] =>
    Array.from(values, (value) => (Number.isFinite(value) ? Number(value.toPrecision(9)) : null));
  return curves.map(({ x, y }, k) => ({
    type: "scatter",
    mode: "lines",
    name: escaped(
      row === column ? axes[row]!.parameter.label : `${axes[column]!.parameter.label}, ${axes[row]!.parameter.label}`,
    ),
    x: rounded(x),
    y: rounded(y),
    xaxis: `x${number(n)}`,
    yaxis: `y${number(n)}`,
    line: { color: colour, width: 1.4 },
    ...(row !== column && { fill: "toself", fillcolor: `${colour}${k === 0 ? "55" : "22"}` }),
  }));
}

function truthsOf({ column, row }: CornerPanel, axes: readonly CornerAxis[], n: number): readonly Plain[] {
  const line = { color: RULE, width: 1.2, dash: "dot" };
  const [across, down] = [axes[column]!.parameter.truth, axes[row]!.parameter.truth];
  const place = { type: "line", line, layer: "above" };
  return [
    ...(across === undefined
      ? []
      : [{ ...place, xref: `x${number(n)}`, x0: across, x1: across, yref: `y${number(n)} domain`, y0: 0, y1: 1 }]),
    ...(down === undefined || row === column
      ? []
      : [{ ...place, yref: `y${number(n)}`, y0: down, y1: down, xref: `x${number(n)} domain`, x0: 0, x1: 1 }]),
  ];
}

function summaries(axes: readonly CornerAxis[]): readonly Plain[] {
  if (axes.length < 3) return [];
  const text = ["<b>Median (90 % interval)</b>", ...axes.map(({ summary }) => escaped(summary))].join("<br>");
  return [
    {
      text,
      x: part(2, axes.length)[0] + 0.01,
      y: 1,
      xref: "paper",
      yref: "paper",
      xanchor: "left",
      yanchor: "top",
      align: "left",
      showarrow: false,
    },
  ];
}

function noteOf(note: string): Plain {
  const place = { xref: "paper", yref: "paper", x: 0, y: 0, xanchor: "left", yanchor: "top", yshift: -60 };
  return { ...place, text: escaped(note), showarrow: false, font: { size: 11, color: NOTE } };
}
