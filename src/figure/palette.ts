/** Colours told apart with every kind of colour vision, in the order they are taken (Okabe and Ito 2008), yellow left out: it fades on white. */
const PALETTE: readonly string[] = ["#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00"];

/** Text and axes. */
export const INK = "#222222";
/** Grid lines. */
export const GRID = "#E3E3E3";
/** Lines that help to read. */
export const GUIDE = "#B8B8B8";
/** Remarks of the figure about itself. */
export const NOTE = "#666666";
/** Limits and events. */
export const RULE = "#6B6B6B";

/** Marks of what was found. */
export const EVENT = "#B3261E";

/** Shaded stretches. */
const SPAN_COLOURS: readonly string[] = ["#8A8A8A", "#E69F00", "#CC79A7"];

/** How strongly shaded stretches cover what is below them. */
export const SPAN_OPACITY = 0.3;

/** The style of the shaded stretches at `index` among such. */
export function spanStyleOf(index: number): Style {
  return { colour: SPAN_COLOURS[index % SPAN_COLOURS.length]!, width: 0, dash: [] };
}

/**
 * Colours from low to high whose lightness rises evenly, for every kind of colour vision: nine of the map "viridis"
 * (S. van der Walt, N. Smith, 2015, in the public domain).
 */
export const HEAT_COLOURS: readonly string[] = [
  "#440154",
  "#472D7B",
  "#3B528B",
  "#2C728E",
  "#21918C",
  "#28AE80",
  "#5EC962",
  "#ADDC30",
  "#FDE725",
];

/** Models stand out from what was measured: dark, and dashed. */
const MODEL_COLOURS: readonly string[] = ["#000000", "#7A3DBF", "#7D4E00"];

/** Dash patterns that tell lines apart once the colours have been used up, in pixels. */
const DASHES: readonly (readonly number[])[] = [[], [6, 3], [2, 2], [8, 3, 2, 3]];

/** How one mark is drawn, the same on a screen and on paper. */
export interface Style {
  readonly colour: string;
  /** Line width in pixels of a figure 640 wide. */
  readonly width: number;
  /** Lengths of strokes and gaps in pixels; empty for a solid line. */
  readonly dash: readonly number[];
}

/** Above this many points a line is a band of ink, and is drawn thin. */
const DENSE = 1500;

/** The style of the measured thing at `index` among such. */
export function styleOf(index: number, points: number): Style {
  const dash = DASHES[Math.floor(index / PALETTE.length) % DASHES.length]!;
  return { colour: PALETTE[index % PALETTE.length]!, width: points > DENSE ? 0.8 : 1.6, dash };
}

/** The style of the dashed line at `index` among such. */
export function dashedStyleOf(index: number): Style {
  const dash = DASHES[1 + (index % (DASHES.length - 1))]!;
  return { colour: MODEL_COLOURS[index % MODEL_COLOURS.length]!, width: 1.6, dash };
}
