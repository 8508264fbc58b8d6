import type { Hertz } from "../core/units.js";
import { NormalFit } from "../math/normal.js";
import type { CrossSpectrum, CsdMatrix } from "../math/welch.js";
import type { Complex } from "../noise/response.js";

/** Bins that a noise level is averaged over, on each side: a tenth of the frequency, and no fewer than so many. */
const SMOOTHING = 0.1;
const FEWEST_BINS = 4;

type Response = (frequency: Hertz) => Complex;

/** One variable at one frequency: its power, and what the unknowns make of it. */
interface Line {
  readonly power: number;
  /** Re(T_k* d) for every unknown. */
  readonly right: Float64Array;
  /** Re(T_k* T_l), row-major. */
  readonly matrix: Float64Array;
}

/** The normal equations of series in others, through responses, in the frequency domain. */
export class SpectralEquations {
  readonly #unknowns: number;
  /** Number of independent averages of a line. */
  readonly #averages: number;
  /** By variable, by frequency. */
  readonly #lines: readonly (readonly Line[])[];

  /**
   * @param spectra of the variables, then of the series that the unknowns multiply
   * @param responses by variable, by unknown
   * @param series which of the series an unknown multiplies, by variable, by unknown
   */
  constructor(
    spectra: readonly CsdMatrix[],
    responses: readonly (readonly Response[])[],
    series: readonly (readonly number[])[],
    [low, high]: readonly [Hertz, Hertz],
  ) {
    const { df } = spectra[0]!;
    const size = spectra[0]!.size;
    const entries = range(0, size - 1).map((row) =>
      range(0, size - 1).map((column) => averaged(spectra.map((matrix) => matrix.entry(row, column)))),
    );
    const bins = range(Math.ceil(low / df), Math.floor(high / df));
    this.#unknowns = series[0]!.length;
    const bandwidth = spectra[0]!.enbw / df;
    this.#averages = spectra.reduce((sum, { dof }) => sum + dof, 0) / 2 / bandwidth;
    this.#lines = responses.map((toVariable, variable) =>
      bins.map((bin) => {
        const factors = toVariable.map((response) => response(bin * df));
        const at = (row: number, column: number): Complex => valueAt(entries[row]![column]!, bin);
        return lineOf(
          factors,
          series[variable]!.map((one) => one + responses.length),
          variable,
          at,
        );
      }),
    );
  }

  /** The unknowns and their covariance, with the noise that `before` leaves as the measure of every line. */
  solved(before: Float64Array): { values: Float64Array; covariance: Float64Array } {
    const fit = new NormalFit(this.#unknowns);
    for (const lines of this.#lines) {
      const noise = smoothed(lines.map((line) => leftBy(line, before)));
      lines.forEach(({ right, matrix }, n) => {
        const weight = (2 * this.#averages) / noise[n]!;
        for (let k = 0; k < right.length; k++) {
          fit.addRight(k, weight * right[k]!);
          for (let l = 0; l <= k; l++) fit.addSums(k, l, weight * matrix[k * right.length + l]!);
        }
      });
    }
    const { values, covariance } = fit.solution();
    return { values, covariance };
  }
}

function lineOf(
  factors: readonly Complex[],
  rows: readonly number[],
  variable: number,
  at: (row: number, column: number) => Complex,
): Line {
  const count = factors.length;
  const right = new Float64Array(count);
  const matrix = new Float64Array(count * count);
  for (let k = 0; k < count; k++) {
    const a = factors[k]!;
    if (a.re === 0 && a.im === 0) continue;
    const cross = at(rows[k]!, variable);
    right[k] = a.re * cross.re + a.im * cross.im;
    for (let l = 0; l <= k; l++) {
      const b = factors[l]!;
      const { re, im } = at(rows[k]!, rows[l]!);
      // Re(a* b C)
      const [ab, ba] = [a.re * b.re + a.im * b.im, a.re * b.im - a.im * b.re];
      matrix[k * count + l] = matrix[l * count + k] = ab * re - ba * im;
    }
  }
  return { power: at(variable, variable).re, right, matrix };
}

/** |d − Σ c_k T_k|² */
function leftBy({ power, right, matrix }: Line, values: Float64Array): number {
  let left = power;
  for (let k = 0; k < values.length; k++) {
    left -= 2 * values[k]! * right[k]!;
    for (let l = 0; l < values.length; l++) left += values[k]! * values[l]! * matrix[k * values.length + l]!;
  }
  return left;
}

function smoothed(values: readonly number[]): number[] {
  return values.map((_, n) => {
    const reach = Math.max(FEWEST_BINS, Math.round(SMOOTHING * n));
    const near = values.slice(Math.max(0, n - reach), n + reach + 1);
    return near.reduce((sum, value) => sum + value, 0) / near.length;
  });
}

function averaged(spectra: readonly CrossSpectrum[]): CrossSpectrum {
  if (spectra.length === 1) return spectra[0]!;
  const total = spectra.reduce((sum, { segments }) => sum + segments, 0);
  const of = (part: "re" | "im"): Float64Array =>
    spectra[0]![part].map((_, bin) => spectra.reduce((sum, one) => sum + (one[part][bin]! * one.segments) / total, 0));
  return { ...spectra[0]!, re: of("re"), im: of("im"), segments: total };
}

function valueAt({ re, im }: CrossSpectrum, bin: number): Complex {
  return { re: re[bin]!, im: im[bin]! };
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) => first + k);
}
