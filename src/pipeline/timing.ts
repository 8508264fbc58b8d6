import { type ClockModel, clockModel, type RangeExcesses } from "../calibration/synchronisation.js";
import { isLisalabError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import { type PerMosa, perMosa, receiverOf, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { lagrangeShift } from "../math/lagrange.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "../orbits/table.js";
import { shiftedFlags } from "../tdi/reach.js";
import type { DelaysAt } from "./delays.js";
import type { FlaggedSamples } from "./evaluator.js";
import type { Observation, SampleRange, TimeCorrelations } from "./observation.js";

/** How far apart the ranges are taken from which the clocks' differences come. */
const KNOTS: Seconds = 7200;

/** Fewest of them. */
const FEWEST = 5;

/** The order of the interpolation that brings samples to barycentric time. */
const ORDER = 31;

/** Clocks of an observation: seconds count from its t0, read as barycentric time. */
export async function clocksOf(observation: Observation, delays: DelaysAt, orbits: OrbitTable): Promise<ClockModel> {
  const correlations = await correlationsOf(observation);
  let clocks: ClockModel | undefined;
  // The ranges are on clocks that are known only when the ranges have been used: a clock off by 0.1 s matters below 1e-7 s.
  for (let round = 0; round < 2; round++)
    clocks = clockModel(await rangeExcesses(observation, delays, orbits, clocks), correlations);
  return clocks!;
}

/** The ground's correlations; none where the file has none. */
async function correlationsOf(observation: Observation): Promise<TimeCorrelations | undefined> {
  try {
    return await observation.timeCorrelations();
  } catch (error) {
    // A file without them is no failure: the clocks' differences come from the ranges, and the product says that no more is known.
    if (isLisalabError(error, "BadFile")) return undefined;
    throw error;
  }
}

async function rangeExcesses(
  { t0, dt, length, instrument }: Observation,
  delays: DelaysAt,
  orbits: OrbitTable,
  clocks: ClockModel | undefined,
): Promise<RangeExcesses> {
  const count = Math.max(FEWEST, Math.ceil((length * dt) / KNOTS) + 1);
  const samples = Array.from({ length: count }, (_, k) => Math.round(((length - 1) * k) / (count - 1)));
  const times = Float64Array.from(samples, (sample) => sample * dt - instrument.filterDelay);
  const measured: PerMosa<Float64Array>[] = [];
  for (const start of samples) measured.push(await delays({ start, count: 1 }));
  const travel = lightTravelTimes(orbits);
  const origin = secondsBetween(t0, orbits.t0);
  const lightTravel = perMosa((mosa) => times.map((t) => travel[mosa].at(origin + t)));
  // When a clock showed `t`, it was `t` less its deviation.
  const excesses = perMosa((mosa) => {
    const sc = receiverOf(mosa);
    const atReading = times.map((t, k) => {
      const early = clocks?.deviation(sc, t) ?? 0;
      return measured[k]![mosa][0]! - travel[mosa].at(origin + t - early);
    });
    const spline = interpolatingSpline(
      times.map((t) => t - (clocks?.deviation(sc, t) ?? 0)),
      atReading,
      3,
    );
    return times.map((t) => spline.at(t));
  });
  return { times, excesses, lightTravelTimes: lightTravel };
}

type Curve = ReturnType<typeof interpolatingSpline>;

/** The orbits' light travel times as functions of the seconds after the table's first row. */
export function lightTravelTimes(orbits: OrbitTable): PerMosa<Curve> {
  const x = Float64Array.from({ length: orbits.length }, (_, row) => row * orbits.dt);
  const degree = orbits.length > 5 ? 5 : 3;
  return perMosa((mosa) => interpolatingSpline(x, orbits.lightTravelTimes[mosa], degree));
}

/** Where in an observation, in samples, barycentric instants are: `t0` + n × dt happened at sample n + shift of each spacecraft. */
export interface Shifts {
  of(spacecraft: Spacecraft, range: SampleRange): Float64Array;
  /** The rate of the clock against barycentric time, less 1. */
  rate(spacecraft: Spacecraft, sample: number): number;
}

/** The shifts of clocks: what they show at an instant, and the delay of the on-board filter. */
export function shiftsOf({ dt, instrument }: Observation, clocks: ClockModel): Shifts {
  return {
    of: (sc, { start, count }) =>
      // Clocks change by 1e-6 in a second: straight lines of a minute are right to 1e-15 s.
      lines(
        start,
        count,
        Math.max(1, Math.round(60 / dt)),
        (n) => (clocks.deviation(sc, n * dt) + instrument.filterDelay) / dt,
      ),
    rate: (sc, sample) => clocks.rate(sc, sample * dt),
  };
}

function lines(start: number, count: number, step: number, at: (n: number) => number): Float64Array {
  const out = new Float64Array(count);
  for (let from = 0; from < count; from += step) {
    const left = at(start + from);
    const slope = (at(start + from + step) - left) / step;
    for (let n = from; n < Math.min(count, from + step); n++) out[n] = left + slope * (n - from);
  }
  return out;
}

/** The samples of the observation that these samples of barycentric time are interpolated from. */
export function neededFor(shifts: Shifts, range: SampleRange): SampleRange {
  const all = SPACECRAFT.map((sc) => shifts.of(sc, range));
  const least = Math.min(...all.map((shift) => shift.reduce((low, value) => Math.min(low, value))));
  const most = Math.max(...all.map((shift) => shift.reduce((high, value) => Math.max(high, value))));
  const start = range.start + Math.floor(least) - (ORDER - 1) / 2;
  return { start, count: range.start + range.count + Math.floor(most) + (ORDER + 1) / 2 - start };
}

/** Both ranges, and what is between them. */
export function spanOf(a: SampleRange, b: SampleRange): SampleRange {
  const start = Math.min(a.start, b.start);
  return { start, count: Math.max(a.start + a.count, b.start + b.count) - start };
}

/**
 * A variable on barycentric time: samples that a spacecraft's clock timed, which start at `from`, at these instants. What is a
 * frequency against the clock becomes one against barycentric time.
 */
export function onBarycentricTime(
  { values, flags }: FlaggedSamples,
  from: number,
  spacecraft: Spacecraft,
  shifts: Shifts,
  range: SampleRange,
): FlaggedSamples {
  const shift = shifts.of(spacecraft, { start: from, count: values.length });
  const [first, end] = [range.start - from, range.start - from + range.count];
  const shifted = lagrangeShift(values, shift, ORDER).subarray(first, end);
  const scale = 1 + shifts.rate(spacecraft, range.start + range.count / 2);
  return {
    values: shifted.map((value) => value * scale),
    flags: shiftedFlags(flags, shift, ORDER).subarray(first, end),
  };
}

/** Which instants have all that they need between these samples, on all three clocks. */
export function coveredInstants(shifts: Shifts, valid: { readonly start: number; readonly stop: number }): SampleRange {
  const fits = (n: number): boolean => {
    const { start, count } = neededFor(shifts, { start: n, count: 1 });
    return start >= valid.start && start + count <= valid.stop;
  };
  const first = firstWhere(Math.max(0, valid.start - 2 * ORDER), valid.stop, fits);
  let last = valid.stop - 1;
  while (last > first && !fits(last)) last--;
  return { start: first, count: Math.max(0, last - first + 1) };
}

function firstWhere(from: number, until: number, holds: (n: number) => boolean): number {
  for (let n = from; n < until; n++) if (holds(n)) return n;
  return until;
}
