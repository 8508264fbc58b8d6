import { BadArgumentError } from "../core/errors.js";
import type { Verdict } from "../core/verdict.js";

/** Where a measured value stops being fine; all in the value's unit. A limit itself is still fine. */
export interface Limits {
  readonly warnAbove?: number;
  readonly failAbove?: number;
  readonly warnBelow?: number;
  readonly failBelow?: number;
}

/** The limits from the lowest to the highest: each must not be above the next. */
const ORDER = ["failBelow", "warnBelow", "warnAbove", "failAbove"] as const;

/** What a value means: its verdict and, when that isn't Pass, why. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly reason: string;
}

/** Throws when there is no limit at all, or one is not a number, or they are in the wrong order. */
export function assertLimits(name: string, limits: Limits): void {
  const given = ORDER.filter((key) => limits[key] !== undefined);
  if (given.length === 0) {
    throw new BadArgumentError(`check "${name}" has no limit: give at least one of ${ORDER.join(", ")}`, { name });
  }
  for (const key of given) {
    if (!Number.isFinite(limits[key])) {
      throw new BadArgumentError(`check "${name}": ${key} is ${String(limits[key])}, not a number`, { name, key });
    }
  }
  for (let i = 1; i < given.length; i++) {
    const [low, high] = [given[i - 1]!, given[i]!];
    if (limits[low]! > limits[high]!) {
      throw new BadArgumentError(
        `check "${name}": ${low} (${limits[low]}) is above ${high} (${limits[high]}); swap them`,
        { name, low, high },
      );
    }
  }
}

/** Judges `value` (in `unit`): what is not a finite number could not be measured and is an Error, never a Pass. */
export function judge(value: number | null | undefined, unit: string, limits: Limits): Judgement {
  if (typeof value !== "number" || !Number.isFinite(value)) {
    return { verdict: "Error", reason: `the value could not be measured: it is ${String(value)}` };
  }
  const crossed =
    crossing("Fail", value, unit, limits.failBelow, limits.failAbove) ??
    crossing("Warn", value, unit, limits.warnBelow, limits.warnAbove);
  return crossed ?? { verdict: "Pass", reason: "" };
}

function crossing(
  verdict: Verdict,
  value: number,
  unit: string,
  below: number | undefined,
  above: number | undefined,
): Judgement | undefined {
  if (above !== undefined && value > above) {
    return { verdict, reason: `${quantity(value, unit)} is above ${quantity(above, unit)}` };
  }
  if (below !== undefined && value < below) {
    return { verdict, reason: `${quantity(value, unit)} is below ${quantity(below, unit)}` };
  }
  return undefined;
}

/** The limits in words: "warn above -6 dB, fail above 0 dB", "warn outside 4 to 6 MHz". */
export function describe(limits: Limits, unit: string): string {
  const { warnBelow, warnAbove, failBelow, failAbove } = limits;
  const parts = [spoken("warn", warnBelow, warnAbove, unit), spoken("fail", failBelow, failAbove, unit)];
  return parts.filter((part) => part !== "").join(", ");
}

function spoken(verdict: string, below: number | undefined, above: number | undefined, unit: string): string {
  if (below !== undefined && above !== undefined) {
    return `${verdict} outside ${quantity(below, "")} to ${quantity(above, unit)}`;
  }
  if (below !== undefined) return `${verdict} below ${quantity(below, unit)}`;
  return above === undefined ? "" : `${verdict} above ${quantity(above, unit)}`;
}

/** A number with its unit, in at most six significant digits: "12.3457 MHz". */
export function quantity(value: number, unit: string): string {
  const digits = String(Number(value.toPrecision(6)));
  return unit === "" ? digits : `${digits} ${unit}`;
}
