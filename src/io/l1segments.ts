import { UNUSABLE } from "../core/flags.js";
import type { TimeSeries } from "../core/series.js";
import { type ConditioningOptions, conditioned, type Segments } from "../pipeline/conditioning.js";
import type { SampleRange } from "../pipeline/observation.js";
import type { L1Variable } from "../pipeline/product.js";
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
  const file = await openL1(paths);
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
