import { BadArgumentError } from "../core/errors.js";
import { describe } from "./bundle.js";
import { type Axis, type CurveMark, type Figure, type HeatMark, isCurve, type Mark } from "./figure.js";
import { GRID, INK, NOTE } from "./palette.js";
import { PLOTLY_MIME, type PlotlyFigure, toPlotly } from "./plotly.js";
import { toSvg } from "./svg.js";

/** A number that people change. */
export interface Slider {
  readonly label: string;
  /** Unit shown behind the value; "" for none. */
  readonly unit: string;
  /** The settings, in order. */
  readonly values: readonly number[];
  /** Index of the setting that it begins with; 0 if not given. */
  readonly start?: number;
}

/** A figure with sliders below it: one, two or three. */
export interface Explorer {
  readonly title: string;
  /** The range shown must be given: it stays while curves move. */
  readonly x: Axis;
  readonly y: Axis;
  /** The first moves most smoothly: give it the most settings. */
  readonly sliders: readonly Slider[];
  /** What stays where it is. */
  readonly fixed?: readonly Exclude<Mark, HeatMark>[];
  /** The lines, points and bands for settings of the sliders: the same ones by name and order for all of them. */
  readonly moving: (...settings: number[]) => readonly CurveMark[];
}

type Trace = Readonly<Record<string, unknown>>;

/** Settings of all sliders together that are drawn beforehand, at most. */
const MOST = 2000;
/** Pixels of a slider, and of what is above the first: the axis with its title. */
const SLIDER_HEIGHT = 76;
const SLIDER_TOP = 58;

/**
 * A figure with sliders, for every reader at once. All settings are computed beforehand, so that it needs no kernel and works
 * wherever Plotly does; elsewhere it is what the sliders begin with.
 * @throws BadArgumentError for too many settings, a range that is not given, or curves that come and go
 */
export function explorerBundle(explorer: Explorer): Readonly<Record<string, unknown>> {
  const start = figureAt(explorer, explorer.sliders.map(beginOf));
  const settings = explorer.sliders.map(({ label, unit, values }) => `${label} (${values.length} settings, ${unit})`);
  return {
    [PLOTLY_MIME]: explorerPlotly(explorer),
    "image/svg+xml": toSvg(start),
    "text/plain": `${describe(start)}. Sliders: ${settings.join(", ")}`,
  };
}

/** The interactive part of {@link explorerBundle}. */
export function explorerPlotly(explorer: Explorer): PlotlyFigure {
  mustBeDrawable(explorer);
  const { sliders, fixed = [] } = explorer;
  const [first, ...others] = sliders.map(beginOf);
  const start = toPlotly(figureAt(explorer, [first!, ...others]));
  const still = toPlotly({ ...explorer, marks: fixed }).data.length;
  const perSet = start.data.length - still;
  const sets = setsOf(sliders);
  const tracesAt = (index: number): readonly Trace[] =>
    sets.flatMap((set) => {
      const traces = toPlotly(figureAt(explorer, [index, ...set])).data.slice(0, -still || undefined);
      if (traces.length !== perSet) throw comeAndGo(explorer, [index, ...set]);
      return traces;
    });
  const bySetting = sliders[0]!.values.map((_, index) => tracesAt(index));
  const setOf = (k: number): readonly number[] => sets[Math.floor(k / perSet)]!;
  const moving = bySetting[first!]!.map((trace, k) => ({ ...trace, ...shown(setOf(k), others, trace) }));
  const isAlong = bySetting.some((traces) => traces.some(({ x }, k) => !isSame(x, moving[k]!["x"])));
  const changesOf = (which: number, index: number): Readonly<Record<string, unknown>> =>
    which === 0 ? movedTo(bySetting[index]!, isAlong) : restyled(which, moving, (k) => setOf(k)[which - 1] === index);
  return {
    data: [...moving, ...start.data.slice(perSet)],
    layout: withSliders(start.layout, sliders, (which, index) => [changesOf(which, index), moving.map((_, k) => k)]),
    config: start.config,
  };
}

function isSame(some: unknown, others: unknown): boolean {
  return JSON.stringify(some) === JSON.stringify(others);
}

/** The first slider: other data. Those along x are told when they change at all. */
function movedTo(traces: readonly Trace[], isAlong: boolean): Readonly<Record<string, unknown>> {
  return { ...(isAlong && { x: traces.map((trace) => trace["x"]) }), y: traces.map((trace) => trace["y"]) };
}

/** Sliders that act on different attributes of the curves don't undo each other: data, then `visible`, then `opacity`. */
function shown(set: readonly number[], begin: readonly number[], trace: Trace): Trace {
  const [second = true, third = true] = set.map((index, k) => index === begin[k]);
  return { visible: second, opacity: third ? 1 : 0, ...legible(third, trace) };
}

function restyled(
  which: number,
  traces: readonly Trace[],
  isChosen: (trace: number) => boolean,
): Readonly<Record<string, unknown>> {
  const chosen = traces.map((_, k) => isChosen(k));
  if (which === 1) return { visible: chosen };
  const parts = traces.map((trace, k) => legible(chosen[k]!, trace));
  return {
    opacity: chosen.map(Number),
    hoverinfo: parts.map(({ hoverinfo }) => hoverinfo),
    showlegend: parts.map(({ showlegend }) => showlegend),
  };
}

/** What can't be seen is neither named nor hovered over; the edge of a band never is. */
function legible(isSeen: boolean, { fill, mode, line }: Trace): { hoverinfo: string; showlegend: boolean } {
  const isEdge = mode === "lines" && (line as { readonly width: number }).width === 0;
  return { hoverinfo: isSeen && !isEdge ? "all" : "skip", showlegend: isSeen && (!isEdge || fill !== undefined) };
}

/** All settings of the sliders but the first. */
function setsOf([, ...others]: readonly Slider[]): readonly (readonly number[])[] {
  return others.reduce<readonly (readonly number[])[]>(
    (sets, { values }) => sets.flatMap((set) => values.map((_, index) => [...set, index])),
    [[]],
  );
}

function figureAt({ title, x, y, sliders, fixed = [], moving }: Explorer, indices: readonly number[]): Figure {
  const marks = moving(...sliders.map(({ values }, k) => values[indices[k]!]!));
  return { title, x, y, marks: [...marks, ...fixed] };
}

function beginOf({ start = 0 }: Slider): number {
  return start;
}

function withSliders(
  layout: PlotlyFigure["layout"],
  sliders: readonly Slider[],
  argsOf: (which: number, index: number) => readonly unknown[],
): PlotlyFigure["layout"] {
  const room = sliders.length * SLIDER_HEIGHT;
  const margin = layout["margin"] as Readonly<Record<string, number>>;
  return {
    ...layout,
    height: (layout["height"] as number) + room,
    margin: { ...margin, b: margin["b"]! + room },
    sliders: sliders.map((slider, which) => ({
      active: beginOf(slider),
      x: 0,
      len: 1,
      y: 0,
      yanchor: "top",
      pad: { t: SLIDER_TOP + which * SLIDER_HEIGHT, b: 0 },
      currentvalue: {
        prefix: `${slider.label}: `,
        suffix: slider.unit === "" ? "" : ` ${slider.unit}`,
        font: { color: INK },
      },
      font: { size: 11, color: NOTE },
      bgcolor: GRID,
      bordercolor: NOTE,
      tickcolor: NOTE,
      minorticklen: 0,
      steps: slider.values.map((value, index) => ({
        label: String(Number(value.toPrecision(4))),
        method: "restyle",
        args: argsOf(which, index),
      })),
    })),
  };
}

function mustBeDrawable({ title, x, y, sliders, moving }: Explorer): void {
  const bad = (message: string): never => {
    throw new BadArgumentError(`Figure "${title}": ${message}`, { title });
  };
  const count = sliders.reduce((product, { values }) => product * values.length, 1);
  if (sliders.length < 1 || sliders.length > 3) bad(`${sliders.length} sliders; there can be one, two or three.`);
  if (count === 0 || count > MOST) bad(`${count} settings of the sliders; there can be 1 to ${MOST}.`);
  const outside = sliders.find((slider) => slider.values[beginOf(slider)] === undefined);
  if (outside !== undefined) bad(`the slider "${outside.label}" has no setting number ${outside.start}.`);
  if (x.domain === undefined || y.domain === undefined) bad("give both axes a domain, which stays while curves move.");
  const first = moving(...sliders.map(({ values }) => values[0]!));
  if (!first.every(isCurve)) bad("only lines, points and bands can move; the others are fixed.");
}

function comeAndGo({ title, sliders }: Explorer, indices: readonly number[]): BadArgumentError {
  const where = sliders.map(({ label, values }, k) => `${label} = ${values[indices[k]!]}`).join(", ");
  return new BadArgumentError(`Figure "${title}": there are more or fewer curves for ${where} than at the start.`, {
    title,
  });
}
