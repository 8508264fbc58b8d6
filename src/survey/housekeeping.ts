import type { Work } from "../core/progress.js";
import type { Columns } from "../figure/columns.js";
import type { Figure } from "../figure/figure.js";
import type { Observation } from "../pipeline/observation.js";
import { type ChannelLimits, type ChannelState, channelState } from "../quality/channels.js";
import { type ChannelCoverage, coverageOf } from "../quality/coverage.js";

/** What channels whose name fits may do. */
export interface ChannelRule extends ChannelLimits {
  /** Of the channel's name without the spacecraft, e.g. /^eh_temperature_/. */
  readonly name: RegExp;
  /** What they are, for people. */
  readonly title: string;
}

/** Limits of the monitors around the test masses: assumed, some times what LISA Pathfinder's did. */
export const MONITOR_RULES: readonly ChannelRule[] = [
  { title: "electrode housing, K", name: /^eh_temperature_/, range: [283, 303], driftPerHour: 0.01 },
  { title: "optical bench, K", name: /^ob_temperature_/, range: [283, 303], driftPerHour: 0.02 },
  { title: "telescope, K", name: /^telescope_temperature_/, range: [258, 298], driftPerHour: 0.1 },
  { title: "magnetic field, T", name: /^magnetic_field_/, range: [-2e-5, 2e-5], driftPerHour: 5e-8 },
  { title: "optical power, W", name: /^fios_power_/, range: [1e-3, 3e-3], driftPerHour: 2e-5 },
  { title: "voltages, V", name: /_voltage$/, range: [24, 32], driftPerHour: 0.5 },
];

/** A monitor in memory. */
export interface Monitor {
  /** "1/eh_temperature_03" */
  readonly name: string;
  readonly rule: ChannelRule;
  readonly unit: string;
  readonly dt: number;
  readonly values: Float64Array;
}

/** The monitors of an observation against their limits. */
export interface Housekeeping {
  readonly monitors: readonly Monitor[];
  /** How many there are; 0 when the observation carries none. */
  readonly count: number;
  /** How many left their range, and the largest drift in parts of the allowed one. */
  readonly beyond: number;
  readonly drifting: number;
  /** The worst share of samples missing though nobody planned it, in percent. */
  readonly missing: number;
  /** What is out of order; "" when nothing is. */
  readonly hint: string;
  /** By spacecraft and kind. */
  readonly table: Columns;
  /** Mean temperature of the electrode housings. */
  readonly figure: Figure;
}

/** Reads the monitors that the observation carries, once, and compares them with `rules`. */
export async function housekeeping(
  observation: Observation,
  rules: readonly ChannelRule[] = MONITOR_RULES,
  work: Work = {},
): Promise<Housekeeping> {
  const wanted = observation.channels.flatMap((name) => {
    const rule = rules.find((one) => one.name.test(name.slice(2)));
    return rule === undefined ? [] : [{ name, rule }];
  });
  const judged: Judged[] = [];
  for (const [index, { name, rule }] of wanted.entries()) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: index / wanted.length, message: name });
    const { values, dt, unit } = await observation.readChannel(name);
    const coverage = coverageOf(name, values, await observation.channelFlags(name), values.length, dt);
    judged.push({ name, rule, unit, dt, values, coverage, state: channelState(name, values, dt, rule) });
  }
  work.onProgress?.({ fraction: 1, message: "read" });
  return {
    monitors: judged,
    count: judged.length,
    beyond: judged.filter(({ state }) => state.beyond > 0).length,
    drifting: judged.reduce((most, { state }) => Math.max(most, state.drifting), 0),
    missing: judged.reduce((most, { coverage }) => Math.max(most, 100 * (coverage.missing + coverage.corrupt)), 0),
    hint: hintOf(judged),
    table: tableOf(judged),
    figure: temperatures(judged),
  };
}

interface Judged extends Monitor {
  readonly coverage: ChannelCoverage;
  readonly state: ChannelState;
}

function hintOf(judged: readonly Judged[]): string {
  const words = judged.flatMap(({ name, unit, state, rule }) => {
    const range = `${rule.range[0]} to ${rule.range[1]} ${unit}`;
    if (state.beyond > 0)
      return [
        `${name} from ${state.lowest.toPrecision(4)} to ${state.highest.toPrecision(4)} ${unit}, beyond ${range}`,
      ];
    return state.drifting > 1 ? [`${name} drifts by ${state.driftPerHour.toPrecision(2)} ${unit}/h`] : [];
  });
  return `${words.slice(0, 3).join("; ")}${words.length > 3 ? ` and ${words.length - 3} more` : ""}`;
}

function tableOf(judged: readonly Judged[]): Columns {
  const groups = new Map<string, Judged[]>();
  for (const one of judged) {
    const key = `${one.name[0]} ${one.rule.title}`;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const rows = [...groups.values()];
  const column = <T>(of: (group: readonly Judged[]) => T): T[] => rows.map(of);
  const extreme = (of: (one: Judged) => number, pick: (...all: number[]) => number): number[] =>
    column((group) => Number(pick(...group.map(of)).toPrecision(6)));
  return {
    spacecraft: column(([first]) => first!.name[0]!),
    monitors: column(([first]) => first!.rule.title),
    channels: column((group) => group.length),
    lowest: extreme(({ state }) => state.lowest, Math.min),
    highest: extreme(({ state }) => state.highest, Math.max),
    "largest drift per hour": extreme(({ state }) => Math.abs(state.driftPerHour), Math.max),
    "good (%)": extreme(({ coverage }) => 100 * coverage.good, Math.min),
  };
}

function temperatures(judged: readonly Judged[]): Figure {
  const spacecraft = [...new Set(judged.map(({ name }) => name[0]!))];
  const marks = spacecraft.flatMap((sc) => {
    const own = judged.filter(({ name }) => name.startsWith(`${sc}/eh_temperature_`));
    const [first] = own;
    if (first === undefined) return [];
    const mean = first.values.map((_, n) => own.reduce((sum, { values }) => sum + values[n]!, 0) / own.length);
    const there = mean.filter(Number.isFinite);
    const middle = there.reduce((sum, value) => sum + value, 0) / there.length;
    const x = mean.map((_, n) => (n * first.dt) / 3600);
    return [{ type: "line" as const, name: `spacecraft ${sc}`, x, y: mean.map((value) => (value - middle) * 1e3) }];
  });
  return {
    title: "Electrode housings: mean temperature, less its mean",
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Temperature", unit: "mK", scale: "linear" },
    marks,
  };
}
