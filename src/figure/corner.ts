import { BadArgumentError } from "../core/errors.js";
import { type PlannedAxis, planAxis } from "./axis.js";
import { type Curve, contour } from "./contour.js";
import { axisLabel } from "./label.js";

/** A parameter of a posterior. */
export interface CornerParameter {
  readonly label: string;
  /** Unit shown behind the label; "" for none. */
  readonly unit: string;
  readonly samples: ArrayLike<number>;
  /** The true value, where it is known. */
  readonly truth?: number;
}

/** Samples of a posterior: each parameter by itself, and every two of them. */
export interface Corner {
  readonly title: string;
  readonly parameters: readonly CornerParameter[];
}

/** What a parameter's axis shows, and what is known of it in words. */
export interface CornerAxis extends PlannedAxis {
  readonly parameter: CornerParameter;
  readonly summary: string;
}

/** A panel: one parameter (column = row) as a histogram, or two with the lines around parts of the samples. */
export interface CornerPanel {
  readonly column: number;
  readonly row: number;
  /** Outlines; of a histogram, its highest bin is 1. */
  readonly curves: readonly Curve[];
}

/** A corner with everything settled that its renderers must agree on. */
export interface CornerPlan {
  readonly title: string;
  readonly axes: readonly CornerAxis[];
  readonly panels: readonly CornerPanel[];
  readonly note: string;
}

/** Parts of the samples that lines are around, from the inside. */
export const CORNER_PARTS: readonly number[] = [0.5, 0.9];

const BINS = 30;
const CELLS = 48;
/** Of the smoothing, in cells. */
const WIDTH = 2;
/** What is shown of the samples at either end, and room beyond. */
const TAIL = 0.002;
const ROOM = 0.08;
const EDGE = 0.06;
const MOST = 8;

/** @throws BadArgumentError for no parameters or more than 8, for samples that are not equally many, or fewer than 50 */
export function planCorner({ title, parameters }: Corner): CornerPlan {
  const [first] = parameters;
  if (first === undefined || parameters.length > MOST) {
    throw new BadArgumentError(`Corner "${title}" has ${parameters.length} parameters; 1 to ${MOST} can be drawn.`);
  }
  const wrong = parameters.find(({ samples }) => samples.length !== first.samples.length || samples.length < 50);
  if (wrong !== undefined) {
    throw new BadArgumentError(
      `Corner "${title}": ${wrong.label} has ${wrong.samples.length} samples, ${first.label} ${first.samples.length}; as many of each are expected, and 50 or more.`,
    );
  }
  const axes = parameters.map(axisOf);
  const panels = axes.flatMap((down, row) =>
    axes.slice(0, row + 1).map((across, column): CornerPanel => {
      const curves = row === column ? [histogram(across)] : regions(across, down);
      return { column, row, curves };
    }),
  );
  const note = `Lines are around ${CORNER_PARTS.map((part) => `${100 * part} %`).join(" and ")} of ${first.samples.length.toLocaleString("en")} samples.`;
  return { title, axes, panels, note };
}

function axisOf(parameter: CornerParameter): CornerAxis {
  const { label, unit, samples, truth } = parameter;
  const sorted = Float64Array.from(samples).sort();
  const bad = sorted.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new BadArgumentError(`A sample of ${label} is ${sorted[bad]}; finite numbers are expected.`);
  const at = (part: number): number => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]!;
  const ends = [at(TAIL), at(1 - TAIL), ...(truth === undefined ? [] : [truth])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = high > low ? ROOM * (high - low) : Math.max(Math.abs(low), 1) * 1e-3;
  const planned = planAxis({ label, unit, scale: "linear", domain: [low - room, high + room] }, [low, high], true);
  const every = Math.ceil(planned.ticks.length / 4);
  // A label at the edge of a panel would run into that of the next.
  const isInside = (at: number): boolean =>
    at > low - room / 2 + EDGE * (high - low) && at < high + room / 2 - EDGE * (high - low);
  const ticks = planned.ticks.map((tick, n) => (n % every === 0 && isInside(tick.at) ? tick : { ...tick, label: "" }));
  return { ...planned, ticks, parameter, summary: summaryOf(label, unit, [at(0.05), at(0.5), at(0.95)]) };
}

/** Median and 90 % interval, in digits that tell them apart. */
function summaryOf(label: string, unit: string, [low, median, high]: readonly [number, number, number]): string {
  const size = Math.max(Math.abs(median), high - low);
  const digits = Math.min(8, Math.max(2, Math.ceil(Math.log10(size / Math.max(high - low, size * 1e-9))) + 2));
  const step = 10 ** (Math.floor(Math.log10(size)) + 1 - digits);
  const decimals = Math.max(0, Math.round(-Math.log10(step)));
  const shown = (value: number): string =>
    size < 1e-3 || size >= 1e5 ? Number(value.toPrecision(digits)).toExponential() : value.toFixed(decimals);
  return `${axisLabel(label, unit)}: ${shown(median)} (${shown(low)} … ${shown(high)})`
    .replace(/-(?=0(\.0*)?\b)(?!0\.0*[1-9])/g, "")
    .replace(/-/g, "−");
}

/** The outline of a histogram. */
function histogram({ domain: [low, high], parameter }: CornerAxis): Curve {
  const counts = new Float64Array(BINS);
  for (let n = 0; n < parameter.samples.length; n++) {
    const bin = Math.floor((BINS * (parameter.samples[n]! - low)) / (high - low));
    if (bin >= 0 && bin < BINS) counts[bin]!++;
  }
  const most = Math.max(...counts);
  const x = Float64Array.from({ length: 2 * BINS }, (_, n) => low + ((high - low) * ((n + 1) >> 1)) / BINS);
  return { x, y: x.map((_, n) => counts[n >> 1]! / most) };
}

/** Lines around the densest parts of a smoothed histogram of two parameters. */
function regions(across: CornerAxis, down: CornerAxis): readonly Curve[] {
  const cells = counted(across, down);
  const smooth = transposed(blurred(transposed(blurred(cells))));
  const sorted = smooth.slice().sort().reverse();
  const all = sorted.reduce((sum, value) => sum + value, 0);
  const place = ({ domain: [low, high] }: CornerAxis): Float64Array =>
    Float64Array.from({ length: CELLS }, (_, n) => low + ((high - low) * (n + 0.5)) / CELLS);
  return CORNER_PARTS.map((part) => {
    let sum = 0;
    const level = sorted.find((value) => {
      sum += value;
      return sum >= part * all;
    });
    return contour({ x: place(across), y: place(down), values: smooth }, level!);
  });
}

function counted(across: CornerAxis, down: CornerAxis): Float64Array {
  const cells = new Float64Array(CELLS * CELLS);
  const cell = ({ domain: [low, high], parameter }: CornerAxis, n: number): number =>
    Math.floor((CELLS * (parameter.samples[n]! - low)) / (high - low));
  for (let n = 0; n < across.parameter.samples.length; n++) {
    const [column, row] = [cell(across, n), cell(down, n)];
    if (column >= 0 && column < CELLS && row >= 0 && row < CELLS) cells[row * CELLS + column]!++;
  }
  return cells;
}

/** Each row under a Gaussian. */
function blurred(cells: Float64Array): Float64Array {
  const reach = 3 * WIDTH;
  return cells.map((_, at) => {
    const [row, column] = [Math.floor(at / CELLS), at % CELLS];
    let sum = 0;
    for (let c = Math.max(0, column - reach); c <= Math.min(CELLS - 1, column + reach); c++)
      sum += cells[row * CELLS + c]! * Math.exp(-(((c - column) / WIDTH) ** 2) / 2);
    return sum;
  });
}

function transposed(cells: Float64Array): Float64Array {
  return cells.map((_, at) => cells[(at % CELLS) * CELLS + Math.floor(at / CELLS)]!);
}
