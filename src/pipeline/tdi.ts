import { clockNoiseIn } from "../calibration/clock.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import type { TimeSeries } from "../core/series.js";
import { asVariable, beatnoteCombinationOf, clockOf, sumOf } from "../tdi/catalogue.js";
import type { Combination } from "../tdi/combination.js";
import { checkOrder, DEFAULT_ORDER, delayField, evaluate, lookback } from "../tdi/evaluation.js";
import type { TdiVariable } from "../tdi/variable.js";
import { extremesOf } from "./extremes.js";
import { type Inputs, type InputsAt, preparedInputs } from "./inputs.js";
import type { Observation, SampleRange } from "./observation.js";
import { type DelaysAt, rawDelays, smoothDelays } from "./preparation.js";
import type { InputStreams, TdiOptions, TdiProduct } from "./product.js";
import { quantityReader } from "./quantity.js";
import { type Step, stretches } from "./stretches.js";

const EVALUATING: Step = { message: "Time-delay interferometry", from: 0.4, to: 1 };

/** Samples of every variable from index `start` on. */
export interface TdiStretch {
  readonly start: number;
  readonly values: ReadonlyMap<TdiVariable, Float64Array>;
}

/** Time-delay interferometry of an observation, ready to be done stretch by stretch, in memory that its length does not change. */
export interface TdiRun {
  readonly variables: readonly TdiVariable[];
  readonly inputStreams: InputStreams;
  /** See {@link TdiProduct}. */
  readonly valid: { readonly start: number; readonly stop: number };
  /** The delays that are applied (s). */
  readonly delays: DelaysAt;
  /** The stretches in order, covering every sample once. */
  stretches(): AsyncIterable<TdiStretch>;
}

/**
 * Prepares {@link tdi} stretch by stretch: reads the file once for its trends.
 * @throws BadArgumentError for unknown variables or options; BadDataError for data that can't be used
 */
export async function tdiRun(
  observation: Observation,
  variables: readonly string[],
  options: TdiOptions = {},
  work: Work = {},
): Promise<TdiRun> {
  const { order = DEFAULT_ORDER } = options;
  const wanted = checkedOptions(variables, options);
  mustKnowRanges(observation, options);
  const reader = quantityReader(observation, options.inputStreams);
  const combinations = basesOf(wanted, observation, options);
  const raw = options.delays === "raw";
  const needsSlow = !raw || reader.inputStreams === "totals";
  const slowDelays = needsSlow ? await smoothDelays(observation, reader, options, work) : rawDelays(reader);
  const delays = raw ? rawDelays(reader) : slowDelays;
  const inputs = await preparedInputs(observation, reader, [...combinations.values()], options, work);
  const extremes = await extremesOf(observation, delays, work);
  const reach = Math.max(...[...combinations.values()].map((c) => lookback(c, extremes.longest, order)));
  const ahead = Math.max(0, Math.ceil((order + 1) / 2 - extremes.shortest));
  const valid = { start: reach, stop: observation.length - ahead };
  if (valid.stop <= valid.start) throw tooShort(observation, reach);
  const evaluated = stretchEvaluator({ combinations, wanted, inputs, delays, slowDelays, order, dt: observation.dt });
  return {
    variables: wanted,
    inputStreams: reader.inputStreams,
    valid,
    delays,
    stretches: async function* () {
      for await (const range of stretches(observation.length, EVALUATING, work)) {
        yield await evaluated(range, widened(range, reach + 2, (order + 1) / 2 + 1, observation.length));
      }
    },
  };
}

/** TDI variables of an observation, in Hz, on its own grid. For observations that fit into memory; see {@link tdiRun}. */
export async function tdi<V extends TdiVariable>(
  observation: Observation,
  variables: readonly V[],
  options: TdiOptions = {},
  work: Work = {},
): Promise<TdiProduct<V>> {
  return (await collected(observation, await tdiRun(observation, variables, options, work))) as TdiProduct<V>;
}

/** All stretches of a run, put together. */
export async function collected(observation: Observation, run: TdiRun): Promise<TdiProduct> {
  const series = Object.fromEntries(run.variables.map((name) => [name, emptySeries(observation, name)]));
  for await (const { start, values } of run.stretches()) {
    for (const [name, samples] of values) series[name]!.values.set(samples, start);
  }
  return { series: series as TdiProduct["series"], valid: run.valid };
}

function emptySeries(observation: Observation, variable: TdiVariable): TimeSeries {
  const clock = clockOf(variable);
  const t0 = clock === "" ? observation.t0 : { ...observation.t0, scale: `SCET${clock}` as const };
  return { t0, dt: observation.dt, values: new Float64Array(observation.length), unit: "Hz" };
}

function checkedOptions(variables: readonly string[], options: TdiOptions): readonly TdiVariable[] {
  if (options.order !== undefined) checkOrder(options.order);
  if (options.delays === "orbits" && options.orbits === undefined) {
    throw new BadArgumentError(`Delays from the orbits were asked for, but no orbits were given.`);
  }
  const wanted = [...new Set(variables.map((name) => asVariable(name)))];
  if (wanted.length === 0) throw new BadArgumentError("No TDI variable was asked for; X2, Y2, Z2 are a good start.");
  return wanted;
}

function mustKnowRanges({ path, instrument }: Observation, options: TdiOptions): void {
  if (options.delays === "orbits" || instrument.rangeAmbiguity === 0) return;
  throw new BadDataError(
    `The pseudo-ranges of ${path} are known modulo ${instrument.rangeAmbiguity} s only; simulate them without prn_ambiguity, or take the delays from the orbits.`,
    { path, ambiguity: instrument.rangeAmbiguity },
  );
}

/** The combinations of beatnotes and clock measurements that the wanted variables are sums of. */
function basesOf(
  wanted: readonly TdiVariable[],
  observation: Observation,
  options: TdiOptions,
): ReadonlyMap<TdiVariable, Combination> {
  const names = new Set(wanted.flatMap((variable) => sumOf(variable).map((part) => part.variable)));
  const { modulationFrequencies } = observation.instrument;
  return new Map(
    [...names].map((name) => {
      const combination = beatnoteCombinationOf(name);
      if (options.clockCorrection === false) return [name, combination];
      return [name, combination.minus(clockNoiseIn(name, modulationFrequencies))];
    }),
  );
}

function tooShort(observation: Observation, reach: number): BadDataError {
  return new BadDataError(
    `${observation.path} has ${observation.length} samples (${observation.duration} s); the delays of these variables reach back ${reach} samples. Give a longer observation.`,
    { length: observation.length, reach },
  );
}

function widened({ start, count }: SampleRange, before: number, behind: number, length: number): SampleRange {
  const from = Math.max(0, start - before);
  return { start: from, count: Math.min(length, start + count + behind) - from };
}

interface Evaluation {
  readonly combinations: ReadonlyMap<TdiVariable, Combination>;
  readonly wanted: readonly TdiVariable[];
  readonly inputs: InputsAt;
  readonly delays: DelaysAt;
  readonly slowDelays: DelaysAt;
  readonly order: number;
  readonly dt: number;
}

/** Evaluates a stretch on the wider one that its delays reach into. */
function stretchEvaluator(evaluation: Evaluation): (range: SampleRange, wide: SampleRange) => Promise<TdiStretch> {
  const { combinations, wanted, inputs, delays, dt } = evaluation;
  return async (range, wide) => {
    const given = await inputs(wide);
    const field = delayField(await delays(wide), dt);
    const slow = await slowPart(evaluation, given, wide);
    const bases = new Map<TdiVariable, Float64Array>();
    for (const [name, combination] of combinations) {
      const values = evaluate(
        combination,
        given.fast,
        field,
        evaluation.order,
        slow === undefined ? given.constants : {},
      );
      slow?.(combination).forEach((value, n) => {
        values[n]! += value;
      });
      bases.set(name, values.subarray(range.start - wide.start, range.start - wide.start + range.count));
    }
    return { start: range.start, values: new Map(wanted.map((name) => [name, summed(name, bases, range.count)])) };
  };
}

/** Evaluates what was taken off as slow, with slow delays. */
async function slowPart(
  { slowDelays, order, dt }: Evaluation,
  { slow, constants }: Inputs,
  wide: SampleRange,
): Promise<((combination: Combination) => Float64Array) | undefined> {
  const names = Object.keys(slow);
  if (names.length === 0) return undefined;
  const field = delayField(await slowDelays(wide), dt);
  return (combination) => evaluate(combination.only(names), slow, field, order, constants);
}

function summed(variable: TdiVariable, bases: ReadonlyMap<TdiVariable, Float64Array>, count: number): Float64Array {
  const out = new Float64Array(count);
  for (const part of sumOf(variable)) {
    const values = bases.get(part.variable)!;
    for (let n = 0; n < count; n++) out[n]! += part.factor * values[n]!;
  }
  return out;
}
