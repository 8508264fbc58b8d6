import { BadArgumentError, BadDataError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import type { Spectrum, TimeSeries } from "../core/series.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Detrend } from "./detrend.js";
import { kernels } from "./engine.js";
import { averageCrossSpectra, type Segmenting, sumOfSquares } from "./segments.js";
import { equivalentNoiseBandwidth, type WindowName, windowOf } from "./window.js";

/** How a series is cut, tapered and averaged: P. D. Welch, IEEE Trans. Audio Electroacoust. 15 (1967) 70. */
export interface WelchOptions {
  /** Length of a segment; its inverse is the spacing of the frequencies. */
  readonly segment: Seconds;
  /** Fraction of a segment that it shares with the next, from 0 to below 1; 0.5 if not given. */
  readonly overlap?: number;
  /** The taper; "hann" if not given. */
  readonly window?: WindowName;
  /** What is taken off each segment first: nothing, its mean or its straight line; "constant" if not given. */
  readonly detrend?: Detrend;
  /** Average over segments: the mean, or the median with its bias for Gaussian noise removed; "mean" if not given. */
  readonly average?: "mean" | "median";
}

/** What an average over segments is worth. */
export interface Averaging {
  /** How many segments went in. */
  readonly segments: number;
  /** Degrees of freedom of each bin, overlap taken into account: its relative variance is 2/dof. */
  readonly dof: number;
  /** Equivalent noise bandwidth of the window. */
  readonly enbw: Hertz;
}

/** A one-sided power spectral density. */
export interface PowerSpectrum extends Spectrum, Averaging {}

/** A one-sided cross-spectral density, conj(A) B. */
export interface CrossSpectrum extends Averaging {
  readonly df: Hertz;
  readonly re: Float64Array;
  readonly im: Float64Array;
  readonly unit: string;
}

/** The cross-spectral densities of all pairs of several series: a Hermitian matrix per frequency. */
export interface CsdMatrix extends Averaging {
  readonly df: Hertz;
  /** How many series. */
  readonly size: number;
  /** Entry (row, column): conj(series[row]) × series[column]. */
  entry(row: number, column: number): CrossSpectrum;
}

/** The one-sided power spectral density of a series, in unit²/Hz, at k/segment for k from 0. */
export function psd(series: TimeSeries, options: WelchOptions): PowerSpectrum {
  const { segmenting, summary } = prepare([series], options);
  const [values] = averageCrossSpectra(kernels(), [series.values], segmenting, [[0, 0]]);
  return { ...summary, values: values!.re, unit: densityUnit(series.unit, series.unit) };
}

/** The one-sided cross-spectral density conj(A) B of two series that were sampled together. */
export function csd(a: TimeSeries, b: TimeSeries, options: WelchOptions): CrossSpectrum {
  const { segmenting, summary } = prepare([a, b], options);
  const [cross] = averageCrossSpectra(kernels(), [a.values, b.values], segmenting, [[0, 1]]);
  return { ...summary, ...cross!, unit: densityUnit(a.unit, b.unit) };
}

/** The cross-spectral densities of every pair of these series; each segment is transformed once. */
export function csdMatrix(series: readonly TimeSeries[], options: WelchOptions): CsdMatrix {
  const { segmenting, summary } = prepare(series, options);
  const pairs = series.flatMap((_, row) => series.slice(row).map((_, step) => [row, row + step] as const));
  const spectra = averageCrossSpectra(
    kernels(),
    series.map((one) => one.values),
    segmenting,
    pairs,
  );
  const entry = (row: number, column: number): CrossSpectrum => {
    const upper = pairs.findIndex(([a, b]) => a === Math.min(row, column) && b === Math.max(row, column));
    if (upper < 0) {
      throw new BadArgumentError(`There is no entry (${row}, ${column}) in a matrix of ${series.length} series.`, {
        row,
        column,
      });
    }
    const { re, im } = spectra[upper]!;
    const unit = densityUnit(series[row]!.unit, series[column]!.unit);
    return { ...summary, re, im: row <= column ? im : im.map((value) => -value), unit };
  };
  return { ...summary, size: series.length, entry };
}

function prepare(
  series: readonly TimeSeries[],
  options: WelchOptions,
): { segmenting: Segmenting; summary: Averaging & { df: Hertz } } {
  const first = series[0];
  if (first === undefined) throw new BadArgumentError("A spectrum needs at least one series; none was given.");
  checkAlike(series);
  for (const one of series) checkFinite(one.values);
  const length = segmentLength(first, options.segment);
  const overlap = options.overlap ?? 0.5;
  if (!(overlap >= 0 && overlap < 1)) {
    throw new BadArgumentError(`The overlap is ${overlap}; it is a fraction from 0 to below 1.`, { overlap });
  }
  const step = length - Math.min(length - 1, Math.floor(overlap * length));
  const window = windowOf(options.window ?? "hann", length);
  const segments = Math.floor((first.values.length - length) / step) + 1;
  const df = 1 / (length * first.dt);
  return {
    segmenting: {
      window,
      step,
      segments,
      detrend: options.detrend ?? "constant",
      average: options.average ?? "mean",
      rate: 1 / first.dt,
    },
    summary: {
      df,
      segments,
      dof: degreesOfFreedom(window, step, segments),
      enbw: equivalentNoiseBandwidth(window) * df,
    },
  };
}

function segmentLength(series: TimeSeries, segment: Seconds): number {
  const length = Math.round(segment / series.dt);
  if (!(length >= 2)) {
    throw new BadArgumentError(
      `A segment of ${segment} s holds ${length} samples of ${series.dt} s; it must hold at least 2.`,
      { segment, dt: series.dt },
    );
  }
  if (length > series.values.length) {
    throw new BadArgumentError(
      `A segment of ${segment} s is longer than the series of ${series.values.length * series.dt} s; give a shorter segment or more data.`,
      { segment, duration: series.values.length * series.dt },
    );
  }
  return length;
}

/** Degrees of freedom of an average of overlapping segments: D. Percival, A. Walden (1993), equation 292b. */
function degreesOfFreedom(window: Float64Array, step: number, segments: number): number {
  const power = sumOfSquares(window);
  let correlation = 0;
  for (let lag = 1; lag < segments && lag * step < window.length; lag++) {
    let overlap = 0;
    for (let n = lag * step; n < window.length; n++) overlap += window[n]! * window[n - lag * step]!;
    correlation += (1 - lag / segments) * (overlap / power) ** 2;
  }
  return (2 * segments) / (1 + 2 * correlation);
}

function checkAlike(series: readonly TimeSeries[]): void {
  const first = series[0]!;
  for (const other of series) {
    const sameStart = other.t0.scale === first.t0.scale && secondsBetween(other.t0, first.t0) === 0;
    if (other.dt !== first.dt || other.values.length !== first.values.length || !sameStart) {
      throw new BadDataError(
        `Series that are compared must have the same start, interval and length: ${describe(first)} against ${describe(other)}.`,
      );
    }
  }
}

function describe(series: TimeSeries): string {
  const { scale, seconds, fraction } = series.t0;
  return `${series.values.length} samples of ${series.dt} s from ${scale} ${seconds + fraction} s`;
}

/** Throws on NaN and infinities: a spectrum of them would be NaN throughout. */
function checkFinite(values: Float64Array): void {
  if (areFinite(values)) return;
  const count = values.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  const first = values.findIndex((value) => !Number.isFinite(value));
  throw new BadDataError(
    `${count} of ${values.length} samples are not finite, the first at index ${first}; cut the gap or fill it before taking a spectrum.`,
    { count, first },
  );
}

/** Whether all values less themselves, which is 0 for finite numbers only, are nothing; two sums don't wait for each other. */
function areFinite(values: Float64Array): boolean {
  let [even, odd] = [0, 0];
  const pairs = values.length - (values.length % 2);
  for (let n = 0; n < pairs; n += 2) {
    even += values[n]! - values[n]!;
    odd += values[n + 1]! - values[n + 1]!;
  }
  if (pairs < values.length) even += values[pairs]! - values[pairs]!;
  return even + odd === 0;
}

function densityUnit(a: string, b: string): string {
  if (a === b) return a === "" || a === "1" ? "1/Hz" : `${/^[A-Za-z]+$/.test(a) ? a : `(${a})`}^2/Hz`;
  return `(${a || "1"})*(${b || "1"})/Hz`;
}
