import { type Score, type ScoreOptions, scoreSources } from "../catalogue/score.js";
import { sourceSignals } from "../catalogue/signal.js";
import type { CatalogueSource } from "../catalogue/source.js";
import { BadFileError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import { noiseDensity } from "../inference/density.js";
import { overlap } from "../inference/product.js";
import { equalArms, TWO_NOISES } from "../noise/equalarms.js";
import type { TdiSignal } from "../response/signal.js";
import { isCatalogue, readCatalogue } from "./cataloguefile.js";
import { type ChallengeFile, type ChallengeFileOptions, openChallenge } from "./challengefile.js";

/** How an answer is scored. */
export interface ChallengeScoreOptions extends ChallengeFileOptions, Pick<ScoreOptions, "leastSnr" | "leastOverlap"> {}

/**
 * Scores an answer, a catalogue of lisalab or a file with the challenges' tables, by the truth: sources match by the overlap of their signals in A and
 * E, weighed with the noise that the truth's file names (else Sangria's).
 * @throws BadFileError for files that are neither, or a truth without sources
 */
export async function scoreChallenge(
  answer: string,
  truth: string,
  options: ChallengeScoreOptions = {},
): Promise<Score> {
  const { leastSnr, leastOverlap, ...reading } = options;
  const file = await openChallenge(truth, reading);
  const wanted = await file.truth();
  if (wanted.length === 0) {
    throw new BadFileError(`${truth} has no sources under /sky: it is a blind file; give the one with the truth.`, {
      truth,
    });
  }
  const given = await answerIn(answer, reading);
  return scoreSources(given, wanted, {
    ...(leastSnr !== undefined && { leastSnr }),
    ...(leastOverlap !== undefined && { leastOverlap }),
    overlap: overlapIn(file),
    // Signals of galactic binaries are some dozens of bins wide, and wider apart they have nothing in common; mergers last an hour.
    leastWidths: { frequency: 2 / (file.length * file.dt), time: 600 },
  });
}

async function answerIn(path: string, reading: ChallengeFileOptions): Promise<readonly CatalogueSource[]> {
  if (await isCatalogue(path)) return (await readCatalogue(path)).sources;
  return (await openChallenge(path, reading)).truth();
}

/** Overlap of two sources' signals; each signal is made once. */
function overlapIn({ length, dt, t0, made }: ChallengeFile): (a: CatalogueSource, b: CatalogueSource) => number {
  const duration = length * dt;
  const signalOf = sourceSignals({ duration, dt, from: instant("TCB", t0), generation: made.generation });
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
