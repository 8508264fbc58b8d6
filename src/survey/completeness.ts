import type { Seconds } from "../core/units.js";
import type { Figure } from "../figure/figure.js";
import { type LockPlan, lockedBeatnotes } from "../quality/lock.js";
import { longestComplete, type StreamHealth, type Stretch, samplesIn, streamHealth } from "../quality/stretches.js";
import { namedArrays, type Streams } from "./streams.js";

/** How complete an observation is. */
export interface Completeness {
  /** The worst stream's share of missing samples, in percent. */
  readonly missing: number;
  /** The longest stretch without a number in any stream, in seconds. */
  readonly longestGap: Seconds;
  /** The longest time for which a stream repeats one value, in seconds. */
  readonly longestStandstill: Seconds;
  /** The longest stretch in which every stream has a number. */
  readonly usable: Stretch;
  /** What is missing or standing still, and what to do; "" when nothing is. */
  readonly hint: string;
  /** When which stream is there. */
  readonly figure: Figure;
}

/** From how many seconds of one value on a stream stands still: noise never gives so many equal samples. */
const STANDSTILL: Seconds = 10;

/** Looks for what is missing or stands still; `expected` is the duration that the observation should have, in seconds. */
export function completeness(streams: Streams, plan: LockPlan, expected: Seconds): Completeness {
  const samples = Math.round(expected / streams.dt);
  const standstill = Math.max(2, Math.round(STANDSTILL / streams.dt));
  const still = new Set(lockedBeatnotes(plan).map(({ readout, mosa }) => `${readout}_carriers ${mosa}`));
  const all = namedArrays(streams).map(({ name, values }) => ({
    name,
    health: streamHealth(values, samples, still.has(name) ? Number.POSITIVE_INFINITY : standstill),
  }));
  const longest = (of: (health: StreamHealth) => readonly Stretch[]): Seconds =>
    all.flatMap(({ health }) => of(health)).reduce((most, { start, stop }) => Math.max(most, stop - start), 0) *
    streams.dt;
  return {
    missing: 100 * Math.max(...all.map(({ health }) => health.missingFraction)),
    longestGap: longest((health) => health.missing),
    longestStandstill: longest((health) => health.frozen),
    usable: longestComplete(namedArrays(streams).map(({ values }) => values)),
    hint: hintOf(all, streams.dt),
    figure: availability(all, streams, samples),
  };
}

interface Named {
  readonly name: string;
  readonly health: StreamHealth;
}

function hintOf(all: readonly Named[], dt: Seconds): string {
  // Streams that lack the same stretches are named together: mostly those of one MOSA, or all.
  const named = new Map<string, string[]>();
  for (const { name, health } of all) {
    const troubles = [described("missing", health.missing, dt), described("standing still", health.frozen, dt)];
    for (const trouble of troubles.filter((text) => text !== "")) {
      named.set(trouble, [...(named.get(trouble) ?? []), name]);
    }
  }
  if (named.size === 0) return "";
  const lines = [...named].map(([trouble, names]) => `${listed(names, ", ")}: ${trouble}`);
  return `${listed(lines, "; ")}. Ask the ground station for the packets of that time, and see the phase meter's housekeeping; what follows uses the longest complete stretch only`;
}

function described(what: string, stretches: readonly Stretch[], dt: Seconds): string {
  const [first] = stretches;
  if (first === undefined) return "";
  const count = stretches.length === 1 ? "1 stretch" : `${stretches.length} stretches`;
  const seconds = (samples: number): string => `${Number((samples * dt).toPrecision(9))} s`;
  return `${seconds(samplesIn(stretches))} in ${count} ${what}, first ${seconds(first.start)} after the start`;
}

function listed(texts: readonly string[], separator: string): string {
  const more = texts.length > 3 ? ` and ${texts.length - 3} more` : "";
  return `${texts.slice(0, 3).join(separator)}${more}`;
}

/** How many streams are there, as time goes on: a gap in one of them lowers the curve for as long as it lasts. */
function availability(all: readonly Named[], { dt }: Streams, samples: number): Figure {
  // How many streams come back less those that go, by sample.
  const changes = new Map([
    [0, 0],
    [samples, 0],
  ]);
  const change = (at: number, by: number): unknown => changes.set(at, (changes.get(at) ?? 0) + by);
  for (const { start, stop } of all.flatMap(({ health }) => [...health.missing, ...health.frozen])) {
    change(start, -1);
    change(stop, 1);
  }
  const edges = [...changes].sort(([a], [b]) => a - b);
  const x: number[] = [];
  const y: number[] = [];
  let present = all.length;
  edges.slice(1).forEach(([stop], index) => {
    const [start, by] = edges[index]!;
    present += by;
    x.push((start * dt) / 3600, (stop * dt) / 3600);
    y.push(present, present);
  });
  return {
    title: "Streams that are there and alive",
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Streams", unit: "", scale: "linear", domain: [0, all.length + 2] },
    marks: [
      { type: "line", name: "there and alive", x, y },
      { type: "rule", name: `all ${all.length}`, axis: "y", at: all.length },
    ],
  };
}
