import { BadArgumentError } from "../core/errors.js";
import { type PlannedAxis, planAxis } from "./axis.js";
import { type DrawnPoints, decimate } from "./decimation.js";
import { type Axis, type BandMark, type CurveMark, type Figure, isCurve, type Mark } from "./figure.js";
import { type PlannedHeat, planHeat } from "./heat.js";
import { dashedStyleOf, EVENT, GUIDE, RULE, type Style, spanStyleOf, styleOf } from "./palette.js";

/** A mark with its style and the points that are drawn of it. */
export interface PlannedMark {
  readonly mark: Mark;
  readonly style: Style;
  /** Empty of what follows no points. */
  readonly points: DrawnPoints;
}

/** A figure with everything settled that its renderers must agree on. */
export interface Plan {
  readonly title: string;
  readonly x: PlannedAxis;
  readonly y: PlannedAxis;
  readonly marks: readonly PlannedMark[];
  /** The grid of colours behind everything; null for none. */
  readonly heat: PlannedHeat | null;
  /** What people must know of how it was drawn; "" for nothing. */
  readonly note: string;
}

const RULE_STYLE: Style = { colour: RULE, width: 1.2, dash: [2, 2] };
const EVENT_STYLE: Style = { colour: EVENT, width: 1.2, dash: [] };
const GUIDE_STYLE: Style = { colour: GUIDE, width: 0.7, dash: [] };
const NO_POINTS: DrawnPoints = { x: new Float64Array(), curves: [], decimated: false };

/** Settles ranges, ticks, styles and the points drawn in `columns` columns. */
export function planOf(figure: Figure, columns: number): Plan {
  figure.marks.forEach((mark) => checkLengths(figure, mark));
  const isFilled = figure.marks.some(({ type }) => type === "heat");
  const hasPoints = figure.marks.some(({ type }) => type === "points");
  const x = planAxis(figure.x, extentOf(figure, "x"), isFilled || !hasPoints);
  const y = planAxis(figure.y, extentOf(figure, "y"), isFilled);
  const heat = planHeat(figure, x, y);
  const place = { domain: x.domain, scale: x.scale, count: columns };
  const nextStyle = styles();
  const marks = figure.marks
    .filter(({ type }) => type !== "heat")
    .map((mark): PlannedMark => {
      const points = isCurve(mark) ? decimate(...placed(mark, x, y), place) : NO_POINTS;
      return { mark, style: nextStyle(mark), points };
    });
  return { title: figure.title, x, y, marks, heat, note: noteOf(marks, heat) };
}

/** Gives marks their styles in the order they come. */
function styles(): (mark: Mark) => Style {
  const taken = { solid: 0, dashed: 0, spans: 0 };
  return (mark) => {
    if (mark.type === "rule") return RULE_STYLE;
    if (mark.type === "events") return EVENT_STYLE;
    if (mark.type === "spans") return spanStyleOf(taken.spans++);
    if (mark.type === "line" && mark.guide === true) return GUIDE_STYLE;
    if (mark.type === "line" && mark.dashed === true) return dashedStyleOf(taken.dashed++);
    return styleOf(taken.solid++, mark.x.length);
  };
}

/** The y values of a mark: one curve, or the two edges of a band. */
function ordinatesOf(mark: CurveMark): readonly ArrayLike<number>[] {
  return mark.type === "band" ? [mark.low, mark.high] : [mark.y];
}

/** The points of a mark that have a place: without one on y they break the line, without one on x they go. */
function placed(mark: CurveMark, x: PlannedAxis, y: PlannedAxis): [Float64Array, readonly Float64Array[]] {
  const all = drawable(mark.x, x);
  const hasPlaces = !all.some(Number.isNaN);
  const isPlaced = (_: number, index: number): boolean => !Number.isNaN(all[index]!);
  const kept = (values: Float64Array): Float64Array => (hasPlaces ? values : values.filter(isPlaced));
  const curves = ordinatesOf(mark).map((values) => {
    const drawn = drawable(values, y);
    if (mark.type !== "points") return kept(drawn);
    return kept(drawn.map((value, index) => (isOn(y, value) && isOn(x, all[index]!) ? value : Number.NaN)));
  });
  return [kept(all), curves];
}

/** Lines are cut off at the frame; a point is either seen whole or not at all. */
function isOn({ domain }: PlannedAxis, value: number): boolean {
  return value >= domain[0] && value <= domain[1];
}

/** Values that have a place on the axis; the others NaN. */
function drawable(values: ArrayLike<number>, axis: { readonly scale: "linear" | "log" }): Float64Array {
  const smallest = axis.scale === "log" ? Number.MIN_VALUE : Number.NEGATIVE_INFINITY;
  const out = new Float64Array(values.length);
  for (let n = 0; n < out.length; n++) {
    const value = values[n]!;
    out[n] = value >= smallest && Number.isFinite(value) ? value : Number.NaN;
  }
  return out;
}

function extentOf(figure: Figure, which: "x" | "y"): readonly [number, number] {
  const axis: Axis = figure[which];
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const values of figure.marks.flatMap((mark) => valuesOf(mark, which)))
    [low, high] = widened(drawable(values, axis), low, high);
  if (low > high) return axis.scale === "log" ? [1, 10] : [0, 1];
  return [low, high];
}

function widened(values: Float64Array, low: number, high: number): [low: number, high: number] {
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

function valuesOf(mark: Mark, which: "x" | "y"): readonly ArrayLike<number>[] {
  switch (mark.type) {
    case "rule":
      return mark.axis === which ? [[mark.at]] : [];
    case "spans":
      return mark.axis === which ? mark.spans : [];
    case "events":
      return which === "x" ? [mark.at.map(({ x }) => x)] : [];
    case "heat":
      return [mark[which]];
    default:
      return which === "x" ? [mark.x] : ordinatesOf(mark);
  }
}

function checkLengths(figure: Figure, mark: Mark): void {
  if (!isCurve(mark)) return;
  const other = ordinatesOf(mark).find((values) => values.length !== mark.x.length);
  if (other !== undefined)
    throw new BadArgumentError(
      `Figure "${figure.title}", mark "${mark.name}": ${mark.x.length} x values but ${other.length} ${(mark as BandMark).low === undefined ? "y" : "low or high"} values. Give one for each.`,
    );
}

function noteOf(marks: readonly PlannedMark[], heat: PlannedHeat | null): string {
  const thinned = marks.filter(({ points }) => points.decimated);
  const most = Math.max(0, ...thinned.map(({ mark }) => (isCurve(mark) ? mark.x.length : 0)));
  const notes = [
    heat !== null && heat.most > 1 ? `Each spot of colour is the largest of up to ${heat.most} values.` : "",
    most === 0 ? "" : `Drawn as minimum and maximum per column of up to ${most.toLocaleString("en")} points.`,
  ];
  return notes.filter((text) => text !== "").join(" ");
}
