import type { CornerAxis, CornerPanel, CornerPlan } from "./corner.js";
import { INK, NOTE, RULE, styleOf } from "./palette.js";
import { element, label, line, rounded } from "./svg-elements.js";

const WIDTH = 640;
const MARGIN = { left: 66, right: 14, top: 34, bottom: 58 };
const GAP = 8;
const FONTS = "'Libertinus Serif', 'Helvetica Neue', Arial, 'Liberation Sans', sans-serif";
/** A histogram's highest bin is so much of its panel. */
export const CORNER_TOP = 1.12;

/** Where a panel is (pixels), and where values lie in it. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly size: number;
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

/** A corner as an SVG document. */
export function cornerSvg(plan: CornerPlan): string {
  const { axes, panels, title, note } = plan;
  const size = (WIDTH - MARGIN.left - MARGIN.right - GAP * (axes.length - 1)) / axes.length;
  const height = MARGIN.top + axes.length * (size + GAP) - GAP + MARGIN.bottom + 14;
  const parts = [
    element("rect", { width: WIDTH, height, fill: "white" }),
    label(title, { x: MARGIN.left, y: 20, "font-size": 15, "font-weight": "bold" }),
    ...panels.flatMap((panel) => panelOf(panel, plan, boxOf(panel, axes, size))),
    ...summaries(axes, size),
    label(note, { x: MARGIN.left, y: height - 6, "font-size": 10, fill: NOTE }),
  ];
  const root = { xmlns: "http://www.w3.org/2000/svg", role: "img", "aria-label": title, width: WIDTH };
  const look = { "font-family": FONTS, "font-size": 11, fill: INK };
  return element(
    "svg",
    { ...root, height: rounded(height), viewBox: `0 0 ${WIDTH} ${rounded(height)}`, ...look },
    parts.join("\n"),
  );
}

function boxOf({ column, row }: CornerPanel, axes: readonly CornerAxis[], size: number): Box {
  const [left, top] = [MARGIN.left + column * (size + GAP), MARGIN.top + row * (size + GAP)];
  const [x, y] = [axes[column]!.domain, row === column ? [0, CORNER_TOP] : axes[row]!.domain];
  const part = (value: number, [low, high]: readonly number[]): number => (value - low!) / (high! - low!);
  return {
    left: rounded(left),
    top: rounded(top),
    size: rounded(size),
    x: (value) => rounded(left + size * part(value, x)),
    y: (value) => rounded(top + size * (1 - part(value, y))),
  };
}

function panelOf(panel: CornerPanel, { axes }: CornerPlan, box: Box): readonly string[] {
  const { column, row, curves } = panel;
  const { left, top, size } = box;
  const [across, down] = [axes[column]!, axes[row]!];
  const id = `corner-${row}-${column}`;
  const [truthX, truthY] = [across.parameter.truth, row === column ? undefined : down.parameter.truth];
  const rules = [
    truthX === undefined ? "" : line(box.x(truthX), top, box.x(truthX), top + size, RULE),
    truthY === undefined ? "" : line(left, box.y(truthY), left + size, box.y(truthY), RULE),
  ];
  const paths = curves.map((curve, n) =>
    element("path", {
      d: pathOf(curve.x, curve.y, box),
      fill: row === column ? "none" : styleOf(0, 0).colour,
      "fill-opacity": row === column ? 1 : n === 0 ? 0.3 : 0.12,
      stroke: styleOf(0, 0).colour,
      "stroke-width": 1.3,
    }),
  );
  return [
    element("clipPath", { id }, element("rect", { x: left, y: top, width: size, height: size })),
    element(
      "g",
      { "clip-path": `url(#${id})` },
      [...paths, element("g", { "stroke-dasharray": "2 2" }, rules.join(""))].join(""),
    ),
    element("rect", { x: left, y: top, width: size, height: size, fill: "none", stroke: INK, "stroke-width": 0.8 }),
    ...(row === axes.length - 1 ? below(across, box) : []),
    ...(column === 0 && row > 0 ? beside(down, box) : []),
  ];
}

function pathOf(x: Float64Array, y: Float64Array, box: Box): string {
  let path = "";
  let isOn = false;
  x.forEach((value, n) => {
    const isThere = !Number.isNaN(value) && !Number.isNaN(y[n]!);
    if (isThere) path += `${isOn ? "L" : "M"}${box.x(value)},${box.y(y[n]!)}`;
    isOn = isThere;
  });
  return path;
}

function below(axis: CornerAxis, box: Box): readonly string[] {
  const bottom = box.top + box.size;
  return [
    ...axis.ticks.flatMap(({ at, label: text }) => [
      line(box.x(at), bottom, box.x(at), bottom + (text === "" ? 3 : 5), INK),
      text === "" ? "" : label(text, { x: box.x(at), y: bottom + 17, "text-anchor": "middle" }),
    ]),
    label(axis.label, { x: box.left + box.size / 2, y: bottom + 36, "text-anchor": "middle" }),
  ];
}

function beside(axis: CornerAxis, box: Box): readonly string[] {
  return [
    ...axis.ticks.flatMap(({ at, label: text }) => [
      line(box.left - (text === "" ? 3 : 5), box.y(at), box.left, box.y(at), INK),
      text === "" ? "" : label(text, { x: box.left - 8, y: box.y(at) + 4, "text-anchor": "end" }),
    ]),
    label(axis.label, {
      transform: `translate(14 ${rounded(box.top + box.size / 2)}) rotate(-90)`,
      "text-anchor": "middle",
    }),
  ];
}

/** What is known of each parameter, in the corner that has no panels. */
function summaries(axes: readonly CornerAxis[], size: number): readonly string[] {
  if (axes.length < 3) return [];
  const x = MARGIN.left + 2 * (size + GAP) + 4;
  return [
    label("Median (90 % interval)", { x, y: MARGIN.top + 12, "font-weight": "bold" }),
    ...axes.map(({ summary }, n) => label(summary, { x, y: MARGIN.top + 30 + 16 * n })),
  ];
}
