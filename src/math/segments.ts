import { type ComplexArray, complexArray } from "./complex.js";
import { detrendInPlace } from "./detrend.js";
import type { Cut, Kernels } from "./kernels.js";
import { fftPlanBy } from "./plan.js";
import { isSmooth } from "./stockham.js";

/** How series are cut and averaged. */
export interface Segmenting extends Cut {
  readonly average: "mean" | "median";
  /** Sampling rate, in Hz. */
  readonly rate: number;
}

/** The one-sided densities conj(A) B of these pairs of channels, averaged over segments. */
export function averageCrossSpectra(
  by: Kernels,
  channels: readonly Float64Array[],
  segmenting: Segmenting,
  pairs: readonly (readonly [number, number])[],
): readonly ComplexArray[] {
  const length = segmenting.window.length;
  const atOnce = segmenting.average === "mean" && length % 2 === 0 && isSmooth(length);
  const spectra = atOnce
    ? by.crossSums(channels, segmenting, pairs).map((sum) => divided(sum, segmenting.segments))
    : combined(by, channels, segmenting, pairs);
  return spectra.map((spectrum) => scaled(spectrum, segmenting));
}

/** For medians and awkward lengths: every segment's spectra first, then their average bin by bin. */
function combined(
  by: Kernels,
  channels: readonly Float64Array[],
  segmenting: Segmenting,
  pairs: readonly (readonly [number, number])[],
): readonly ComplexArray[] {
  const periodograms = pairs.map(() => [] as ComplexArray[]);
  const plan = fftPlanBy(by, segmenting.window.length);
  for (let segment = 0; segment < segmenting.segments; segment++) {
    const bins = channels.map((values) =>
      plan.forwardReal(tapered(values, segment, segmenting), complexArray(plan.bins)),
    );
    pairs.forEach(([a, b], index) => periodograms[index]!.push(product(bins[a]!, bins[b]!)));
  }
  return periodograms.map((all) => averaged(all, segmenting.average));
}

function tapered(values: Float64Array, segment: number, { window, step, detrend }: Segmenting): Float64Array {
  const cut = values.slice(segment * step, segment * step + window.length);
  detrendInPlace(cut, detrend);
  for (let n = 0; n < cut.length; n++) cut[n]! *= window[n]!;
  return cut;
}

function product(a: ComplexArray, b: ComplexArray): ComplexArray {
  const out = complexArray(a.re.length);
  for (let k = 0; k < a.re.length; k++) {
    out.re[k] = a.re[k]! * b.re[k]! + a.im[k]! * b.im[k]!;
    out.im[k] = a.re[k]! * b.im[k]! - a.im[k]! * b.re[k]!;
  }
  return out;
}

function averaged(all: readonly ComplexArray[], kind: "mean" | "median"): ComplexArray {
  const out = complexArray(all[0]!.re.length);
  const combine = kind === "mean" ? mean : unbiasedMedian;
  for (const part of ["re", "im"] as const) {
    const column = new Float64Array(all.length);
    for (let k = 0; k < out.re.length; k++) {
      for (let s = 0; s < all.length; s++) column[s] = all[s]![part][k]!;
      out[part][k] = combine(column);
    }
  }
  return out;
}

function mean(column: Float64Array): number {
  return column.reduce((sum, value) => sum + value, 0) / column.length;
}

/** The median over its bias for exponentially distributed power: B. Allen et al., PRD 85 (2012) 122006, appendix B. */
function unbiasedMedian(column: Float64Array): number {
  const sorted = column.sort();
  const middle = Math.floor(sorted.length / 2);
  const median = sorted.length % 2 === 1 ? sorted[middle]! : 0.5 * (sorted[middle - 1]! + sorted[middle]!);
  let bias = 1;
  for (let i = 2; i <= sorted.length - 1; i += 2) bias += 1 / (i + 1) - 1 / i;
  return median / bias;
}

function divided(sum: ComplexArray, count: number): ComplexArray {
  for (let k = 0; k < sum.re.length; k++) {
    sum.re[k]! /= count;
    sum.im[k]! /= count;
  }
  return sum;
}

/** To a one-sided density: 2/(rate Σw²), without the 2 for the mean and for the Nyquist frequency. */
function scaled(spectrum: ComplexArray, { window, rate }: Segmenting): ComplexArray {
  const power = sumOfSquares(window);
  const last = window.length % 2 === 0 ? spectrum.re.length - 1 : -1;
  for (let k = 0; k < spectrum.re.length; k++) {
    const scale = (k === 0 || k === last ? 1 : 2) / (rate * power);
    spectrum.re[k]! *= scale;
    spectrum.im[k]! *= scale;
  }
  return spectrum;
}

/** Σ w². */
export function sumOfSquares(window: Float64Array): number {
  let sum = 0;
  for (let n = 0; n < window.length; n++) sum += window[n]! * window[n]!;
  return sum;
}
