import type { Work } from "../core/progress.js";
import type { NoiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";
import type { MergerCandidate } from "./merger-detector.js";
import { fitMerger, type MergerData, type MergerFit, mergerSignal } from "./merger-fit.js";
import { mergerGuess } from "./merger-guess.js";
import type { NoiseModels, TdiSeries } from "./merger-spectrogram.js";

/** Data without some binaries. */
export function subtractMergers(into: MergerData, fits: readonly MergerFit[]): TdiSignal {
  const { data } = into;
  const [A, E, T] = (["A", "E", "T"] as const).map((name) => ({
    re: data[name].re.slice(),
    im: data[name].im.slice(),
  }));
  for (const { binary } of fits) {
    const signal = mergerSignal(binary, into);
    for (const [to, from] of [
      [A, signal.A],
      [E, signal.E],
      [T, signal.T],
    ] as const) {
      for (let k = 0; k < to.re.length; k++) {
        to.re[k] -= from.re[k];
        to.im[k] -= from.im[k];
      }
    }
  }
  return { df: data.df, first: data.first, A, E, T };
}

/** Power over the noise's in A and E that noise has once in 3e8 bins, and bins on both sides that a line takes. */
const LINE = 40;
const SIDES = 6;

/** The noise, infinite where lines stand out of data from which mergers have been taken: galactic binaries, which pull at fits otherwise. */
export function withoutLines(residual: TdiSignal, noise: NoiseDensity): NoiseDensity {
  const [A, E, T] = (["A", "E", "T"] as const).map((name) => noise[name].slice());
  for (let k = 0; k < A.length; k++) {
    const n = noise.first + k - residual.first;
    const power = (["A", "E"] as const).reduce((sum, name) => {
      const [re, im] = [residual[name].re[n], residual[name].im[n]];
      return sum + (2 * residual.df * (re * re + im * im)) / noise[name][k];
    }, 0);
    if (!(power > LINE)) continue;
    const [from, to] = [Math.max(0, k - SIDES), k + SIDES + 1];
    A.fill(Number.POSITIVE_INFINITY, from, to);
    E.fill(Number.POSITIVE_INFINITY, from, to);
  }
  return { df: noise.df, first: noise.first, A, E, T };
}

/** Candidates' binaries in the data, each fitted to what those before it leave. */
export function* fitMergers(
  candidates: readonly MergerCandidate[],
  series: TdiSeries,
  models: NoiseModels,
  into: MergerData,
  { signal, onProgress }: Work = {},
): Generator<MergerFit, readonly MergerFit[], void> {
  const fits: MergerFit[] = [];
  for (const [n, candidate] of candidates.filter(({ kind }) => kind === "merger").entries()) {
    signal?.throwIfAborted();
    const fit = fitMerger(mergerGuess(series, models, candidate), { ...into, data: subtractMergers(into, fits) });
    fits.push(fit);
    onProgress?.({ fraction: (n + 1) / candidates.length });
    yield fit;
  }
  return fits;
}
