import { type BeatnoteName, weightedName, weightedParts } from "../calibration/clock.js";
import type { Mosa } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { Combination, MeasurementName } from "../tdi/combination.js";
import type { Measurements } from "../tdi/mixture.js";
import type { Observation, SampleRange } from "./observation.js";
import { fitTrends, type Trends } from "./preparation.js";
import type { TdiOptions } from "./product.js";
import type { QuantityReader } from "./quantity.js";
import { lessConstant, minus, product } from "./samples.js";
import type { Step } from "./stretches.js";

/** What combinations are evaluated on, for one stretch. */
export interface Inputs {
  /** Beatnotes (Hz), and their frequencies times clock measurements. */
  readonly fast: Measurements;
  /** What was taken off the beatnotes as slow: to be delayed by slow delays alone. Empty when nothing was. */
  readonly slow: Measurements;
  /** Constants taken off the beatnotes (Hz). */
  readonly constants: Readonly<Record<MeasurementName, number>>;
}

const FITTING: Step = { message: "Fitting beatnotes' trends", from: 0.1, to: 0.3 };

/** Gives the inputs of any stretch. */
export type InputsAt = (range: SampleRange) => Promise<Inputs>;

/**
 * Total beatnote frequencies carry the lasers' frequency plan and the Doppler shifts, 1e15 times the noise that matters:
 * their mean is kept apart, and, when the delays are noisy, all of their trend, since a range's noise times 10 MHz would
 * hide everything. Clock measurements are free of their trend, which is the clocks' drift.
 */
export async function preparedInputs(
  observation: Observation,
  reader: QuantityReader,
  combinations: readonly Combination[],
  options: TdiOptions,
  work: Work,
): Promise<InputsAt> {
  const needs = needsOf(combinations);
  const totals = reader.inputStreams === "totals";
  const given = options.beatnoteFrequencies;
  const weighing = given === undefined ? needs.weights.map((name) => frequencyName(name, totals)) : [];
  const beatnotes = [...new Set(needs.beatnotes.map(beatnoteOf))].filter((name) => !name.startsWith("tilt"));
  const fitted = [...new Set([...(totals ? [...beatnotes, ...needs.clocks] : []), ...weighing])];
  const trends = fitted.length === 0 ? {} : await fitTrends(observation, reader, fitted, FITTING, work);
  const taken = totals ? trends : {};
  const frequency = (name: BeatnoteName, range: SampleRange): Float64Array => {
    if (given === undefined) return trends[frequencyName(name, totals)]!.values(range.start, range.count);
    const [readout, mosa] = name.split("_") as ["sci" | "ref", Mosa];
    return new Float64Array(range.count).fill(given[readout][mosa]);
  };
  return async (range) => {
    const split = await splitBeatnotes(reader, needs.beatnotes, taken, options.delays === "raw", range);
    const weights = new Map(needs.weights.map((name) => [name, frequency(name, range)]));
    const clocks = new Map<string, Float64Array>();
    for (const name of needs.clocks) clocks.set(name, withoutTrend(await reader.read(name, range), taken[name], range));
    for (const [weight, clock] of needs.products) {
      split.fast[weightedName(weight, clock)] = product(weights.get(weight)!, clocks.get(clock)!);
    }
    return split;
  };
}

/** What combinations ask for, by name. */
interface Needs {
  readonly beatnotes: readonly MeasurementName[];
  /** A beatnote's frequency times a clock measurement. */
  readonly products: readonly (readonly [BeatnoteName, MeasurementName])[];
  readonly weights: readonly BeatnoteName[];
  readonly clocks: readonly MeasurementName[];
}

function needsOf(combinations: readonly Combination[]): Needs {
  const names = [...new Set(combinations.flatMap((combination) => combination.measurements()))];
  const products = names.map(weightedParts).filter((parts) => parts !== undefined);
  return {
    beatnotes: names.filter((name) => weightedParts(name) === undefined),
    products,
    weights: [...new Set(products.map(([weight]) => weight))],
    clocks: [...new Set(products.map(([, clock]) => clock))],
  };
}

/** The beatnote that "flat_sci_12" is without its trend. */
function beatnoteOf(name: MeasurementName): MeasurementName {
  return name.replace(/^flat_/, "");
}

function frequencyName(beatnote: BeatnoteName, totals: boolean): string {
  return totals ? beatnote : beatnote.replace("_", "offset_");
}

async function splitBeatnotes(
  reader: QuantityReader,
  names: readonly string[],
  trends: Trends,
  noisyDelays: boolean,
  range: SampleRange,
): Promise<{
  fast: Record<string, Float64Array>;
  slow: Record<string, Float64Array>;
  constants: Record<string, number>;
}> {
  const [fast, slow, constants]: [Record<string, Float64Array>, Record<string, Float64Array>, Record<string, number>] =
    [{}, {}, {}];
  const read = new Map<string, Float64Array>();
  for (const name of names) {
    const beatnote = beatnoteOf(name);
    const values = read.get(beatnote) ?? (await reader.read(beatnote, range));
    read.set(beatnote, values);
    const trend = trends[beatnote];
    fast[name] = beatnote === name ? values : withoutTrend(values, trend, range);
    if (trend === undefined || beatnote !== name) continue;
    constants[name] = trend.mean;
    if (noisyDelays) {
      fast[name] = withoutTrend(values, trend, range);
      slow[name] = lessConstant(trend.values(range.start, range.count), trend.mean);
    } else fast[name] = lessConstant(values, trend.mean);
  }
  return { fast, slow, constants };
}

function withoutTrend(values: Float64Array, trend: Trends[string] | undefined, range: SampleRange): Float64Array {
  return trend === undefined ? values : minus(values, trend.values(range.start, range.count));
}
