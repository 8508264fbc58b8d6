import { createHash } from "node:crypto";
import type { ChangeOptions } from "../catalogue/changes.js";
import { BadArgumentError } from "../core/errors.js";
import { days, type Hertz, type Seconds } from "../core/units.js";
import { type NoiseDensity, noiseDensity } from "../inference/density.js";
import type { FitInput } from "../io/fitinput.js";
import type { NoiseName, WrittenFit } from "../io/fitrun.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";
import { seriesNoise } from "../search/global-noise.js";
import { windowedSpectrum, withoutSignals } from "../search/global-series.js";
import type { TdiSeries } from "../search/merger-spectrogram.js";
import { residualChecks } from "../search/residual-checks.js";
import type { ResidualReport } from "../search/residual-report.js";
import type { SourceChains } from "./chains.js";
import { sameSignals } from "./release-comparison.js";

/** What is to be judged of a fit, as plain data. */
export interface FitSurvey {
  /** Of each source of the release, in its order. */
  readonly chains: readonly SourceChains[];
  /** What is left without all sources, against the noise. */
  readonly residual: ResidualReport;
  /** What looked like a merger and was none, and stretches left out. */
  readonly candidates: number;
  readonly gates: readonly (readonly [from: Seconds, to: Seconds])[];
  readonly gaps: readonly (readonly [from: Seconds, to: Seconds])[];
  readonly rounds: number;
}

/** Where what is left is judged. */
export interface JudgedBand {
  readonly from: Hertz;
  readonly to: Hertz;
}

/** Judges a fit by what it left, against a noise by name or the residual's own, and by its chains. */
export function surveyFit({ fit, release }: WrittenFit, noise: NoiseName, { from, to }: JudgedBand): FitSurvey {
  const { series, window, data } = fit;
  const left = withoutSignals(series, fit.signals(fit.mergers, fit.binaries));
  const density = namedNoise(noise, left, window, data.generation);
  const spectrum = windowedSpectrum(left, window);
  const at = (time: Seconds): number => window[Math.min(window.length - 1, Math.floor(time / series.dt))]!;
  const spans = (some: readonly { readonly from: Seconds; readonly to: Seconds }[]): [Seconds, Seconds][] =>
    some.map((one) => [one.from, one.to]);
  const fitted = [...fit.mergers, ...fit.binaries];
  return {
    chains: release.sources.map(({ id }, n) => ({ id, rHat: fitted[n]!.rHat, effective: fitted[n]!.effective })),
    residual: residualChecks(spectrum, density, { from, to, window: at, generation: data.generation }),
    candidates: fit.candidates.length,
    gates: spans(fit.gates),
    gaps: spans(fit.gaps),
    rounds: fit.rounds,
  };
}

/** Whose noise data are judged by: the one that their file names, else their own. */
export function noiseNameOf({ noiseLevel }: Pick<FitInput, "noiseLevel">): NoiseName {
  return Object.keys(TWO_NOISES).includes(noiseLevel) ? (noiseLevel as NoiseName) : "estimated";
}

/** Densities of a noise by name on all bins of a series, or of what the series itself says. */
export function namedNoise(
  name: NoiseName,
  series: TdiSeries,
  window: Float64Array,
  generation: 1.5 | 2,
): NoiseDensity {
  const models =
    name === "estimated" ? seriesNoise(series, window, generation) : equalArms({ level: name, generation });
  const { length } = window;
  return noiseDensity(models, { df: 1 / (length * series.dt), first: 0, count: Math.floor(length / 2) + 1 });
}

/**
 * The first weeks of data; all of them for 0.
 * @throws BadArgumentError for more weeks than were begun
 */
export function firstWeeks(input: FitInput, weeks: number): FitInput {
  const { dt, A, E, T } = input.series;
  const duration = A.length * dt;
  const count = 2 * Math.round((weeks * days(7)) / dt / 2);
  if (weeks === 0 || count === A.length) return input;
  if (!(weeks > 0) || count > A.length) {
    throw new BadArgumentError(
      `weeks=${weeks}: ${input.path} has ${(duration / days(7)).toFixed(2)} weeks of data; give no more, or 0 for all.`,
      { weeks, duration },
    );
  }
  const series = { ...input.series, A: A.slice(0, count), E: E.slice(0, count), T: T.slice(0, count) };
  const hash = createHash("sha256");
  for (const values of [series.A, series.E, series.T]) hash.update(new Uint8Array(values.buffer));
  return { ...input, series, sha256: hash.digest("hex") };
}

/** When sources found in data are the same as in a release before: by their signals in these data. */
export function sameIn(input: FitInput): ChangeOptions {
  const { series, from, orbits, generation } = input;
  const stated = noiseNameOf(input);
  const level = stated === "estimated" ? "Sangria" : stated;
  const noise = namedNoise(level, series, new Float64Array(series.A.length), generation);
  return sameSignals({ duration: series.A.length * series.dt, dt: series.dt, from, orbits, generation, noise });
}
