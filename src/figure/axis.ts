import type { Axis } from "./figure.js";
import { axisLabel, decadeLabel } from "./label.js";

/** A tick with its label; "" for one without. */
export interface Tick {
  readonly at: number;
  readonly label: string;
}

/** An axis ready to be drawn. */
export interface PlannedAxis {
  /** Label with unit and, on a linear axis of very large or small numbers, their common power of ten. */
  readonly label: string;
  /** Label with unit alone. */
  readonly plainLabel: string;
  readonly scale: "linear" | "log";
  readonly domain: readonly [number, number];
  readonly ticks: readonly Tick[];
}

/** More labelled decades than this are thinned out. */
const MOST_DECADES = 9;

/** Settles what `axis` shows of `extent`, the range of the data; `tight` leaves no margin. */
export function planAxis(axis: Axis, extent: readonly [number, number], tight: boolean): PlannedAxis {
  const domain = axis.domain ?? (axis.scale === "log" ? logDomain(extent, tight) : linearDomain(extent, tight));
  const plainLabel = axisLabel(axis.label, axis.unit);
  if (axis.ticks === "none") return { label: plainLabel, plainLabel, scale: axis.scale, domain, ticks: [] };
  if (axis.scale === "log") return { label: plainLabel, plainLabel, scale: "log", domain, ticks: logTicks(domain) };
  const power = commonPower(domain);
  const unit = power === 0 ? axis.unit : `${decadeLabel(power)} ${axis.unit}`.trim();
  const label = axisLabel(axis.label, unit);
  return { label, plainLabel, scale: "linear", domain, ticks: linearTicks(domain, power) };
}

function logDomain([low, high]: readonly [number, number], tight: boolean): readonly [number, number] {
  if (low === high) return [low / 10, high * 10];
  if (tight) return [low, high];
  const decades = Math.log10(high / low);
  if (decades > 1.5) return [10 ** Math.floor(Math.log10(low)), 10 ** Math.ceil(Math.log10(high))];
  const margin = 10 ** (0.05 * decades);
  return [low / margin, high * margin];
}

function linearDomain([low, high]: readonly [number, number], tight: boolean): readonly [number, number] {
  if (low === high) {
    const half = low === 0 ? 1 : Math.abs(low) * 0.1;
    return [low - half, high + half];
  }
  const margin = tight ? 0 : 0.06 * (high - low);
  return [low - margin, high + margin];
}

/** Decades with labels, and within less than two decades also 2 and 5; the rest of 2…9 as bare ticks. */
function logTicks([low, high]: readonly [number, number]): readonly Tick[] {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const decades = Math.log10(high / low);
  const every = Math.ceil(decades / MOST_DECADES);
  const ticks: Tick[] = [];
  for (let exponent = first; exponent <= last; exponent++) {
    const base = Number(`1e${exponent}`);
    ticks.push({ at: base, label: exponent % every === 0 ? decadeLabel(exponent) : "" });
    if (every > 1) continue;
    for (let digit = 2; digit <= 9; digit++) {
      const labelled = decades < 2 && (digit === 2 || digit === 5);
      ticks.push({ at: digit * base, label: labelled ? `${digit}·${decadeLabel(exponent)}` : "" });
    }
  }
  return ticks.filter(({ at }) => at >= low * (1 - 1e-12) && at <= high * (1 + 1e-12));
}

/** The power of ten put into the label so that ticks stay short; 0 when they are short anyway. */
function commonPower([low, high]: readonly [number, number]): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (size === 0) return 0;
  const power = 3 * Math.floor(Math.log10(size) / 3);
  return power >= 6 || power <= -3 ? power : 0;
}

/** A step is taken from this part of it on: 5 and 2 are further from 2 and 1 than 10 from 5. */
const ROUNDING = 0.7;

/** About six ticks at multiples of 1, 2 or 5 times a power of ten. */
function linearTicks([low, high]: readonly [number, number], power: number): readonly Tick[] {
  const rough = (high - low) / 6;
  const base = 10 ** Math.floor(Math.log10(rough));
  const step = base * ([10, 5, 2, 1].find((factor) => rough >= base * factor * ROUNDING) ?? 1);
  const digits = Math.max(0, -Math.floor(Math.log10(step) - power + 1e-9));
  const ticks: Tick[] = [];
  for (let index = Math.ceil(low / step - 1e-9); index * step <= high + 1e-9 * step; index++)
    ticks.push({ at: index * step, label: linearLabel((index * step) / 10 ** power, digits) });
  return ticks;
}

function linearLabel(value: number, digits: number): string {
  return value
    .toFixed(digits)
    .replace(/^-(?=0(\.0*)?$)/, "")
    .replace(/^-/, "−");
}
