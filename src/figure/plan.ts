import { BadArgumentError } from "../core/errors.js";
import { type PlannedAxis, planAxis } from "./axis.js";
import { type DrawnPoints, decimate } from "./decimation.js";
import type { Axis, BandMark, Figure, Mark, RuleMark } from "./figure.js";
import { dashedStyleOf, RULE, type Style, styleOf } from "./palette.js";

/** A mark with its style and the points that are drawn of it. */
export interface PlannedMark {
  readonly mark: Mark;
  readonly style: Style;
  /** Empty of a rule. */
  readonly points: DrawnPoints;
}

/** A figure with everything settled that its renderers must agree on. */
export interface Plan {
  readonly title: string;
  readonly x: PlannedAxis;
  readonly y: PlannedAxis;
  readonly marks: readonly PlannedMark[];
  /** What people must know of how it was drawn; "" for nothing. */
  readonly note: string;
}

const RULE_STYLE: Style = { colour: RULE, width: 1.2, dash: [2, 2] };
const NO_POINTS: DrawnPoints = { x: new Float64Array(), curves: [], decimated: false };

/** Settles ranges, ticks, styles and the points drawn in `columns` columns. */
export function planOf(figure: Figure, columns: number): Plan {
  figure.marks.forEach((mark) => checkLengths(figure, mark));
  const x = planAxis(figure.x, extentOf(figure, "x"), !figure.marks.some(({ type }) => type === "points"));
  const y = planAxis(figure.y, extentOf(figure, "y"), false);
  const place = { domain: x.domain, scale: x.scale, count: columns };
  const taken = { solid: 0, dashed: 0 };
  const marks = figure.marks.map((mark): PlannedMark => {
    if (mark.type === "rule") return { mark, style: RULE_STYLE, points: NO_POINTS };
    const isDashed = mark.type === "line" && mark.dashed === true;
    const style = isDashed ? dashedStyleOf(taken.dashed++) : styleOf(taken.solid++, mark.x.length);
    return { mark, style, points: decimate(...placed(mark, x, y), place) };
  });
  return { title: figure.title, x, y, marks, note: noteOf(marks) };
}

/** The y values of a mark: one curve, or the two edges of a band. */
function ordinatesOf(mark: Exclude<Mark, RuleMark>): readonly ArrayLike<number>[] {
  return mark.type === "band" ? [mark.low, mark.high] : [mark.y];
}

/** The points of a mark that have a place: without one on y they break the line, without one on x they go. */
function placed(
  mark: Exclude<Mark, RuleMark>,
  x: PlannedAxis,
  y: PlannedAxis,
): [Float64Array, readonly Float64Array[]] {
  const all = drawable(mark.x, x);
  const isSeen = (value: number, index: number): boolean =>
    mark.type !== "points" || (isOn(y, value) && isOn(x, all[index]!));
  const isPlaced = (_: number, index: number): boolean => !Number.isNaN(all[index]!);
  return [
    all.filter(isPlaced),
    ordinatesOf(mark).map((values) =>
      drawable(values, y)
        .map((value, index) => (isSeen(value, index) ? value : Number.NaN))
        .filter(isPlaced),
    ),
  ];
}

/** Lines are cut off at the frame; a point is either seen whole or not at all. */
function isOn({ domain }: PlannedAxis, value: number): boolean {
  return value >= domain[0] && value <= domain[1];
}

/** Values that have a place on the axis; the others NaN. */
function drawable(values: ArrayLike<number>, axis: { readonly scale: "linear" | "log" }): Float64Array {
  const smallest = axis.scale === "log" ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
  return Float64Array.from(values, (value) => (value >= smallest && Number.isFinite(value) ? value : Number.NaN));
}

function extentOf(figure: Figure, which: "x" | "y"): readonly [number, number] {
  const axis: Axis = figure[which];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of figure.marks.flatMap((mark) => valuesOf(mark, which)))
    for (const value of drawable(values, axis)) {
      if (value < low) low = value;
      if (value > high) high = value;
    }
  if (low > high) return axis.scale === "log" ? [1, 10] : [0, 1];
  return [low, high];
}

function valuesOf(mark: Mark, which: "x" | "y"): readonly ArrayLike<number>[] {
  if (mark.type === "rule") return mark.axis === which ? [[mark.at]] : [];
  return which === "x" ? [mark.x] : ordinatesOf(mark);
}

function checkLengths(figure: Figure, mark: Mark): void {
  if (mark.type === "rule") return;
  const other = ordinatesOf(mark).find((values) => values.length !== mark.x.length);
  if (other !== undefined)
    throw new BadArgumentError(
      `Figure "${figure.title}", mark "${mark.name}": ${mark.x.length} x values but ${other.length} ${(mark as BandMark).low === undefined ? "y" : "low or high"} values. Give one for each.`,
    );
}

function noteOf(marks: readonly PlannedMark[]): string {
  const thinned = marks.filter(({ points }) => points.decimated);
  if (thinned.length === 0) return "";
  const most = Math.max(...thinned.map(({ mark }) => (mark.type === "rule" ? 0 : mark.x.length)));
  return `Drawn as minimum and maximum per column of up to ${most.toLocaleString("en")} points.`;
}
