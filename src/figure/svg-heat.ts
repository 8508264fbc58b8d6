import type { PlannedHeat } from "./heat.js";
import { SHADE_COLOURS, shadesOf } from "./heat-colours.js";
import { HEAT_COLOURS, INK } from "./palette.js";
import { toPng } from "./png.js";
import { element, type Frame, label, line, rounded } from "./svg-elements.js";

/** Room to the right of the frame for the bar of colours, in pixels. */
export const HEAT_MARGIN = 92;
const BAR = { gap: 14, width: 12 };

/** The spots of colour, as a picture stretched over the frame. */
export function heatOf(heat: PlannedHeat, { left, right, top, bottom }: Frame): string {
  const picture = { width: heat.columns, height: heat.rows, indices: shadesOf(heat), colours: SHADE_COLOURS };
  return element("image", {
    x: left,
    y: top,
    width: right - left,
    height: bottom - top,
    preserveAspectRatio: "none",
    "image-rendering": "pixelated",
    href: `data:image/png;base64,${Buffer.from(toPng(picture)).toString("base64")}`,
  });
}

/** What the colours mean: a bar from low to high, with ticks. */
export function colourBarOf({ colour }: PlannedHeat, { right, top, bottom }: Frame): readonly string[] {
  const [x, edge] = [right + BAR.gap, right + BAR.gap + BAR.width];
  const box = { x, y: top, width: BAR.width, height: bottom - top };
  const stops = HEAT_COLOURS.map((colourOf, index) =>
    element("stop", { offset: index / (HEAT_COLOURS.length - 1), "stop-color": colourOf }),
  );
  const place = colour.scale === "log" ? Math.log10 : (value: number): number => value;
  const [low, high] = [place(colour.domain[0]), place(colour.domain[1])];
  const ticks = colour.ticks.filter(({ label: text }) => text !== "");
  const id = `heat-${top}`;
  return [
    element("linearGradient", { id, x1: 0, y1: 1, x2: 0, y2: 0 }, stops.join("")),
    element("rect", { ...box, fill: `url(#${id})`, stroke: INK, "stroke-width": 0.8 }),
    ...ticks.flatMap(({ at, label: text }) => {
      const y = rounded(bottom - ((place(at) - low) / (high - low)) * (bottom - top));
      return [line(edge, y, edge + 4, y, INK), label(text, { x: edge + 7, y: y + 4 })];
    }),
    label(colour.label, {
      transform: `translate(${edge + 46} ${(top + bottom) / 2}) rotate(-90)`,
      "text-anchor": "middle",
    }),
  ];
}
