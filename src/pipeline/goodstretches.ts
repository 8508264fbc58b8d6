import type { Seconds } from "../core/units.js";
import { type CsdMatrix, csdMatrix } from "../math/welch.js";
import type { Observation, SampleRange } from "./observation.js";

/** How long the segments of spectra are: shorter where gaps leave no longer stretch, but not below the least. */
export interface SegmentLengths {
  readonly usual: Seconds;
  readonly least: Seconds;
  /** Fewest segments in all. */
  readonly fewest: number;
}

/** Spectra over all stretches without a gap, with the segment they were taken with. */
export interface GoodSpectra {
  readonly spectra: readonly CsdMatrix[];
  readonly segment: Seconds;
}

/** Cross-spectra of series over the stretches in which all have numbers; undefined when those are too short or too few. */
export function goodSpectra(
  { t0, dt }: Observation,
  series: readonly Float64Array[],
  { usual, least, fewest }: SegmentLengths,
): GoodSpectra | undefined {
  const good = stretchesWithout(series);
  const longest = good.reduce((most, { count }) => Math.max(most, count), 0);
  // Multiples of 64 samples transform fast.
  const segment = Math.floor(Math.min(usual / dt, longest) / 64) * 64 * dt;
  if (segment < least) return undefined;
  const spectra = good
    .filter(({ count }) => count * dt >= segment)
    .map(({ start, count }) =>
      csdMatrix(
        series.map((values) => ({ t0, dt, values: values.subarray(start, start + count), unit: "1" })),
        { segment, detrend: "none" },
      ),
    );
  return spectra.reduce((sum, { segments }) => sum + segments, 0) < fewest ? undefined : { spectra, segment };
}

function stretchesWithout(series: readonly Float64Array[]): SampleRange[] {
  const count = series[0]!.length;
  const found: SampleRange[] = [];
  let start = 0;
  for (let n = 0; n <= count; n++) {
    if (n < count && series.every((values) => !Number.isNaN(values[n]))) continue;
    if (n > start) found.push({ start, count: n - start });
    start = n + 1;
  }
  return found;
}
