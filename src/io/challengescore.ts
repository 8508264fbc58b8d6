import { atEpoch } from "../catalogue/epoch.js";
import { posteriorSignals } from "../catalogue/posterior-signal.js";
import type { CatalogueRelease } from "../catalogue/release.js";
import { type Score, type ScoreOptions, scoreSources } from "../catalogue/score.js";
import type { CatalogueSource } from "../catalogue/source.js";
import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { noiseDensity } from "../inference/density.js";
import { overlap } from "../inference/product.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";
import type { TdiSignal } from "../response/signal.js";
import { isCatalogue, readCatalogue } from "./cataloguefile.js";
import { type ChallengeFile, type ChallengeFileOptions, openChallenge } from "./challengefile.js";
import { readFitInput } from "./fitinput.js";

/** How an answer is scored. */
export interface ChallengeScoreOptions extends ChallengeFileOptions, Pick<ScoreOptions, "leastSnr" | "leastOverlap"> {
  /** Score a catalogue though it says that it was made from other data than the truth's; default: refuse. */
  readonly otherData?: boolean;
}

/**
 * Scores an answer, a catalogue of lisalab or a file with the challenges' tables, by the truth: sources match by the overlap of their signals in A and
 * E (of posteriors, the signals that they expect), weighed with the noise that the truth's file names (else Sangria's). A catalogue
 * that counts from another epoch is brought to the truth's.
 * @throws BadFileError for files that are neither, an answer or a truth without tables of sources, and a catalogue of other data
 */
export async function scoreChallenge(
  answer: string,
  truth: string,
  options: ChallengeScoreOptions = {},
): Promise<Score> {
  const { leastSnr, leastOverlap, otherData = false, ...reading } = options;
  const file = await openChallenge(truth, reading);
  const wanted = await file.truth();
  if (!file.hasTables) {
    throw new BadFileError(`${truth} has no sources under /sky: it is a blind file; give the one with the truth.`, {
      truth,
    });
  }
  const given = await answerIn(answer, file, otherData, reading);
  return scoreSources(given, wanted, {
    ...(leastSnr !== undefined && { leastSnr }),
    ...(leastOverlap !== undefined && { leastOverlap }),
    overlap: overlapIn(file),
    // Signals of galactic binaries are some dozens of bins wide, and wider apart they have nothing in common; mergers last an hour.
    leastWidths: { frequency: 2 / (file.length * file.dt), time: 600 },
  });
}

async function answerIn(
  path: string,
  truth: ChallengeFile,
  otherData: boolean,
  reading: ChallengeFileOptions,
): Promise<readonly CatalogueSource[]> {
  if (await isCatalogue(path)) {
    const release = await readCatalogue(path);
    if (!otherData) await mustBeOf(truth, path, release);
    return atEpoch(release, truth.t0).sources;
  }
  const file = await openChallenge(path, reading);
  if (file.hasTables) return file.truth();
  throw new BadFileError(
    `${path} has no sources under /sky: it is a blind file, not an answer; give a catalogue, or a file with tables.`,
    { path },
  );
}

/** A catalogue names the series that it was made from by their hash; the truth's file has the same series. */
async function mustBeOf(truth: ChallengeFile, path: string, { inputs }: CatalogueRelease): Promise<void> {
  if (inputs.length === 0) return;
  const { sha256 } = await readFitInput(truth.path);
  if (inputs.some((input) => input.sha256 === sha256)) return;
  const names = inputs.map(({ name }) => name).join(", ");
  throw new BadFileError(
    `${path} was made from ${names}, whose series are others than those of ${truth.path}: it answers another challenge. Give its truth; or --other-data (otherData), if what it was made from was prepared from these data.`,
    { path, truth: truth.path, inputs: names },
  );
}

/** Overlap of two sources' signals; each signal is made once. */
function overlapIn({ length, dt, t0, made }: ChallengeFile): (a: CatalogueSource, b: CatalogueSource) => number {
  const duration = length * dt;
  const signalOf = posteriorSignals({ duration, dt, from: instant("TCB", t0), generation: made.generation });
  const level = Object.keys(TWO_NOISES).find((name) => name === made.noise) ?? "Sangria";
  const models = equalArms({ level: level as keyof typeof TWO_NOISES, generation: made.generation });
  const density = noiseDensity(models, { df: 1 / duration, first: 0, count: Math.floor(length / 2) + 1 });
  const known = new Map<CatalogueSource, TdiSignal>();
  const signal = (source: CatalogueSource): TdiSignal => {
    const found = known.get(source) ?? signalOf(source);
    known.set(source, found);
    return found;
  };
  return (a, b) => overlap(signal(a), signal(b), density);
}
