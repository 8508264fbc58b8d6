import type { Work } from "../core/progress.js";
import type { NoiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";
import { settled } from "./merger-ascent.js";
import type { MergerCandidate } from "./merger-detector.js";
import { fitMerger, mergerSignal } from "./merger-fit.js";
import { mergerGuess } from "./merger-guess.js";
import type { MergerData, MergerFit } from "./merger-likelihood.js";
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

/** Where one of some mergers is alone: without the others in the data, and with noise that is infinite where lines are when all are gone. */
export function mergerAlone(fits: readonly MergerFit[], n: number, into: MergerData): MergerData {
  const others = fits.filter((_, m) => m !== n);
  return {
    ...into,
    data: subtractMergers(into, others),
    noise: withoutLines(subtractMergers(into, fits), into.noise),
  };
}

/** Least signal-to-noise ratio of a fit that is believed. */
const LEAST = 10;

/**
 * Candidates' binaries in the data: each is fitted to what those before it leave, then again where the others are gone and lines are left
 * out. What looks like a merger and is none has no fit.
 */
export function* fitMergers(
  candidates: readonly MergerCandidate[],
  series: TdiSeries,
  models: NoiseModels,
  into: MergerData,
  { signal, onProgress }: Work = {},
): Generator<MergerFit, readonly MergerFit[], void> {
  const fits: MergerFit[] = [];
  const mergers = candidates.filter(({ kind }) => kind === "merger");
  for (const [n, candidate] of mergers.entries()) {
    signal?.throwIfAborted();
    const fit = fitMerger(mergerGuess(series, models, candidate), { ...into, data: subtractMergers(into, fits) });
    if (2 * fit.logLikelihood > LEAST ** 2) fits.push(fit);
    onProgress?.({ fraction: (n + 1) / (mergers.length + 1) });
  }
  for (const n of fits.keys()) {
    signal?.throwIfAborted();
    fits[n] = settled(fits[n]!, mergerAlone(fits, n, into));
    yield fits[n]!;
  }
  return fits;
}
