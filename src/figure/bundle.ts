import { type Corner, planCorner } from "./corner.js";
import { cornerPlotly } from "./corner-plotly.js";
import { cornerSvg } from "./corner-svg.js";
import type { Figure, Mark } from "./figure.js";
import { axisLabel } from "./label.js";
import { isNamed } from "./legend.js";
import { PLOTLY_MIME, toPlotly } from "./plotly.js";
import { toSvg } from "./svg.js";

/** The figure for every reader at once: interactive where Plotly is, vectors elsewhere, and words. */
export function figureBundle(figure: Figure): Readonly<Record<string, unknown>> {
  return { [PLOTLY_MIME]: toPlotly(figure), "image/svg+xml": toSvg(figure), "text/plain": describe(figure) };
}

/** A posterior for every reader at once. */
export function cornerBundle(corner: Corner): Readonly<Record<string, unknown>> {
  const plan = planCorner(corner);
  const words = `Figure: ${plan.title}. Medians and 90 % intervals: ${plan.axes.map(({ summary }) => summary).join("; ")}`;
  return { [PLOTLY_MIME]: cornerPlotly(plan), "image/svg+xml": cornerSvg(plan), "text/plain": words };
}

/** What a figure shows, in words: for terminals and for those who can't see it. */
export function describe(figure: Figure): string {
  const axes = `${axisLabel(figure.y.label, figure.y.unit)} over ${axisLabel(figure.x.label, figure.x.unit)}`;
  return `Figure: ${figure.title === "" ? axes : `${figure.title}. ${axes}`}. ${figure.marks.filter(isNamed).map(nameOf).join(", ")}`;
}

function nameOf(mark: Mark): string {
  switch (mark.type) {
    case "rule":
      return `${mark.name} at ${mark.axis} = ${mark.at}`;
    case "spans":
      return `${mark.name} (${mark.spans.length} stretches)`;
    case "events":
      return `${mark.name}: ${mark.at.map(({ text }) => text).join(", ") || "none"}`;
    case "heat":
      return `${mark.name} as colours (${mark.values.length} values)`;
    default:
      return `${mark.name} (${mark.x.length} points)`;
  }
}
