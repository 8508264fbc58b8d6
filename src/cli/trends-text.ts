import type { CheckTrend } from "../trends/history.js";
import type { Trend } from "../trends/trend.js";
import { type Paper, printable, tableText } from "./table.js";

/** Values that are shown as bars, and the narrowest paper that has room for them. */
const BARS = 16;
const WIDE = 120;
const HEIGHTS = "▁▂▃▄▅▆▇█";
/** Standard deviations that the highest bar stands for, as the lowest does below. */
const TALLEST = 4;

/** Each check in a line: its last value, what is usual, and since when it has changed. */
export function trendsTable(trends: readonly CheckTrend[], since: number | undefined, paper: Paper): string {
  const isWide = paper.width >= WIDE;
  const runbooks = [...new Set(trends.map(({ runbook }) => runbook))];
  const head = ["CHECK", "STATE", "LAST", "MEAN", "SIGMA", "BASELINE", "SINCE", ...(isWide ? ["LAST RUNS"] : [])];
  return runbooks
    .map((name) => {
      const own = trends.filter(({ runbook }) => runbook === name);
      const rows = own.map((one) => rowOf(one, isWide, since));
      return `${printable(name)}\n${tableText([head, ...rows], { elastic: 0, status: 1 }, paper)}\n${wordsOf(own)}`;
    })
    .join("\n\n");
}

function rowOf({ check, unit, last, trend }: CheckTrend, isWide: boolean, since: number | undefined): string[] {
  const { limits, out } = trend;
  return [
    check,
    limits === null ? "-" : out.length === 0 ? "usual" : "changed",
    `${digits(last.value)} ${unit}`.trimEnd(),
    limits === null ? "-" : digits(limits.mean),
    limits === null ? "-" : digits(limits.sigma),
    limits === null ? "-" : `${limits.count}, ${day(limits.from)} to ${day(limits.to)}`,
    out.length === 0 ? "" : day(out[0]!.at),
    ...(isWide ? [bars(trend, since)] : []),
  ];
}

/** What the table has no room for. */
function wordsOf(trends: readonly CheckTrend[]): string {
  const changed = trends.flatMap(({ check, since, trend: { out, distance } }) => {
    if (out.length === 0) return [];
    const far =
      distance === null ? "the baseline is the same value always" : `now ${distance.toFixed(1)} sigma from the mean`;
    return [`${check}: since ${since!} by ${out.map(({ by }) => by).join(", ")}; ${far}`];
  });
  const outliers = trends.flatMap(({ check, trend: { limits } }) =>
    limits === null || limits.outliers === 0
      ? []
      : [`${check}: ${limits.outliers} of the baseline left out as outliers`],
  );
  const others = trends.flatMap(({ check, unit, others: count }) =>
    count === 0
      ? []
      : [`${check}: ${count} earlier values are not in ${unit === "" ? "this unit" : unit} and are left out`],
  );
  const few = trends.filter(({ trend: { limits } }) => limits === null).length;
  const without = few === 0 ? [] : [`${few} without limits: a baseline takes 8 runs on different data, and one more`];
  const releases = trends[0]!.trend.releases
    .slice(-1)
    .map(({ at, version, software }) => `last change of version: ${day(at)} to ${version}, lisalab ${software}`);
  const lines = [...changed, ...outliers, ...others, ...without, ...releases];
  return lines.length === 0 ? "nothing has changed" : printable(lines.join("\n"));
}

/** The last values as bars: around the mean in standard deviations, or from the lowest to the highest. */
function bars({ times, values, limits }: Trend, since: number | undefined): string {
  const shown = values.filter((_, index) => since === undefined || times[index]! >= since).slice(-BARS);
  const [low, high] =
    limits !== null && limits.sigma > 0
      ? [limits.mean - TALLEST * limits.sigma, limits.mean + TALLEST * limits.sigma]
      : [Math.min(...shown), Math.max(...shown)];
  const highest = HEIGHTS.length - 1;
  return Array.from(shown, (value) => {
    const height = high > low ? Math.round(((value - low) / (high - low)) * highest) : highest >> 1;
    return HEIGHTS[Math.max(0, Math.min(highest, height))]!;
  }).join("");
}

/** Trends for programs; `withPoints` also every value. */
export function trendsJson(trends: readonly CheckTrend[], withPoints: boolean, since = 0): unknown {
  return trends.map(({ runbook, check, unit, others, last, since: changed, trend }) => {
    const { limits, out, distance, releases, times, values } = trend;
    const points = Array.from(times, (at, index) => ({ at: iso(at), value: values[index]! }));
    return {
      runbook,
      check,
      unit,
      inOtherUnits: others,
      last: { ...last, at: iso(last.at) },
      baseline: limits && { ...limits, from: iso(limits.from), to: iso(limits.to) },
      distance,
      changed: out.map(({ by, at }) => ({ by, since: iso(at) })),
      changedSince: changed,
      releases: releases.map((release) => ({ ...release, at: iso(release.at) })),
      ...(withPoints && { points: points.filter((_, index) => times[index]! >= since) }),
    };
  });
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}

function day(ms: number): string {
  return iso(ms).slice(0, 10);
}

function digits(value: number): string {
  return String(Number(value.toPrecision(4)));
}
