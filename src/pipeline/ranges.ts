import { type FusedRange, nearest, RangeFusion } from "../calibration/ranging.js";
import { distantOf, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import type { DelaysAt } from "./delays.js";
import type { Observation, SampleRange } from "./observation.js";
import type { QuantityReader } from "./quantity.js";
import { type Step, stretches } from "./stretches.js";

const FUSING: Step = { message: "Fusing pseudo-ranges and sidebands", from: 0, to: 0.1 };

/** How good a link's fused range is. */
export interface RangeQuality {
  /** Standard deviation of one pseudo-range by the code (s). */
  readonly noise: Seconds;
  /** Standard deviation of the fused range's constant (s), the code's bias not counted. */
  readonly uncertainty: Seconds;
  /** Whole ambiguities that were added to the code's ranges. */
  readonly ambiguities: number;
}

/** Delays from sidebands and code together, and how good they are. */
export interface FusedDelays {
  readonly delays: DelaysAt;
  readonly quality: PerMosa<RangeQuality>;
  /** The same with the whole ambiguities that bring them nearest to what they are less these errors (s). */
  corrected(errors: PerMosa<Seconds>): FusedDelays;
}

/** What the ranges are expected to be (s): the orbits', or 0. */
export type ExpectedRange = (mosa: Mosa, range: SampleRange) => Float64Array;

/** Whether an observation has all that ranges are fused from. */
export function canFuse({ streams }: Observation, reader: QuantityReader): boolean {
  return (
    reader.inputStreams === "totals" && (["sci_usbs", "mprs"] as const).every((stream) => streams.includes(stream))
  );
}

/**
 * Fuses the pseudo-ranges of all links in one pass through the observation. Ambiguous ones get the whole ambiguities that bring them
 * nearest to `predicted` offsets from what is expected.
 */
export async function fusedDelays(
  observation: Observation,
  reader: QuantityReader,
  expected: ExpectedRange,
  predicted: PerMosa<Seconds>,
  work: Work,
): Promise<FusedDelays> {
  const { length, dt, instrument } = observation;
  const fusions = perMosa(() => new RangeFusion(length, dt, instrument.rangeAmbiguity));
  for await (const range of stretches(length, FUSING, work)) {
    for (const mosa of MOSAS) {
      const before = expected(mosa, range);
      const codes = await reader.read(`mprs_${mosa}`, range);
      fusions[mosa].add(
        range.start,
        rates(await reader.read(`sb_${mosa}`, range), sidebandRatio(observation, mosa), before, dt),
        codes.map((code, n) => code - before[n]!),
      );
    }
  }
  const fused = perMosa((mosa) => fusions[mosa].range(mosa));
  return withOffsets(fused, expected, instrument.rangeAmbiguity, predicted);
}

/** Fused ranges with the whole ambiguities that bring them nearest to the predictions. */
function withOffsets(
  fused: PerMosa<FusedRange>,
  expected: ExpectedRange,
  ambiguity: Seconds,
  predicted: PerMosa<Seconds>,
): FusedDelays {
  const offsets = perMosa((mosa) => resolved(fused[mosa].offset, predicted[mosa], ambiguity));
  return {
    delays: async (range) => perMosa((mosa) => rangeAt(fused[mosa], offsets[mosa], expected(mosa, range), range)),
    quality: perMosa((mosa) => ({
      noise: fused[mosa].noise,
      uncertainty: fused[mosa].uncertainty,
      ambiguities: ambiguity === 0 ? 0 : Math.round((offsets[mosa] - fused[mosa].offset) / ambiguity),
    })),
    corrected: (errors) =>
      withOffsets(
        fused,
        expected,
        ambiguity,
        perMosa((mosa) => offsets[mosa] - errors[mosa]),
      ),
  };
}

/** What a sideband less its carrier is, over the emitter's modulation frequency, when the range stands still. */
function sidebandRatio({ instrument }: Observation, mosa: Mosa): number {
  return 1 - instrument.modulationFrequencies[mosa] / instrument.modulationFrequencies[distantOf(mosa)];
}

/** The sidebands' rates of the range less the expected one's. */
function rates(sidebands: Float64Array, still: number, expected: Float64Array, dt: Seconds): Float64Array {
  const last = expected.length - 1;
  return sidebands.map((value, n) => {
    const [a, b] = [Math.max(0, n - 1), Math.min(last, n + 1)];
    return still - value - (b > a ? (expected[b]! - expected[a]!) / ((b - a) * dt) : 0);
  });
}

function resolved(offset: Seconds, predicted: Seconds, ambiguity: Seconds): Seconds {
  return ambiguity === 0 ? offset : predicted + nearest(offset - predicted, ambiguity);
}

function rangeAt(
  { trend }: FusedRange,
  offset: Seconds,
  expected: Float64Array,
  { start, count }: SampleRange,
): Float64Array {
  const values = trend.values(start, count);
  for (let n = 0; n < count; n++) values[n]! += offset + expected[n]!;
  return values;
}
