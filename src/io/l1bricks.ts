import { access } from "node:fs/promises";
import { join } from "node:path";
import { BadArgumentError } from "../core/errors.js";
import { type Instant, instant, later, secondsBetween } from "../core/instant.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { Observation } from "../pipeline/observation.js";
import { part } from "../pipeline/part.js";
import { iso } from "../time/iso.js";
import { type L1FileOptions, writeL1 } from "./mojitofile.js";

/** How an observation that grows becomes files that follow each other. */
export interface L1BrickOptions extends Omit<L1FileOptions, "span"> {
  /** Length of a file; they begin at its multiples, on barycentric time. Default: a day. */
  readonly every?: Seconds;
  /** Make the last file of what there is, too, though its time is not over. Default: false. */
  readonly unfinished?: boolean;
}

/** What became of an observation. */
export interface WrittenBricks {
  /** Files that were made now. */
  readonly written: readonly string[];
  /** Files that were there. */
  readonly kept: readonly string[];
  /** Until when there are files. */
  readonly until: Instant<"TCB">;
}

const DAY: Seconds = 86_400;

/** How much of its surroundings a file is made with: as much as tells ranges and clocks at its ends as well as in its middle. */
const AROUND: Seconds = 7200;

/** What has to be there behind the end of a file: filters, interpolation, and clocks that are late. */
const BEHIND: Seconds = 60;

/**
 * Makes level 1 of an observation day after day: files that follow each other without a hole in `folder`, named by the time of their
 * begin ("l1-2037-01-01T000000.h5"). Those that are there stay as they are, and a day that is not over waits for the next call, so
 * that one can call this whenever packets have come. `openL1` opens them as one. Single links (η) are without the trend of the file's
 * surroundings, which changes a little from file to file.
 */
export async function writeL1Bricks(
  folder: string,
  observation: Observation,
  options: L1BrickOptions,
  work: Work = {},
): Promise<WrittenBricks> {
  const { every = DAY, unfinished = false, ...how } = options;
  if (!(every > 0)) throw new BadArgumentError(`A file's length is ${every} s; it must be above 0.`, { every });
  const spans = spansOf(observation, every, unfinished);
  const [written, kept]: [string[], string[]] = [[], []];
  for (const [index, span] of spans.entries()) {
    const path = join(folder, `l1-${iso(span.from, 0).replaceAll(":", "")}.h5`);
    if (await exists(path)) {
      kept.push(path);
      continue;
    }
    await writeL1(path, around(observation, span), { ...how, span }, shareOf(work, index, spans.length));
    written.push(path);
  }
  return { written, kept, until: spans.at(-1)?.until ?? observation.t0 };
}

interface Span {
  readonly from: Instant<"TCB">;
  readonly until: Instant<"TCB">;
}

/** The spans that the observation has to the end, and the last one when that is wanted. */
function spansOf({ t0, duration }: Observation, every: Seconds, unfinished: boolean): Span[] {
  const begin = t0.seconds + t0.fraction;
  const end = begin + duration - BEHIND;
  const spans: Span[] = [];
  for (let n = Math.floor(begin / every); unfinished ? n * every < end : (n + 1) * every <= end; n++) {
    spans.push({ from: instant("TCB", n * every), until: instant("TCB", (n + 1) * every) });
  }
  return spans;
}

/** The observation as far as a span and its surroundings go. */
function around(observation: Observation, { from, until }: Span): Observation {
  const { t0, dt, length } = observation;
  const sampleAt = (at: Instant<"TCB">): number => Math.round(secondsBetween(at, t0) / dt);
  const start = Math.max(0, sampleAt(later(from, -AROUND)));
  return part(observation, { start, stop: Math.min(length, sampleAt(later(until, AROUND))) });
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

/** Progress of one file as a part of that of all. */
function shareOf(work: Work, index: number, count: number): Work {
  const { onProgress } = work;
  if (onProgress === undefined) return work;
  return {
    ...work,
    onProgress: (progress) => onProgress({ ...progress, fraction: (index + progress.fraction) / count }),
  };
}
