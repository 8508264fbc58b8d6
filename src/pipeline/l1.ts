import type { ClockModel } from "../calibration/synchronisation.js";
import type { FittedTilt } from "../calibration/tilt.js";
import { BadDataError } from "../core/errors.js";
import type { FlagSeries } from "../core/flags.js";
import { type Instant, later, secondsBetween } from "../core/instant.js";
import { MOSAS, type Mosa, type PerMosa, perMosa, receiverOf } from "../core/mosa.js";
import { mustKnowKeys } from "../core/options.js";
import type { Work } from "../core/progress.js";
import type { TimeSeries } from "../core/series.js";
import type { Seconds } from "../core/units.js";
import type { Orbits } from "../orbits/orbits.js";
import { sparser } from "../orbits/sparser.js";
import type { OrbitTable } from "../orbits/table.js";
import { clockOf } from "../tdi/catalogue.js";
import { predictedOffsets } from "./ambiguity.js";
import { hasAngles } from "./angles.js";
import { calibrated } from "./calibrated.js";
import { tableCovering } from "./covering.js";
import { type Evaluator, evaluatorOf, type FlaggedSamples, type Parts } from "./evaluator.js";
import { l1Combinations } from "./l1combinations.js";
import { type LaserResidual, laserCombinations, laserResidual } from "./laser.js";
import { mustHaveStreams } from "./needed.js";
import type { Observation, SampleRange } from "./observation.js";
import { smoothDelays } from "./preparation.js";
import type { L1, L1Options, L1Provenance, L1Variable } from "./product.js";
import { l1Provenance } from "./provenance.js";
import { quantityReader } from "./quantity.js";
import { canFuse, type RangeQuality } from "./ranges.js";
import { type Step, stretches } from "./stretches.js";
import { summed } from "./tdi.js";
import { estimatedTilt } from "./tilt.js";
import { clocksOf, coveredInstants, neededFor, onBarycentricTime, type Shifts, shiftsOf, spanOf } from "./timing.js";

const OPTIONS: readonly string[] = [
  "orbits",
  "delays",
  "order",
  "clockCorrection",
  "inputStreams",
  "beatnoteFrequencies",
  "tilt",
  "calibration",
  "span",
];

const EVALUATING: Step = { message: "Time-delay interferometry", from: 0.6, to: 1 };

/** The variables of the mission's level-1 file. */
export const L1_VARIABLES: readonly L1Variable[] = [
  ...MOSAS.map((mosa) => `eta_${mosa}` as const),
  ...(["X2", "Y2", "Z2", "A2", "E2", "T2"] as const),
];

/** Samples of every variable from index `start` of the product on. */
export interface L1Stretch {
  readonly start: number;
  readonly values: ReadonlyMap<L1Variable, Float64Array>;
  /** Why samples of X to T, and of η, are to be used with care or not at all: the bits of core/flags. */
  readonly flags: { readonly tdi: FlagSeries; readonly eta: FlagSeries };
}

/** A level-1 product, ready to be made stretch by stretch, in memory that its length does not change. */
export interface L1Run {
  /** Time of the first sample; on barycentric time when orbits were given, else on each variable's own clock. */
  readonly t0: Instant<"TCB">;
  readonly dt: Seconds;
  readonly length: number;
  /** The clocks against barycentric time; undefined when there are no orbits to compare the ranges with. */
  readonly clocks: ClockModel | undefined;
  /** How good the delays are, when they were fused. */
  readonly ranging: PerMosa<RangeQuality> | undefined;
  /** The coefficients of tilt-to-length coupling that were found, when they were looked for and there was enough data. */
  readonly tilt: FittedTilt | undefined;
  /** What is left of the lasers' noise, when there was enough data to say. */
  readonly laser: LaserResidual | undefined;
  readonly provenance: L1Provenance;
  /** The delays that were applied (s), by link, at samples of the product. */
  delays(range: SampleRange): Promise<PerMosa<Float64Array>>;
  /** The stretches in order, covering every sample once. */
  stretches(): AsyncIterable<L1Stretch>;
}

/**
 * Prepares {@link l1} stretch by stretch.
 * @throws BadDataError for data that can't be used
 */
export async function l1Run(raw: Observation, given: L1Options = {}, work: Work = {}): Promise<L1Run> {
  const observation = calibrated(raw, given.calibration ?? []);
  const wanted = given.tilt ?? (hasAngles(observation) ? "subtract" : "keep");
  let coefficients = typeof wanted === "object" ? wanted : undefined;
  const reader = quantityReader(observation, given.inputStreams, () => coefficients);
  const options: L1Options = {
    ...given,
    ...(given.orbits && { orbits: sparser(given.orbits) }),
    delays: given.delays ?? (canFuse(observation, reader) ? "fused" : "smoothed"),
  };
  mustHaveStreams(observation, reader, options);
  const combinations = l1Combinations(observation.instrument, options, wanted !== "keep");
  const evaluated = new Map([...combinations, ...laserCombinations()]);
  const { evaluator, quality } = await rangedEvaluator({ observation, reader, combinations: evaluated }, options, work);
  const tilt = wanted === "subtract" ? await estimatedTilt(observation, evaluator, work) : undefined;
  coefficients ??= tilt?.coefficients;
  const laser = await laserResidual(observation, evaluator, quality, work);
  const names = [...combinations.keys()];
  const clocks = options.orbits && (await clocksOf(observation, evaluator.delays, options.orbits));
  const shifts = clocks && shiftsOf(observation, clocks);
  const { valid } = evaluator;
  const all = shifts ? coveredInstants(shifts, valid) : { start: valid.start, count: valid.stop - valid.start };
  const covered = within(all, observation, options.span);
  if (covered.count < 2) throw tooShort(observation, options.span);
  const moved = (range: SampleRange): SampleRange => ({ ...range, start: covered.start + range.start });
  return {
    t0: later(observation.t0, covered.start * observation.dt),
    dt: observation.dt,
    length: covered.count,
    clocks,
    ranging: quality,
    tilt,
    laser,
    provenance: await l1Provenance(observation, reader, options, { clocks, ranging: quality, tilt, laser }),
    delays: (range) => evaluator.delays(moved(range)),
    stretches: async function* () {
      for await (const range of stretches(covered.count, EVALUATING, work)) {
        const bases = await basesAt(evaluator, names, shifts, moved(range));
        yield stretchOf(range, bases);
      }
    },
  };
}

function stretchOf({ start, count }: SampleRange, bases: ReadonlyMap<string, FlaggedSamples>): L1Stretch {
  const sums = new Map(L1_VARIABLES.map((name) => [name, summed(name, bases, count)]));
  const flagsOf = (kind: RegExp): FlagSeries => {
    const flags: FlagSeries = new Uint16Array(count);
    for (const [name, { flags: one }] of sums)
      if (kind.test(name)) for (let n = 0; n < count; n++) flags[n]! |= one[n]!;
    return flags;
  };
  return {
    start,
    values: new Map([...sums].map(([name, { values }]) => [name, values])),
    flags: { tdi: flagsOf(/^[XYZ]/), eta: flagsOf(/^eta/) },
  };
}

/** An evaluator with the best delays there are: ambiguous ranges are made whole by what their errors would leave of the lasers. */
async function rangedEvaluator(
  parts: Omit<Parts, "smooth">,
  options: L1Options,
  work: Work,
): Promise<{ evaluator: Evaluator; quality: PerMosa<RangeQuality> | undefined }> {
  const { observation, reader } = parts;
  const { orbits, delays } = options;
  if (observation.instrument.rangeAmbiguity === 0 || delays === "orbits") {
    const ranges = await smoothDelays(observation, reader, options, work);
    return {
      evaluator: await evaluatorOf({ ...parts, smooth: ranges.delays }, options, work),
      quality: ranges.quality,
    };
  }
  if (orbits === undefined || delays !== "fused") throw ambiguous(observation);
  const near = await smoothDelays(observation, reader, options, work, await predictedOffsets(observation, orbits));
  const laser = await laserResidual(
    observation,
    await evaluatorOf({ ...parts, smooth: near.delays }, options, work),
    near.quality,
    work,
  );
  if (laser === undefined || near.corrected === undefined) throw ambiguous(observation);
  const ranges = near.corrected(laser.delayErrors.values);
  return { evaluator: await evaluatorOf({ ...parts, smooth: ranges.delays }, options, work), quality: ranges.quality };
}

function ambiguous({ path, instrument }: Observation): BadDataError {
  return new BadDataError(
    `The pseudo-ranges of ${path} are known modulo ${instrument.rangeAmbiguity} s only. The whole is found with orbits, clock sidebands and a quarter of an hour of data without gaps; give those, or take the delays from the orbits.`,
    { path, ambiguity: instrument.rangeAmbiguity },
  );
}

async function basesAt(
  evaluator: Evaluator,
  names: readonly string[],
  shifts: Shifts | undefined,
  range: SampleRange,
): Promise<ReadonlyMap<string, FlaggedSamples>> {
  if (shifts === undefined) return evaluator.at(range, names);
  const needed = spanOf(range, neededFor(shifts, range));
  const values = await evaluator.at(needed, names);
  return new Map(
    [...values].map(([name, samples]) => {
      const clock = clockOf(name as L1Variable);
      if (clock === "") throw new BadDataError(`${name} is on no single clock.`, { name });
      return [name, onBarycentricTime(samples, needed.start, clock, shifts, range)];
    }),
  );
}

/** The samples of a range that are within a span of time. */
function within({ start, count }: SampleRange, { t0, dt }: Observation, span: L1Options["span"]): SampleRange {
  if (span === undefined) return { start, count };
  // A billionth of a sample: what rounding may add to a whole number.
  const sampleAt = (at: Instant<"TCB">): number => Math.ceil(secondsBetween(at, t0) / dt - 1e-9);
  const first = Math.max(start, sampleAt(span.from));
  return { start: first, count: Math.max(0, Math.min(start + count, sampleAt(span.until)) - first) };
}

function tooShort({ path, length, dt }: Observation, span: L1Options["span"]): BadDataError {
  const where =
    span === undefined
      ? ""
      : ` from ${span.from.seconds + span.from.fraction} s to ${span.until.seconds + span.until.fraction} s`;
  return new BadDataError(
    `${path} has ${length} samples (${length * dt} s), none of which${where} has all that delays and filters reach. Give a longer observation.`,
    { path, length },
  );
}

/**
 * Calibrates an observation to level 1: see {@link L1}. Takes the product into memory: 12 variables and 6 delays;
 * `l1Run` makes it stretch by stretch, and io.writeL1 writes it as a file.
 * @param options orbits may be a table, or ones that are known everywhere
 * @throws BadArgumentError for unknown options, with the nearest there is; BadDataError when the observation is too short
 */
export async function l1(
  observation: Observation,
  { orbits, ...options }: Omit<L1Options, "orbits"> & { readonly orbits?: OrbitTable | Orbits } = {},
  work: Work = {},
): Promise<L1> {
  mustKnowKeys("pipeline.l1", options, OPTIONS);
  if (orbits === undefined) return collectedL1(await l1Run(observation, options, work));
  const { t0, duration } = observation;
  const table = "table" in orbits ? tableCovering(orbits, t0, duration) : orbits;
  return collectedL1(await l1Run(observation, { ...options, orbits: table }, work));
}

/** All stretches of a run, put together. */
export async function collectedL1(run: L1Run): Promise<L1> {
  const values = Object.fromEntries(L1_VARIABLES.map((name) => [name, new Float64Array(run.length)]));
  const flags = { tdi: new Uint16Array(run.length), eta: new Uint16Array(run.length) };
  for await (const stretch of run.stretches()) {
    flags.tdi.set(stretch.flags.tdi, stretch.start);
    flags.eta.set(stretch.flags.eta, stretch.start);
    for (const [name, samples] of stretch.values) values[name]!.set(samples, stretch.start);
  }
  const series = (name: L1Variable): TimeSeries => {
    const clock = clockOf(name);
    const t0 = run.clocks !== undefined || clock === "" ? run.t0 : { ...run.t0, scale: `SCET${clock}` as const };
    return { t0, dt: run.dt, values: values[name]!, unit: "Hz" };
  };
  const applied = await run.delays({ start: 0, count: run.length });
  const delays = perMosa(
    (mosa): TimeSeries => ({
      t0: { ...run.t0, scale: `SCET${receiverOf(mosa)}` },
      dt: run.dt,
      values: applied[mosa],
      unit: "s",
    }),
  );
  return {
    X: series("X2"),
    Y: series("Y2"),
    Z: series("Z2"),
    A: series("A2"),
    E: series("E2"),
    T: series("T2"),
    eta: perMosa((mosa: Mosa) => series(`eta_${mosa}`)),
    delays,
    flags,
    tilt: run.tilt,
    provenance: run.provenance,
  };
}
