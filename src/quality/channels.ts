import { BadArgumentError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { trendOf } from "./trend.js";

/** What a channel may do. */
export interface ChannelLimits {
  /** Values between which it stays, in its unit. */
  readonly range: readonly [low: number, high: number];
  /** How fast it may drift over the stretch, per hour, either way. */
  readonly driftPerHour: number;
}

/** What a channel did against its limits. */
export interface ChannelState {
  readonly name: string;
  readonly mean: number;
  readonly lowest: number;
  readonly highest: number;
  /** Straight line through the values, per hour, and its standard deviation. */
  readonly driftPerHour: number;
  readonly driftError: number;
  /** Share of the samples beyond the range, from 0 to 1. */
  readonly beyond: number;
  /** Drift over the allowed one, by magnitude, where it is more than chance; else 0. */
  readonly drifting: number;
}

/** A drift below so many standard deviations is chance. */
const CHANCE = 5;

/** Compares a channel with its limits; samples that are no numbers are left out. */
export function channelState(name: string, values: Float64Array, dt: Seconds, limits: ChannelLimits): ChannelState {
  const [low, high] = limits.range;
  if (!(low < high && limits.driftPerHour > 0)) {
    throw new BadArgumentError(
      `limits of ${name}: ${low} to ${high} and ${limits.driftPerHour} per hour; the range rises and the drift is above 0`,
      { name },
    );
  }
  const { rate, rest } = trendOf(values, dt, 1);
  let [count, sum, beyond, power] = [0, 0, 0, 0];
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let n = 0; n < values.length; n++) {
    const value = values[n]!;
    if (!Number.isFinite(value)) continue;
    count++;
    sum += value;
    power += rest[n]! ** 2;
    if (value < low || value > high) beyond++;
    if (value < lowest) lowest = value;
    if (value > highest) highest = value;
  }
  // Of a straight line through n independent values: σ √(12/n)/T. What changes slowly is not independent: values a hundredth of
  // the duration apart are taken for it, at most.
  const independent = Math.min(count, 100);
  const driftError = ((Math.sqrt(power / count) * Math.sqrt(12 / independent)) / (values.length * dt)) * 3600;
  const driftPerHour = rate * 3600;
  const isDrift = Math.abs(driftPerHour) > CHANCE * driftError;
  return {
    name,
    mean: sum / count,
    lowest,
    highest,
    driftPerHour,
    driftError,
    beyond: beyond / count,
    drifting: isDrift ? Math.abs(driftPerHour) / limits.driftPerHour : 0,
  };
}
