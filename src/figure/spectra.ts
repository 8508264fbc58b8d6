import { BadArgumentError } from "../core/errors.js";
import type { Spectrum } from "../core/series.js";
import type { Hertz } from "../core/units.js";
import type { Figure, LineMark } from "./figure.js";

/** One thing, or several by the names they have in the legend. */
export type Named<T> = T | Readonly<Record<string, T>>;

/** What a spectrum is compared with: the density at each frequency, or another spectrum, in the same unit. */
export type SpectrumModel = Spectrum | ((frequency: Hertz) => number);

/** How spectra are drawn. */
export interface SpectrumOptions {
  readonly title?: string;
  /** Drawn dashed. */
  readonly model?: Named<SpectrumModel>;
  /** Power (as the spectra are) or amplitude spectral density (their square root); "PSD" when absent. */
  readonly quantity?: "PSD" | "ASD";
  /** Frequencies shown; all above zero when absent. */
  readonly frequencies?: readonly [Hertz, Hertz];
}

/** Points of a model given as a function, spread evenly over the decades. */
const MODEL_POINTS = 400;

/** Spectra and their models over frequency, both axes logarithmic. */
export function spectrumFigure(spectra: Named<Spectrum>, options: SpectrumOptions = {}): Figure {
  const named = entriesOf(spectra, isSpectrum, "spectrum");
  const models = options.model === undefined ? [] : entriesOf(options.model, isModel, "model");
  const unit = commonUnit(named);
  const isAmplitude = options.quantity === "ASD";
  const range = options.frequencies ?? rangeOf(named.map(([, spectrum]) => spectrum));
  const shown = isAmplitude ? Math.sqrt : (density: number): number => density;
  return {
    title: options.title ?? "",
    x: { label: "Frequency", unit: "Hz", scale: "log", domain: range },
    y: {
      label: isAmplitude ? "Amplitude spectral density" : "Power spectral density",
      unit: isAmplitude ? amplitudeUnit(unit) : unit,
      scale: "log",
    },
    marks: [
      ...named.map(([name, spectrum]) => within(spectrumLine(name, spectrum, shown), range)),
      ...models.map(([name, model]) => ({ ...modelLine(name, model, range, shown), dashed: true })),
    ],
  };
}

function isSpectrum(value: unknown): value is Spectrum {
  return ArrayBuffer.isView((value as Spectrum).values) && typeof (value as Spectrum).df === "number";
}

function isModel(value: unknown): value is SpectrumModel {
  return typeof value === "function" || isSpectrum(value);
}

/** Names and things; a single one is named as what it is. */
export function entriesOf<T>(
  given: Named<T>,
  isOne: (value: unknown) => value is T,
  what: string,
): readonly (readonly [string, T])[] {
  if (isOne(given)) return [[what, given]];
  const entries = Object.entries(given as Readonly<Record<string, T>>);
  const wrong = entries.find(
    ([, value]) => typeof value !== "function" && (typeof value !== "object" || !isOne(value)),
  );
  if (entries.length === 0 || wrong !== undefined)
    throw new BadArgumentError(
      `Expected a ${what}, or several by name, e.g. { A2: …, E2: … }; ${wrong === undefined ? "found none" : `"${wrong[0]}" is none`}.`,
    );
  return entries;
}

function commonUnit(spectra: readonly (readonly [string, Spectrum])[]): string {
  const [first, ...others] = spectra as readonly [readonly [string, Spectrum], ...(readonly [string, Spectrum])[]];
  const other = others.find(([, spectrum]) => spectrum.unit !== first[1].unit);
  if (other !== undefined)
    throw new BadArgumentError(
      `The spectra have different units: ${first[0]} in ${first[1].unit}, ${other[0]} in ${other[1].unit}. Draw them in figures of their own.`,
    );
  return first[1].unit;
}

/** The unit of the square root of a density: "Hz^2/Hz" → "Hz/sqrt(Hz)". */
function amplitudeUnit(unit: string): string {
  const parts = /^(?:(\w+)\^2|1)\/Hz$/.exec(unit);
  if (parts !== null) return `${parts[1] ?? "1"}/sqrt(Hz)`;
  return unit === "" ? "" : `sqrt(${unit})`;
}

function rangeOf(spectra: readonly Spectrum[]): readonly [number, number] {
  const low = Math.min(...spectra.map(({ df }) => df));
  const high = Math.max(...spectra.map(({ df, values }) => df * (values.length - 1)));
  return [low, high > low ? high : 10 * low];
}

function spectrumLine(name: string, { df, values }: Spectrum, shown: (density: number) => number): LineMark {
  return { type: "line", name, x: Float64Array.from(values, (_, bin) => bin * df), y: values.map(shown) };
}

function modelLine(
  name: string,
  model: SpectrumModel,
  range: readonly [number, number],
  shown: (density: number) => number,
): LineMark {
  if (typeof model !== "function") return within(spectrumLine(name, model, shown), range);
  const [low, high] = range;
  const x = Float64Array.from({ length: MODEL_POINTS }, (_, i) => low * (high / low) ** (i / (MODEL_POINTS - 1)));
  return { type: "line", name, x, y: x.map((frequency) => shown(model(frequency))) };
}

/** The part of a line over `range`: what can't be seen must not set the height of the figure. */
function within(line: LineMark, [low, high]: readonly [number, number]): LineMark {
  const isIn = (_: number, index: number): boolean => line.x[index]! >= low && line.x[index]! <= high;
  return { ...line, x: Float64Array.from(line.x).filter(isIn), y: Float64Array.from(line.y).filter(isIn) };
}
