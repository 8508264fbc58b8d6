import { BadDataError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Figure, Mark } from "../figure/figure.js";
import { type PowerSpectrum, psd } from "../math/welch.js";
import type { NoiseModel } from "../noise/tdi.js";
import { type Band, type BandLevel, bandLevel, bandName, FIRST_BIN } from "../quality/bands.js";
import { completeStretches } from "../quality/stretches.js";
import { trendOf } from "../quality/trend.js";
import { bandLimits, type LevelLimits } from "./limits.js";

/** One series with the spectrum that it should have. */
export interface Channel {
  /** Name of the series, e.g. "sci 12". */
  readonly name: string;
  /** Samples, in Hz; NaN where they are not to be used. */
  readonly values: Float64Array;
  /** Whether it follows the Doppler shift or the clocks, which are no noise. */
  readonly drifts: boolean;
  /** Name of the model; channels whose models share a name share a curve in the figure. */
  readonly modelName: string;
  readonly model: NoiseModel;
}

/** How far one channel is from its model in one band. */
export interface Finding extends BandLevel {
  readonly channel: string;
  /** Distances that warn and that fail in this band (dB). */
  readonly limits: LevelLimits;
}

/** The spectra of several channels against their models. */
export interface Spectra {
  readonly findings: readonly Finding[];
  /** The finding farthest from its model, in parts of what is allowed in its band. */
  readonly worst: Finding;
  readonly figure: Figure;
}

/** How spectra are taken and where they are judged. */
export interface SpectraOptions {
  /** Sampling interval (s). */
  readonly dt: Seconds;
  /** Length of a Welch segment (s). */
  readonly segment: Seconds;
  readonly bands: readonly Band[];
  /** Distances from the model that warn and that fail at most; narrower where chance moves a band less. */
  readonly limits: LevelLimits;
  /** What models leave out, in dB; 0.8 if not given. */
  readonly modelError?: number;
  /** Frequencies of known waves, which are no noise: what is around them is left out. */
  readonly lines?: readonly Hertz[];
  /** Further curves of the figure, by name. */
  readonly context?: Readonly<Record<string, NoiseModel>>;
}

/** Takes the spectrum of every channel and compares it with its model, band by band. */
export function spectra(title: string, channels: readonly Channel[], options: SpectraOptions): Spectra {
  const measured = channels.map((channel) => spectrumOf(channel, options));
  const findings = channels.flatMap(({ name, model }, index) =>
    options.bands.map((band): Finding => {
      const level = bandLevel(measured[index]!, model, band, options.lines);
      return { channel: name, ...level, limits: bandLimits(level, options.limits, options.modelError) };
    }),
  );
  const worst = findings.reduce((far, next) => (excess(next) > excess(far) ? next : far));
  return { findings, worst, figure: spectraFigure(title, channels, measured, options) };
}

/** How far a finding is from its model, in parts of what warns. */
function excess({ decibels, limits }: Finding): number {
  return Math.abs(decibels) / limits[0];
}

/** The findings that warn, worst first, in words: "tmi 23 at 1-3 mHz: +8.1 dB"; at most three, and how many more. */
export function spelled({ findings }: Spectra): string {
  const beyond = findings
    .filter((finding) => excess(finding) > 1)
    .sort((a, b) => excess(b) - excess(a))
    .map(({ channel, band, decibels, uncertainty }) => {
      const sign = decibels > 0 ? "+" : "−";
      return `${channel} at ${bandName(band)}: ${sign}${Math.abs(decibels).toFixed(1)} ± ${uncertainty.toFixed(1)} dB`;
    });
  return beyond.length > 3 ? `${beyond.slice(0, 3).join("; ")} and ${beyond.length - 3} more` : beyond.join("; ");
}

/** A cubic takes out hours of a Doppler shift or of two clocks. */
const TREND_DEGREE = 3;

function spectrumOf({ values, drifts }: Channel, { dt, segment }: SpectraOptions): PowerSpectrum {
  // No segment is detrended, and nothing that does not drift at all: where noise rises with frequency, a fit follows the noise
  // at the ends and puts it into the lowest bins, a decibel of it for readouts, 90 for TDI. A Hann window keeps a constant
  // within bins 0 and 1.
  const used = drifts ? trendOf(values, dt, TREND_DEGREE).rest : values;
  return pieced(used, dt, segment);
}

/** The spectrum of all complete stretches together, each weighed by what it has to say. */
export function pieced(values: Float64Array, dt: Seconds, segment: Seconds): PowerSpectrum {
  const spectra = completeStretches([values])
    .filter(({ start, stop }) => Math.round(segment / dt) <= stop - start)
    .map(({ start, stop }) => {
      const series = { t0: instant("TCB", 0), dt, values: values.subarray(start, stop), unit: "Hz" };
      return psd(series, { segment, detrend: "none" });
    });
  const [first] = spectra;
  if (first === undefined) {
    throw new BadDataError(`no stretch is complete for ${segment} s: there is nothing to take a spectrum of`, {
      segment,
    });
  }
  const dof = spectra.reduce((sum, one) => sum + one.dof, 0);
  const segments = spectra.reduce((sum, one) => sum + one.segments, 0);
  const mean = new Float64Array(first.values.length);
  for (const one of spectra)
    for (let bin = 0; bin < mean.length; bin++) mean[bin]! += (one.dof / dof) * one.values[bin]!;
  return { ...first, values: mean, dof, segments };
}

function spectraFigure(
  title: string,
  channels: readonly Channel[],
  measured: readonly PowerSpectrum[],
  { bands, dt, context = {} }: SpectraOptions,
): Figure {
  const highest = Math.min(0.5 / dt, 3 * Math.max(...bands.map(({ to }) => to)));
  const curves = channels.map(({ name }, index): Mark => {
    const { df, values } = measured[index]!;
    const bins = Math.floor(highest / df) - FIRST_BIN;
    const x = Float64Array.from({ length: bins }, (_, bin) => (bin + FIRST_BIN) * df);
    return { type: "line", name, x, y: x.map((_, bin) => Math.sqrt(values[bin + FIRST_BIN]!)) };
  });
  const models = Object.fromEntries(channels.map(({ modelName, model }) => [modelName, model]));
  const x = logarithmic(FIRST_BIN * measured[0]!.df, highest);
  const dashed = Object.entries({ ...models, ...context }).map(
    ([name, model]): Mark => ({
      type: "line",
      name,
      x,
      y: x.map((frequency) => Math.sqrt(model(frequency))),
      dashed: true,
    }),
  );
  return {
    title,
    x: { label: "Frequency", unit: "Hz", scale: "log" },
    y: { label: "Amplitude spectral density", unit: "Hz/√Hz", scale: "log" },
    marks: [...curves, ...dashed],
  };
}

/** Frequencies from `low` to `high`, 100 a decade. */
function logarithmic(low: Hertz, high: Hertz): Float64Array {
  const count = Math.ceil(100 * Math.log10(high / low)) + 1;
  return Float64Array.from({ length: count }, (_, index) => low * (high / low) ** (index / (count - 1)));
}
