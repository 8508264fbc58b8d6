/** One axis: what is drawn along it, in which unit, and how. */
export interface Axis {
  readonly label: string;
  /** Unit shown behind the label; "" for none. */
  readonly unit: string;
  readonly scale: "linear" | "log";
  /** Range shown; from the data when absent. */
  readonly domain?: readonly [number, number];
}

/** A line through points, drawn in order; NaN breaks it. */
export interface LineMark {
  readonly type: "line";
  /** Name in the legend. */
  readonly name: string;
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly dashed?: boolean;
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

/** What a figure is made of. */
export type Mark = LineMark | PointsMark | BandMark | RuleMark;

/** A figure as data: one description, drawn interactively on a screen and as vectors on paper. */
export interface Figure {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly marks: readonly Mark[];
}
