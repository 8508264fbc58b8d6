import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { BadDataError, isLisalabError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { days, type Seconds } from "../core/units.js";
import { openL1 } from "../io/l1file.js";
import { type BrickOptions, type BrickSurvey, surveyBrick } from "./brick.js";

/** A file that could not be judged, and why. */
export interface Refused {
  readonly name: string;
  readonly reason: string;
}

/** Level-1 files that follow each other: a week of days. */
export interface Week {
  /** In order of time. */
  readonly bricks: readonly BrickSurvey[];
  readonly refused: readonly Refused[];
  /** Times between the first sample and the last that no file covers (s), and what is missing of the duration that was asked for. */
  readonly missing: Seconds;
  /** What is missing and what was refused; "" when nothing is. */
  readonly hint: string;
}

/**
 * Judges every level-1 file (*.h5) of a folder, one after the other: `expected` is how long they should be together (s). Files of one
 * time, bricks of one product, count as one.
 * @throws BadDataError when the folder has none that can be judged
 */
export async function surveyWeek(
  folder: string,
  expected: Seconds,
  options: BrickOptions,
  work: Work = {},
): Promise<Week> {
  const paths = (await readdir(folder)).filter((name) => name.endsWith(".h5")).sort();
  const refused: Refused[] = [];
  const products = new Map<string, string[]>();
  for (const name of paths) {
    const opened = await attempted(() => openL1(join(folder, name)));
    if (typeof opened === "string") refused.push({ name, reason: opened });
    else products.set(timeOf(opened), [...(products.get(timeOf(opened)) ?? []), join(folder, name)]);
  }
  const bricks: BrickSurvey[] = [];
  for (const [index, files] of [...products.values()].entries()) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: index / products.size, message: basename(files[0]!) });
    const judged = await attempted(async () => surveyBrick(await openL1(files), options));
    if (typeof judged === "string") {
      refused.push({ name: files.map((path) => basename(path)).join(", "), reason: judged });
    } else bricks.push(judged);
  }
  work.onProgress?.({ fraction: 1, message: "judged" });
  if (bricks.length === 0) throw nothing(folder, refused);
  bricks.sort((a, b) => a.start - b.start);
  const covered = bricks.reduce((sum, { duration }) => sum + duration, 0);
  const missing = Math.max(0, expected - covered);
  return { bricks, refused, missing, hint: hintOf(bricks, refused, missing) };
}

function timeOf({
  t0,
  length,
  dt,
}: {
  t0: { seconds: number; fraction: number };
  length: number;
  dt: Seconds;
}): string {
  return `${t0.seconds + t0.fraction} ${length} ${dt}`;
}

/** What comes of it, or why nothing does. */
async function attempted<T>(of: () => Promise<T>): Promise<T | string> {
  try {
    return await of();
  } catch (error) {
    if (!isLisalabError(error)) throw error;
    return error.message;
  }
}

function nothing(folder: string, refused: readonly Refused[]): BadDataError {
  const why = refused.map(({ name, reason }) => `${name}: ${reason}`).join(" ");
  return new BadDataError(
    `${folder} has no level-1 file that can be judged. ${why || "It has no file that ends in .h5; write them by lisalab l1."}`,
    { folder },
  );
}

function hintOf(bricks: readonly BrickSurvey[], refused: readonly Refused[], missing: Seconds): string {
  const holes = bricks.slice(1).flatMap((brick, k) => {
    const before = bricks[k]!;
    const hole = brick.start - before.start - before.duration;
    return hole > 1 ? [`${hole.toFixed(0)} s between ${before.name} and ${brick.name}`] : [];
  });
  const all = [
    ...refused.map(({ name, reason }) => `${name} can't be judged: ${reason.replace(/\.$/, "")}`),
    ...holes,
    ...(missing > 0 && holes.length === 0 && refused.length === 0
      ? [`${missing.toFixed(0)} s at the begin or the end`]
      : []),
  ];
  return all.slice(0, 3).join("; ");
}

/** Glitches in a day, in the file that has most. */
export function mostGlitches(bricks: readonly BrickSurvey[]): { readonly brick: BrickSurvey; readonly perDay: number } {
  const [first] = bricks
    .map((brick) => ({ brick, perDay: (brick.glitches.length * days(1)) / brick.searched }))
    .sort((a, b) => b.perDay - a.perDay);
  return first!;
}

/** A table of the files, for people; NaN for what a file does not tell. */
export function weekTable(bricks: readonly BrickSurvey[]): Readonly<Record<string, number[] | string[]>> {
  const rounded = (of: (brick: BrickSurvey) => number | null): number[] =>
    bricks.map((brick) => Number((of(brick) ?? Number.NaN).toPrecision(4)));
  return {
    day: bricks.map(({ name }) => name),
    "usable (%)": rounded(({ usable }) => usable),
    "gaps (%)": rounded(({ flagged }) => flagged.gap),
    "missing (%)": rounded(({ flagged }) => flagged.missing),
    "damaged (%)": rounded(({ flagged }) => flagged.corrupt),
    "filled in (%)": rounded(({ flagged }) => flagged.interpolated),
    glitches: bricks.map(({ glitches }) => glitches.length),
    "A, E: worst (dB)": rounded(({ waves }) => waves.worst.decibels),
    "T: worst (dB)": rounded(({ witness }) => witness.worst.decibels),
    "ranging noise (ns)": rounded(({ findings }) => findings.rangingNoise && findings.rangingNoise * 1e9),
    "lasers (dB)": rounded(({ findings }) => findings.lasers),
  };
}
