import { setImmediate } from "node:timers/promises";
import type { CatalogueRelease } from "../catalogue/release.js";
import type { Work } from "../core/progress.js";
import { noiseDensity } from "../inference/density.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";
import { bestBinary, bestMerger, releaseOf } from "../pipeline/fit-release.js";
import { softwareName } from "../pipeline/provenance.js";
import {
  type FittedBinary,
  type FittedMerger,
  type GlobalFit,
  type GlobalFitOptions,
  globalFit,
} from "../search/global.js";
import { seriesNoise } from "../search/global-noise.js";
import { residualBands } from "../search/global-residual.js";
import { windowedSpectrum, withoutSignals } from "../search/global-series.js";
import { type TdiSeries } from "../search/merger-spectrogram.js";
import { writeCatalogue } from "./cataloguefile.js";
import { epochOf, type FitInput } from "./fitinput.js";
import { FitJournal } from "./fitjournal.js";
import { writableFolder } from "./hdf5.js";
import { type ResidualDepth, type ResidualSeries, type SubtractedSource, writeResiduals } from "./residualfile.js";

/** Whose noise what is left is compared with: what the data say themselves, or a model by name. */
export type NoiseName = keyof typeof TWO_NOISES | "estimated";

/** How a fit gets into files. */
export interface FitFileOptions extends Omit<GlobalFitOptions, "record"> {
  /** Where level 2 goes. */
  readonly residual?: string;
  /** Go on where a run of the same fit was ended. */
  readonly resume?: boolean;
  /** The release's name and that of the one before it; default: of the data's begin and end, and none. */
  readonly version?: string;
  readonly parent?: string;
  /** What residuals are compared with; default: what the data say. */
  readonly noise?: NoiseName;
}

/** What was written. */
export interface WrittenFit {
  readonly fit: GlobalFit;
  readonly release: CatalogueRelease;
  readonly depths: readonly ResidualDepth[];
}

/** Signal-to-noise ratios above which galactic binaries are a depth of their own. */
const TIERS = [100, 30];

/**
 * Fits all sources of data, and writes the catalogue (level 3) and what is left at each depth (level 2). What is done is kept beside the output,
 * in OUTPUT.partial, until both are written: `resume` goes on from there, and gives the same bytes.
 * @throws BadDataError for the record of another fit
 */
export async function writeFit(
  output: string,
  input: FitInput,
  options: FitFileOptions,
  work: Work = {},
): Promise<WrittenFit> {
  const { residual, resume = false, version, parent = "", noise = "estimated", ...settings } = options;
  for (const path of [output, ...(residual === undefined ? [] : [residual])]) await writableFolder(path);
  const software = softwareName();
  const told = { ...settings, seed: String(settings.seed) };
  const journal = await FitJournal[resume ? "resume" : "create"](output, {
    data: input.sha256,
    software,
    options: told,
  });
  const fit = await finished(globalFit(input, { ...settings, record: journal.steps }), journal, work);
  const release = releaseOf(fit, {
    version: version ?? `${input.sha256.slice(0, 8)}-${settings.seed}`,
    parent,
    software,
    inputs: [{ name: input.path, sha256: input.sha256 }],
    epoch: epochOf(input),
    residual: residual ?? "",
  });
  const depths = depthsOf(fit, noise);
  if (residual !== undefined) {
    const { series } = fit;
    const head = {
      software,
      dt: series.dt,
      length: series.A.length,
      t0: input.from.seconds + input.from.fraction,
      generation: input.generation,
      inputs: release.inputs,
      options: { ...told, noise },
      release: release.version,
    };
    await writeResiduals(residual, head, subtractedIn(fit, release), depths);
  }
  await writeCatalogue(output, release);
  await journal.remove();
  return { fit, release, depths: depths.map(({ name, sources, bands }) => ({ name, sources, bands })) };
}

async function finished(
  work: ReturnType<typeof globalFit>,
  journal: FitJournal,
  { signal, onProgress }: Work,
): Promise<GlobalFit> {
  for (;;) {
    const { done, value } = work.next();
    if (done === true) return value;
    onProgress?.({ fraction: value.fraction, message: value.message });
    if (value.done !== undefined) await journal.add(value.done);
    await setImmediate(undefined, signal === undefined ? {} : { signal });
  }
}

interface Depth extends ResidualDepth {
  readonly series: ResidualSeries;
}

type Tier = readonly [name: string, mergers: readonly FittedMerger[], binaries: readonly FittedBinary[]];

function tiersOf({ mergers, binaries }: GlobalFit): readonly Tier[] {
  const above = (from: number, to: number): readonly FittedBinary[] =>
    binaries.filter(({ found }) => found.snr >= from && found.snr < to);
  const bounds = [Number.POSITIVE_INFINITY, ...TIERS, 0];
  return [
    ["0-data", [], []],
    ["1-mergers", mergers, []],
    ...TIERS.map((from, n): Tier => [`${n + 2}-binaries-above-${from}`, [], above(from, bounds[n]!)]),
    [`${TIERS.length + 2}-all`, [], above(0, TIERS.at(-1)!)],
  ];
}

/** What is left at each depth, and how it compares with noise: that of the deepest, or a model's. */
function depthsOf(fit: GlobalFit, noise: NoiseName): readonly Depth[] {
  const { window, data } = fit;
  let series = fit.series;
  let sources = 0;
  const left = tiersOf(fit).map(([name, mergers, binaries]) => {
    series = withoutSignals(series, fit.signals(mergers, binaries));
    sources += mergers.length + binaries.length;
    return { name, sources, series };
  });
  const models =
    noise === "estimated"
      ? seriesNoise(series, window, data.generation)
      : equalArms({ level: noise, generation: data.generation });
  const { dt } = series;
  const density = noiseDensity(models, {
    df: 1 / (window.length * dt),
    first: 0,
    count: Math.floor(window.length / 2) + 1,
  });
  const power = window.reduce((sum, w) => sum + w * w, 0) / window.length;
  return left.map((depth) => ({
    ...depth,
    bands: residualBands(windowedSpectrum(depth.series, window), density, power),
    series: asMissing(depth.series, data.series),
  }));
}

/** NaN where there were no data. */
function asMissing(series: TdiSeries, { A, E, T }: TdiSeries): ResidualSeries {
  const of = (values: Float64Array): Float64Array =>
    values.map((value, n) => (Number.isFinite(A[n]! + E[n]! + T[n]!) ? value : Number.NaN));
  return { A: of(series.A), E: of(series.E), T: of(series.T) };
}

function subtractedIn(fit: GlobalFit, { sources }: CatalogueRelease): readonly SubtractedSource[] {
  const all = [...fit.mergers, ...fit.binaries];
  const tiers = tiersOf(fit);
  return sources.map(({ id, class: kind }, n) => {
    const one = all[n]!;
    const isMerger = "candidate" in one;
    const depth = tiers.find(([, mergers, binaries]) => (isMerger ? mergers.includes(one) : binaries.includes(one)));
    return { id, class: kind, depth: depth![0], parameters: isMerger ? bestMerger(one) : bestBinary(one) };
  });
}
