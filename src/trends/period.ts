import { BadArgumentError } from "../core/errors.js";
import { FEWEST_VALUES } from "../quality/baseline.js";
import type { Release } from "../runs/measures.js";

/**
 * Which runs say what is usual: those of a time, both ends included (ms since 1970 UTC); those after the last change of version; or the
 * first ones of all.
 */
export type BaselinePeriod = { readonly from: number; readonly to: number } | "release" | "first";

/** Runs that a baseline without an end of its own takes at most. */
export const BASELINE_RUNS = 20;

const DAY = 86_400_000;

/**
 * A period as people write it: "2037-01-01..2037-01-31" (UTC, days or moments, both ends included), "release" or "first".
 * @throws BadArgumentError for anything else
 */
export function baselinePeriod(text: string): BaselinePeriod {
  if (text === "release" || text === "first") return text;
  const [from, to, ...more] = text.split("..");
  if (from === undefined || to === undefined || more.length > 0) {
    throw new BadArgumentError(
      `A baseline is "${text}"; give FROM..TO, such as 2037-01-01..2037-01-31, or release, or first.`,
      { text },
    );
  }
  const period = { from: moment(from), to: moment(to) + (isDay(to) ? DAY - 1 : 0) };
  if (period.from < period.to) return period;
  throw new BadArgumentError(`A baseline from ${from} to ${to} ends before it begins.`, { text });
}

/** A day or a moment, UTC, as ms since 1970. @throws BadArgumentError */
export function moment(text: string): number {
  const isMoment = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?Z?)?$/.test(text);
  const ms = Date.parse(isDay(text) || text.endsWith("Z") ? text : `${text}Z`);
  // JavaScript takes the 31st of February for the 3rd of March.
  if (isMoment && !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text.slice(0, 10))) return ms;
  throw new BadArgumentError(`"${text}" is no day like 2037-01-31 and no moment like 2037-01-31T06:00.`, { text });
}

function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text);
}

/** Where a baseline lies among runs at these times, end excluded; null where too few of them are in it. */
export function baselineRange(
  times: Float64Array,
  period: BaselinePeriod,
  releases: readonly Release[],
): readonly [begin: number, end: number] | null {
  const [begin, end] = typeof period === "object" ? ofTime(times, period) : ofFirst(times, period, releases);
  return end - begin < FEWEST_VALUES ? null : [begin, end];
}

function ofTime(times: Float64Array, { from, to }: { readonly from: number; readonly to: number }): [number, number] {
  return [firstFrom(times, (time) => time >= from), firstFrom(times, (time) => time > to)];
}

/** The latest run is judged by those before it. */
function ofFirst(times: Float64Array, period: string, releases: readonly Release[]): [number, number] {
  const since = period === "release" ? (releases.at(-1)?.at ?? Number.NEGATIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const begin = firstFrom(times, (time) => time >= since);
  return [begin, Math.min(begin + BASELINE_RUNS, times.length - 1)];
}

function firstFrom(times: Float64Array, holds: (time: number) => boolean): number {
  const found = times.findIndex(holds);
  return found < 0 ? times.length : found;
}
