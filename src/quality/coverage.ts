import { FLAGS, type FlagSeries } from "../core/flags.js";
import type { Seconds } from "../core/units.js";
import { type Stretch, stretchesWhere } from "./stretches.js";

/** Why samples are not there: as planned, not received, or received damaged. */
export type FlagKind = "planned" | "missing" | "corrupt";

/** What is there of one channel. */
export interface ChannelCoverage {
  readonly name: string;
  /** Shares of the samples that should be there, from 0 to 1. */
  readonly good: number;
  readonly planned: number;
  readonly missing: number;
  readonly corrupt: number;
  /** The stretches of each kind, in samples, in order. */
  readonly stretches: Readonly<Record<FlagKind, readonly Stretch[]>>;
  /** The longest stretch that nobody planned. */
  readonly longestUnplanned: Seconds;
}

/**
 * What the flags say of a channel that should have `expected` samples, `dt` apart: a planned interruption comes before all else,
 * then damage, then what is missing, flagged or without a number. What a channel lacks at its end is missing.
 */
export function coverageOf(
  name: string,
  values: Float64Array,
  flags: FlagSeries,
  expected: number,
  dt: Seconds,
): ChannelCoverage {
  const length = Math.max(expected, values.length);
  const kinds = kindsOf(values, flags, length);
  const whole = kinds.every((kind) => kind === GOOD);
  const found = (...wanted: FlagKind[]): Stretch[] => {
    const codes = wanted.map((kind) => KINDS.indexOf(kind));
    return whole ? [] : stretchesWhere(length, (index) => codes.includes(kinds[index]!), 1);
  };
  const stretches = { planned: found("planned"), missing: found("missing"), corrupt: found("corrupt") };
  const share = (kind: FlagKind): number =>
    stretches[kind].reduce((sum, { start, stop }) => sum + stop - start, 0) / length;
  const unplanned = found("missing", "corrupt");
  const [planned, missing, corrupt] = [share("planned"), share("missing"), share("corrupt")];
  return {
    name,
    good: 1 - planned - missing - corrupt,
    planned,
    missing,
    corrupt,
    stretches,
    longestUnplanned: unplanned.reduce((most, { start, stop }) => Math.max(most, stop - start), 0) * dt,
  };
}

const KINDS: readonly FlagKind[] = ["planned", "missing", "corrupt"];
/** In place of a kind's number, of samples that are there. */
const GOOD = 255;

/** What each sample is, by its number in `KINDS`. */
function kindsOf(values: Float64Array, flags: FlagSeries, length: number): Uint8Array {
  const kinds = new Uint8Array(length).fill(KINDS.indexOf("missing"));
  for (let n = 0; n < values.length; n++) {
    const bits = flags[n] ?? 0;
    if ((bits & FLAGS.gap) !== 0) kinds[n] = KINDS.indexOf("planned");
    else if ((bits & FLAGS.corrupt) !== 0) kinds[n] = KINDS.indexOf("corrupt");
    else if ((bits & FLAGS.missing) === 0 && Number.isFinite(values[n])) kinds[n] = GOOD;
  }
  for (let n = values.length; n < length; n++) {
    if (((flags[n] ?? 0) & FLAGS.gap) !== 0) kinds[n] = KINDS.indexOf("planned");
  }
  return kinds;
}
