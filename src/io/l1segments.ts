import { BadArgumentError } from "../core/errors.js";
import { UNUSABLE } from "../core/flags.js";
import type { TimeSeries } from "../core/series.js";
import type { Seconds } from "../core/units.js";
import { type ConditioningOptions, conditioned, type Segments } from "../pipeline/conditioning.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { L1Variable } from "../pipeline/product.js";
import type { L1File } from "./l1contents.js";
import { openL1 } from "./l1file.js";

/** What is read, and how it is made ready. */
export interface SegmentOptions extends ConditioningOptions {
  /** Default: X2, Y2, Z2. */
  readonly variables?: readonly L1Variable[];
  /** Samples of the file; default: all of them, which have to fit into memory. */
  readonly range?: SampleRange;
}

/**
 * Reads variables of a level-1 file, or of several bricks of one, as fractional frequency, and makes them ready for the analysis of
 * level 2: band-pass, lower rate, trim, segments, taper, in one call (see {@link conditioned}). Flagged samples count as gaps.
 */
export async function readSegments(
  paths: string | readonly string[],
  options: SegmentOptions = {},
): Promise<Segments<L1Variable>> {
  return made(await openL1(paths), options);
}

async function made(file: L1File, options: SegmentOptions): Promise<Segments<L1Variable>> {
  const series: Partial<Record<L1Variable, TimeSeries>> = {};
  for (const name of options.variables ?? (["X2", "Y2", "Z2"] as const)) {
    const read = await file.read(name, options.range);
    const flags = await file.flags(name.startsWith("eta") ? "eta" : "tdi", options.range);
    const values = read.values.map((value, n) =>
      (flags[n]! & UNUSABLE) === 0 ? value / file.laserFrequency : Number.NaN,
    );
    series[name] = { ...read, values, unit: "1" };
  }
  return conditioned(series as Record<L1Variable, TimeSeries>, options);
}

/** How a file of any length is cut. */
export interface EachSegmentOptions extends Omit<SegmentOptions, "range" | "trim" | "segment"> {
  /** Length of a segment. */
  readonly segment: Seconds;
  /** What is read on both sides of it, for what filters do there; default: a tenth of the segment. */
  readonly margin?: Seconds;
}

/**
 * The same segment after segment, each made ready by itself with margins that are cut off: no more than one is in memory, be the file two years
 * long. Segments follow each other without a hole, the first after one margin; what is too short for another at the end is left.
 * @throws BadArgumentError for segments that the file is too short for
 */
export async function* eachSegment(
  paths: string | readonly string[],
  { segment, margin = segment / 10, ...how }: EachSegmentOptions,
): AsyncGenerator<Segments<L1Variable>[number], void, void> {
  const file = await openL1(paths);
  const factor = how.rate === undefined ? 1 : Math.max(1, Math.round(1 / file.dt / how.rate));
  const [own, around] = [segment, margin].map((time) => factor * Math.round(time / file.dt / factor)) as [
    number,
    number,
  ];
  const count = own + 2 * around;
  if (!(own >= 1 && around >= 0 && count <= file.length)) {
    throw new BadArgumentError(
      `A segment of ${segment} s with ${margin} s on both sides is ${count} samples, of which the file has ${file.length}: choose shorter ones.`,
      { segment, margin },
    );
  }
  // A quarter of a sample more than the margins, so that rounding takes none less.
  const trim = (2 * around + factor / 2) / count;
  for (let start = 0; start + count <= file.length; start += own) {
    yield* await made(file, { ...how, trim, range: { start, count } });
  }
}
