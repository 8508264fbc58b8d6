import { clockNoiseIn } from "../calibration/clock.js";
import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import type { Work } from "../core/progress.js";
import type { TimeSeries } from "../core/series.js";
import { asVariable, beatnoteCombinationOf, clockOf, sumOf } from "../tdi/catalogue.js";
import type { Combination } from "../tdi/combination.js";
import { checkOrder } from "../tdi/evaluation.js";
import type { TdiVariable } from "../tdi/variable.js";
import type { DelaysAt } from "./delays.js";
import { evaluatorOf, type FlaggedSamples } from "./evaluator.js";
import type { Observation } from "./observation.js";
import { rawDelays, smoothDelays } from "./preparation.js";
import type { InputStreams, TdiOptions, TdiProduct } from "./product.js";
import { quantityReader } from "./quantity.js";
import { type Step, stretches } from "./stretches.js";

const EVALUATING: Step = { message: "Time-delay interferometry", from: 0.4, to: 1 };

/** Samples of every variable from index `start` on, NaN where delays reach what is not usable; and the flags of what they were made of. */
export interface TdiStretch {
  readonly start: number;
  readonly values: ReadonlyMap<TdiVariable, Float64Array>;
  readonly flags: ReadonlyMap<TdiVariable, FlagSeries>;
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
  const wanted = checkedOptions(variables, options);
  mustKnowRanges(observation, options);
  const reader = quantityReader(observation, options.inputStreams);
  const combinations = basesOf(wanted, observation, options);
  const needsSlow = options.delays !== "raw" || reader.inputStreams === "totals";
  const smooth = needsSlow ? (await smoothDelays(observation, reader, options, work)).delays : rawDelays(reader);
  const evaluator = await evaluatorOf({ observation, reader, combinations, smooth }, options, work);
  return {
    variables: wanted,
    inputStreams: reader.inputStreams,
    valid: evaluator.valid,
    delays: evaluator.delays,
    stretches: async function* () {
      for await (const range of stretches(observation.length, EVALUATING, work)) {
        const bases = await evaluator.at(range);
        const sums = wanted.map((name) => [name, summed(name, bases, range.count)] as const);
        yield {
          start: range.start,
          values: new Map(sums.map(([name, { values }]) => [name, values])),
          flags: new Map(sums.map(([name, { flags }]) => [name, flags])),
        };
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

/** A variable as the sum that it is of the bases, with the flags of all of them. */
export function summed(
  variable: TdiVariable,
  bases: ReadonlyMap<string, FlaggedSamples>,
  count: number,
): FlaggedSamples {
  const values = new Float64Array(count);
  const flags: FlagSeries = new Uint16Array(count);
  for (const part of sumOf(variable)) {
    const base = bases.get(part.variable)!;
    for (let n = 0; n < count; n++) {
      values[n]! += part.factor * base.values[n]!;
      flags[n]! |= base.flags[n]!;
    }
  }
  return { values, flags };
}
