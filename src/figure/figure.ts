/** One axis: what is drawn along it, in which unit, and how. */
export interface Axis {
  readonly label: string;
  /** Unit shown behind the label; "" for none. */
  readonly unit: string;
  readonly scale: "linear" | "log";
  /** Range shown; from the data when absent. */
  readonly domain?: readonly [number, number];
  /** No ticks: the numbers along it are a drawing's own, as those of a map of the sky. */
  readonly ticks?: "none";
}

/** A line through points, drawn in order; NaN breaks it. */
export interface LineMark {
  readonly type: "line";
  /** Name in the legend. */
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly dashed?: boolean;
  /** Thin and grey, in no legend: what helps to read, such as the meridians of a map. */
  readonly guide?: boolean;
}

/** Separate points. */
export interface PointsMark {
  readonly type: "points";
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
}

/** The area between two curves. */
export interface BandMark {
  readonly type: "band";
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
}

/** A straight line across the figure, at `at` on the axis `axis`: a limit, an event. */
export interface RuleMark {
  readonly type: "rule";
  readonly name: string;
  readonly axis: "x" | "y";
  readonly at: number;
}

/** Stretches of one axis, shaded across the figure: gaps, allowed ranges. */
export interface SpansMark {
  readonly type: "spans";
  readonly name: string;
  readonly axis: "x" | "y";
  /** Where each begins and ends. */
  readonly spans: readonly (readonly [from: number, to: number])[];
}

/** Moments along x with a short text each: what was found where. */
export interface EventsMark {
  readonly type: "events";
  readonly name: string;
  readonly at: readonly { readonly x: number; readonly text: string }[];
}

/** Values on a grid, told by colour; at most one of a figure. */
export interface HeatMark {
  readonly type: "heat";
  readonly name: string;
  /** Edges of the columns, rising: one more than there are columns. */
  readonly x: ArrayLike<number>;
  /** Edges of the rows, rising. */
  readonly y: ArrayLike<number>;
  /** The values, row by row from the lowest y; NaN stays blank. */
  readonly values: ArrayLike<number>;
  /** What the colours mean; values beyond its domain have the colour of its end. */
  readonly colour: Axis;
}

/** A mark that follows points. */
export type CurveMark = LineMark | PointsMark | BandMark;

/** What a figure is made of. */
export type Mark = CurveMark | RuleMark | SpansMark | EventsMark | HeatMark;

/** Whether a mark follows points. */
export function isCurve(mark: Mark): mark is CurveMark {
  return mark.type === "line" || mark.type === "points" || mark.type === "band";
}

/** A figure as data: one description, drawn interactively on a screen and as vectors on paper. */
export interface Figure {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
}
