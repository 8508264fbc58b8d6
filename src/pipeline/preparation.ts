import { type Trend, TrendFit } from "../calibration/trend.js";
import { BadDataError } from "../core/errors.js";
import { later } from "../core/instant.js";
import { distantOf, isLeft, MOSAS, type Mosa, type PerMosa, perMosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Seconds } from "../core/units.js";
import { type RangeModel, rangeModel } from "../orbits/delays.js";
import type { DelaysAt } from "./delays.js";
import { bridged } from "./mask.js";
import type { Observation, SampleRange } from "./observation.js";
import type { TdiOptions } from "./product.js";
import type { QuantityReader } from "./quantity.js";
import { type ExpectedRange, fusedDelays, type RangeQuality } from "./ranges.js";
import { minus } from "./samples.js";
import { type Step, stretches } from "./stretches.js";

/** Length of a piece of a trend (s): what changes more slowly than in some hours is trend, as the orbits' and clocks' drifts. */
const PIECE: Seconds = 21_600;

/** Degree of what pseudo-ranges and orbits differ by: two clocks, whose frequencies are planned to the second order in time. */
const CLOCKS_DEGREE = 3;

/** How far the ground's orbits are off at most (s of light both ways): 50 km, beyond which they are of another constellation. */
const ORBIT_ERROR: Seconds = 3.4e-4;

/** Trends by the quantity's name. */
export type Trends = Readonly<Record<string, Trend>>;

/** Fits the trends of these quantities in one pass through the file. */
export async function fitTrends(
  observation: Observation,
  reader: QuantityReader,
  names: readonly string[],
  step: Step,
  work: Work,
  degree?: number,
): Promise<Trends> {
  const fits = new Map(names.map((name) => [name, new TrendFit(observation.length, PIECE / observation.dt, degree)]));
  for await (const range of stretches(observation.length, step, work)) {
    for (const [name, fit] of fits) fit.add(range.start, await reader.read(name, range));
  }
  return Object.fromEntries([...fits].map(([name, fit]) => [name, fit.trend()]));
}

/** Pseudo-ranges as measured, with straight lines across their gaps. */
export function rawDelays(reader: QuantityReader): DelaysAt {
  return async (range) => {
    const values: Partial<Record<string, Float64Array>> = {};
    for (const mosa of MOSAS) values[mosa] = bridged(await reader.read(`mprs_${mosa}`, range));
    return values as PerMosa<Float64Array>;
  };
}

/** Delays without noise, and how good they are when they were fused. */
export interface SmoothDelays {
  readonly delays: DelaysAt;
  readonly quality?: PerMosa<RangeQuality>;
  /** See {@link FusedDelays}. */
  corrected?(errors: PerMosa<Seconds>): SmoothDelays;
}

/** The delays that nothing but slow motion is in: of the orbits, or fused, or the trend of the pseudo-ranges less the orbits'. */
export async function smoothDelays(
  observation: Observation,
  reader: QuantityReader,
  options: TdiOptions,
  work: Work,
  predicted: PerMosa<Seconds> = perMosa(() => 0),
): Promise<SmoothDelays> {
  const model = options.orbits && rangeModel(options.orbits);
  if (model !== undefined) await mustFitOrbits(observation, reader, model);
  const expected = model && orbitDelays(observation, model);
  if (options.delays === "orbits" && expected !== undefined) {
    return { delays: async (range) => perMosa((mosa) => expected(mosa, range)) };
  }
  if (options.delays === "fused") {
    const nothing = (_: Mosa, { count }: SampleRange): Float64Array => new Float64Array(count);
    return fusedDelays(observation, reader, expected ?? nothing, predicted, work);
  }
  return { delays: await smoothedDelays(observation, reader, expected, work) };
}

async function smoothedDelays(
  observation: Observation,
  reader: QuantityReader,
  expected: ExpectedRange | undefined,
  work: Work,
): Promise<DelaysAt> {
  const unexplained: QuantityReader = {
    ...reader,
    read: async (name, range) => {
      const measured = await reader.read(name, range);
      return expected === undefined ? measured : minus(measured, expected(name.slice(-2) as Mosa, range));
    },
  };
  const names = MOSAS.map((mosa) => `mprs_${mosa}`);
  const degree = expected === undefined ? undefined : CLOCKS_DEGREE;
  const step = { message: "Smoothing pseudo-ranges", from: 0, to: 0.1 };
  const trends = await fitTrends(observation, unexplained, names, step, work, degree);
  return async (range) =>
    perMosa((mosa) => {
      const trend = trends[`mprs_${mosa}`]!.values(range.start, range.count);
      return expected === undefined ? trend : minus(trend, expected(mosa, range), -1);
    });
}

/** An arm's two ranges added are free of clock offsets: they must be the orbits', at both ends. Ambiguous and missing ranges can't tell. */
async function mustFitOrbits(observation: Observation, reader: QuantityReader, model: RangeModel): Promise<void> {
  const { path, t0, dt, length, instrument, streams } = observation;
  if (!streams.includes("mprs") || instrument.rangeAmbiguity !== 0) return;
  const span = (length - 1) * dt;
  for (const mosa of MOSAS.filter(isLeft)) {
    const expected = [mosa, distantOf(mosa)].map((link) => model.at(link, later(t0, -instrument.filterDelay), span, 2));
    for (const [end, sample] of [0, length - 1].entries()) {
      const range = { start: sample, count: 1 };
      const there = (await reader.read(`mprs_${mosa}`, range))[0]! - expected[0]![end]!;
      const back = (await reader.read(`mprs_${distantOf(mosa)}`, range))[0]! - expected[1]![end]!;
      const off = there + back;
      if (!(Math.abs(off) > ORBIT_ERROR)) continue;
      throw new BadDataError(
        `The pseudo-ranges of links ${mosa} and ${distantOf(mosa)} in ${path} differ from the orbits' by ${off.toPrecision(3)} s together, at sample ${sample}; orbits are good to ${ORBIT_ERROR} s. Give the orbits of this constellation.`,
        { path, mosa, off, sample },
      );
    }
  }
}

/** Samples between those at which the orbits are asked (64 s at 4 Hz): cubics between them are right to 1e-19 s. */
const ORBIT_STEP = 256;

/** The orbits' pseudo-ranges as the instrument would report them: late by the group delay of its filter, as every stream. */
function orbitDelays(observation: Observation, model: RangeModel): ExpectedRange {
  const { t0, dt, length, instrument } = observation;
  const at = (mosa: Mosa, sample: number, step: number, count: number): Float64Array =>
    model.at(mosa, later(t0, sample * dt - instrument.filterDelay), step * dt, count);
  return (mosa, { start, count }) => {
    // Knots lie within the observation, which the orbits cover, and not about it.
    const step = Math.min(ORBIT_STEP, Math.floor((length - 1) / 3));
    if (step < 2 || count === 1) return at(mosa, start, 1, count);
    const knots = Math.ceil(count / step) + 3;
    const first = Math.max(0, Math.min(start - step, length - 1 - (knots - 1) * step));
    if (first + (knots - 1) * step > length - 1) return at(mosa, start, 1, count);
    return cubics(at(mosa, first, step, knots), step, start - first, count);
  };
}

/** Values at `from`, `from` + 1, … of cubics through the four knots about each, which are `step` apart. */
function cubics(knots: Float64Array, step: number, from: number, count: number): Float64Array {
  const out = new Float64Array(count);
  for (let n = 0; n < count; n++) {
    const x = (from + n) / step;
    const k = Math.max(1, Math.min(knots.length - 3, Math.floor(x)));
    const u = x - k;
    const [a, b, c, d] = [knots[k - 1]!, knots[k]!, knots[k + 1]!, knots[k + 2]!];
    // Newton's form about b: differences, so that nothing is lost of 8 s.
    const [second, third] = [c - 2 * b + a, d - 3 * c + 3 * b - a];
    out[n] = b + u * (c - b) + 0.5 * u * (u - 1) * second + ((u + 1) * u * (u - 1) * third) / 6;
  }
  return out;
}
