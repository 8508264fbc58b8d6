import { BadDataError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import type { Work } from "../core/progress.js";
import type { Combination } from "../tdi/combination.js";
import { DEFAULT_ORDER, delayField, evaluate, lookback } from "../tdi/evaluation.js";
import { reachedFlags } from "../tdi/reach.js";
import type { DelaysAt } from "./delays.js";
import { extremesOf } from "./extremes.js";
import { type Inputs, type InputsAt, preparedInputs } from "./inputs.js";
import type { Observation, SampleRange } from "./observation.js";
import { rawDelays } from "./preparation.js";
import type { TdiOptions } from "./product.js";
import type { QuantityReader } from "./quantity.js";

/** Combinations of delayed beatnotes by name, ready to be evaluated anywhere in an observation. */
export interface Evaluator {
  /** The samples for which every delayed sample is within the observation. */
  readonly valid: { readonly start: number; readonly stop: number };
  /** The delays that are applied (s). */
  readonly delays: DelaysAt;
  /** The longest delay, in samples. */
  readonly longest: number;
  /** Every combination, or those that are named, on these samples of the observation's grid. */
  at(range: SampleRange, names?: readonly string[]): Promise<ReadonlyMap<string, FlaggedSamples>>;
}

/** Samples, and the flags of all that they were made of; NaN where that was not usable. */
export interface FlaggedSamples {
  readonly values: Float64Array;
  readonly flags: FlagSeries;
}

/** What an evaluator is made of. */
export interface Parts {
  readonly observation: Observation;
  readonly reader: QuantityReader;
  readonly combinations: ReadonlyMap<string, Combination>;
  /** Delays without noise. */
  readonly smooth: DelaysAt;
}

/**
 * Prepares combinations: reads the observation once for the beatnotes' trends.
 * @throws BadDataError when the observation is shorter than the delays reach back
 */
export async function evaluatorOf(parts: Parts, options: TdiOptions, work: Work): Promise<Evaluator> {
  const { observation, reader, combinations, smooth } = parts;
  const { order = DEFAULT_ORDER } = options;
  const all = [...combinations.values()];
  const delays = options.delays === "raw" ? rawDelays(reader) : smooth;
  const inputs = await preparedInputs(observation, reader, all, options, work);
  const extremes = await extremesOf(observation, delays, work);
  const reach = Math.max(...all.map((combination) => lookback(combination, extremes.longest, order)));
  const ahead = Math.max(0, Math.ceil((order + 1) / 2 - extremes.shortest));
  const valid = { start: reach, stop: observation.length - ahead };
  if (valid.stop <= valid.start) throw tooShort(observation, reach);
  const evaluation = { reader, combinations, inputs, delays, smooth, order, dt: observation.dt };
  return {
    valid,
    delays,
    longest: extremes.longest,
    at: (range, names) =>
      evaluated(chosen(evaluation, names), range, widened(range, reach + 2, (order + 1) / 2 + 1, observation.length)),
  };
}

function tooShort(observation: Observation, reach: number): BadDataError {
  return new BadDataError(
    `${observation.path} has ${observation.length} samples (${observation.duration} s); the delays of these variables reach back ${reach} samples. Give a longer observation.`,
    { length: observation.length, reach },
  );
}

/** A range with more samples before and behind, as far as there are any. */
export function widened({ start, count }: SampleRange, before: number, behind: number, length: number): SampleRange {
  const from = Math.max(0, start - before);
  return { start: from, count: Math.min(length, start + count + behind) - from };
}

interface Evaluation {
  readonly reader: QuantityReader;
  readonly combinations: ReadonlyMap<string, Combination>;
  readonly inputs: InputsAt;
  readonly delays: DelaysAt;
  readonly smooth: DelaysAt;
  readonly order: number;
  readonly dt: number;
}

function chosen(evaluation: Evaluation, names: readonly string[] | undefined): Evaluation {
  if (names === undefined) return evaluation;
  return {
    ...evaluation,
    combinations: new Map([...evaluation.combinations].filter(([name]) => names.includes(name))),
  };
}

/** Evaluates a stretch on the wider one that its delays reach into. */
async function evaluated(
  evaluation: Evaluation,
  range: SampleRange,
  wide: SampleRange,
): Promise<ReadonlyMap<string, FlaggedSamples>> {
  const { reader, combinations, inputs, delays, order, dt } = evaluation;
  const given = await inputs(wide);
  const field = delayField(await delays(wide), dt);
  const slow = await slowPart(evaluation, given, wide);
  const constants = slow === undefined ? given.constants : {};
  const out = new Map<string, FlaggedSamples>();
  const [from, until] = [range.start - wide.start, range.start - wide.start + range.count];
  for (const [name, combination] of combinations) {
    const samples = evaluate(combination, given.fast, field, order, constants);
    slow?.(combination).forEach((value, n) => {
      samples[n]! += value;
    });
    const flags = reachedFlags(combination, reader.flagged(combination.measurements()), field, order);
    out.set(name, { values: samples.subarray(from, until), flags: flags.subarray(from, until) });
  }
  return out;
}

/** Evaluates what was taken off as slow, with slow delays. */
async function slowPart(
  { smooth, order, dt }: Evaluation,
  { slow, constants }: Inputs,
  wide: SampleRange,
): Promise<((combination: Combination) => Float64Array) | undefined> {
  const names = Object.keys(slow);
  if (names.length === 0) return undefined;
  const field = delayField(await smooth(wide), dt);
  return (combination) => evaluate(combination.only(names), slow, field, order, constants);
}
