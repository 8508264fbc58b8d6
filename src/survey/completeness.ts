import { MOSAS, receiverOf, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Columns } from "../figure/columns.js";
import type { Figure, Mark } from "../figure/figure.js";
import { type ChannelCoverage, coverageOf } from "../quality/coverage.js";
import { type LockPlan, lockedBeatnotes } from "../quality/lock.js";
import { frozenStretches, longestComplete, type Stretch, samplesIn } from "../quality/stretches.js";
import { L1_STREAMS, type Streams, streamsIn } from "./streams.js";

/** How complete an observation is. */
export interface Completeness {
  /** The worst stream's share of samples that are missing or damaged though nobody planned it, in percent. */
  readonly missing: number;
  /** The longest stretch of such samples in any stream, in seconds. */
  readonly longestGap: Seconds;
  /** The planned interruptions of all streams together, in seconds after the start. */
  readonly planned: readonly (readonly [from: Seconds, to: Seconds])[];
  /** What is missing though nobody planned it, likewise. */
  readonly unplanned: readonly (readonly [from: Seconds, to: Seconds])[];
  /** The longest time for which a stream repeats one value, in seconds. */
  readonly longestStandstill: Seconds;
  /** The longest stretch in which every stream that time-delay interferometry needs has a number. */
  readonly usable: Stretch;
  /** What is missing or standing still, and what to do; "" when nothing is. */
  readonly hint: string;
  /** Shares by spacecraft and stream, in percent. */
  readonly table: Columns;
  /** When which stream is there. */
  readonly figure: Figure;
}

/** From how many seconds of one value on a stream stands still: noise never gives so many equal samples. */
const STANDSTILL: Seconds = 10;

/** Looks for what is missing or stands still; `expected` is the duration that the observation should have, in seconds. */
export function completeness(streams: Streams, plan: LockPlan, expected: Seconds): Completeness {
  const { dt } = streams;
  const samples = Math.round(expected / dt);
  const standstill = Math.max(2, Math.round(STANDSTILL / dt));
  const still = new Set(lockedBeatnotes(plan).map(({ readout, mosa }) => `${readout}_carriers ${mosa}`));
  const all = streamsIn(streams).flatMap((stream) =>
    MOSAS.map((mosa): Named => {
      const name = `${stream} ${mosa}`;
      const values = streams[stream]![mosa];
      const flags = streams.flags?.[stream]?.[mosa] ?? new Uint16Array(0);
      const frozen = still.has(name) ? [] : frozenStretches(values, standstill);
      return { stream, spacecraft: receiverOf(mosa), coverage: coverageOf(name, values, flags, samples, dt), frozen };
    }),
  );
  const lost = ({ coverage }: Named): readonly Stretch[] => [
    ...coverage.stretches.missing,
    ...coverage.stretches.corrupt,
  ];
  return {
    missing: 100 * Math.max(...all.map(({ coverage }) => coverage.missing + coverage.corrupt)),
    longestGap: Math.max(...all.map(({ coverage }) => coverage.longestUnplanned)),
    planned: together(
      all.flatMap(({ coverage }) => coverage.stretches.planned),
      dt,
    ),
    unplanned: together(all.flatMap(lost), dt),
    longestStandstill:
      all.flatMap(({ frozen }) => frozen).reduce((most, { start, stop }) => Math.max(most, stop - start), 0) * dt,
    usable: longestComplete(L1_STREAMS.flatMap((stream) => MOSAS.map((mosa) => streams[stream][mosa]))),
    hint: hintOf(all, dt),
    table: tableOf(all),
    figure: availability(all, streams, samples),
  };
}

interface Named {
  readonly stream: string;
  readonly spacecraft: string;
  readonly coverage: ChannelCoverage;
  readonly frozen: readonly Stretch[];
}

/** Stretches of several streams as one: those that touch or overlap are joined. */
function together(stretches: readonly Stretch[], dt: Seconds): [Seconds, Seconds][] {
  const joined: [number, number][] = [];
  for (const { start, stop } of [...stretches].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], stop);
    else joined.push([start, stop]);
  }
  return joined.map(([start, stop]) => [start * dt, stop * dt]);
}

/** Of the two MOSAs of a spacecraft, the one that has less. */
function tableOf(all: readonly Named[]): Columns {
  const names = [...new Set(all.map(({ stream }) => stream))];
  const rows = SPACECRAFT.flatMap((spacecraft) =>
    names.map((stream) => {
      const both = all.filter((one) => one.spacecraft === spacecraft && one.stream === stream);
      const { coverage } = both.reduce((worst, next) => (next.coverage.good < worst.coverage.good ? next : worst));
      return { spacecraft, stream, ...coverage };
    }),
  );
  const percent = (of: "good" | "planned" | "missing" | "corrupt"): number[] =>
    rows.map((row) => Number((100 * row[of]).toFixed(3)));
  return {
    spacecraft: rows.map(({ spacecraft }) => spacecraft),
    stream: rows.map(({ stream }) => stream),
    "good (%)": percent("good"),
    "planned gap (%)": percent("planned"),
    "missing (%)": percent("missing"),
    "damaged (%)": percent("corrupt"),
  };
}

function hintOf(all: readonly Named[], dt: Seconds): string {
  // Streams that lack the same stretches are named together: mostly those of one MOSA, or all.
  const named = new Map<string, string[]>();
  for (const { coverage, frozen } of all) {
    const troubles = [
      described("missing", coverage.stretches.missing, dt),
      described("damaged", coverage.stretches.corrupt, dt),
      described("standing still", frozen, dt),
    ];
    for (const trouble of troubles.filter((text) => text !== "")) {
      named.set(trouble, [...(named.get(trouble) ?? []), coverage.name]);
    }
  }
  if (named.size === 0) return "";
  const lines = [...named].map(([trouble, names]) => `${listed(names, ", ")}: ${trouble}`);
  return `${listed(lines, "; ")}. Ask the ground station for the packets of that time, and see the phase meter's housekeeping; what follows goes around it`;
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
  const absent = ({ coverage: { stretches }, frozen }: Named): readonly Stretch[] => [
    ...[stretches.planned, stretches.missing, stretches.corrupt].flat(),
    ...frozen,
  ];
  for (const { start, stop } of all.flatMap(absent)) {
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
  const spans = (kind: "planned" | "missing" | "corrupt", name: string): Mark[] => {
    const found = together(
      all.flatMap(({ coverage }) => coverage.stretches[kind]),
      dt / 3600,
    );
    return found.length === 0 ? [] : [{ type: "spans", name, axis: "x", spans: found }];
  };
  return {
    title: "Streams that are there and alive",
    x: { label: "Time after the start", unit: "h", scale: "linear" },
    y: { label: "Streams", unit: "", scale: "linear", domain: [0, all.length + 2] },
    marks: [
      { type: "line", name: "there and alive", x, y },
      { type: "rule", name: `all ${all.length}`, axis: "y", at: all.length },
      ...spans("planned", "planned gap"),
      ...spans("missing", "missing"),
      ...spans("corrupt", "damaged"),
    ],
  };
}
