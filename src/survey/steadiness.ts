import { SPACECRAFT } from "../core/mosa.js";
import type { Figure, Mark } from "../figure/figure.js";
import { baselineOf, FEWEST_VALUES } from "../quality/baseline.js";
import { controlCharts } from "../quality/charts.js";
import { type BrickSurvey, JUDGED, type Judged } from "./brick.js";

/** How far something moved, and in words what. */
export interface Moved {
  readonly value: number;
  readonly words: string;
}

/** The levels of A, E and T over the files, piece by piece, with control charts. */
export interface Levels {
  /** The largest change of a file's level against the first half's that a control chart confirms (dB); 0 when none does. */
  readonly change: Moved;
  /** How many pieces were compared, and whether these are enough for limits. */
  readonly pieces: number;
  readonly judged: boolean;
  readonly figure: Figure;
}

/** A chart confirms a change of a file when that part of its pieces is beyond its limits. */
const CONFIRMED = 0.5;

/** Looks for changes of level: the first half of all pieces says what is usual. */
export function levelsOver(bricks: readonly BrickSurvey[]): Levels {
  const charted = JUDGED.map((name) => chartedOf(bricks, name));
  const [largest] = charted.flatMap(({ changes }) => changes).sort((a, b) => b.value - a.value);
  return {
    change: largest ?? { value: 0, words: "" },
    pieces: Math.min(...charted.map(({ values }) => values.length)),
    judged: charted.every(({ isJudged }) => isJudged),
    figure: {
      title: "Levels over their models, 3 to 25 mHz",
      x: { label: "Time after the first sample", unit: "d", scale: "linear" },
      y: { label: "Level", unit: "dB", scale: "linear" },
      marks: charted.map(({ name, times, values }): Mark => ({ type: "line", name, x: times, y: values })),
    },
  };
}

interface Charted {
  readonly name: Judged;
  readonly times: Float64Array;
  readonly values: Float64Array;
  readonly isJudged: boolean;
  readonly changes: readonly Moved[];
}

function chartedOf(bricks: readonly BrickSurvey[], name: Judged): Charted {
  const begin = bricks[0]!.start;
  const points = bricks.flatMap((brick) =>
    brick.pieces.map(({ time, levels }) => ({
      brick,
      day: (brick.start + time - begin) / 86_400,
      level: levels[name],
    })),
  );
  const there = points.filter(({ level }) => Number.isFinite(level));
  const values = Float64Array.from(there, ({ level }) => level);
  const times = Float64Array.from(there, ({ day }) => day);
  const first = values.length >> 1;
  if (first < FEWEST_VALUES) return { name, times, values, isJudged: false, changes: [] };
  const baseline = baselineOf(values.subarray(0, first));
  const { signals } = controlCharts(values, baseline);
  const beyond = new Set(signals.flatMap(({ index }) => (index >= first ? [index] : [])));
  const changes = bricks.flatMap((brick): Moved[] => {
    const own = there.flatMap((point, index) => (point.brick === brick ? [index] : []));
    const signalled = own.filter((index) => beyond.has(index)).length;
    if (own.length === 0 || signalled < CONFIRMED * own.length) return [];
    const level = own.reduce((sum, index) => sum + values[index]!, 0) / own.length - baseline.mean;
    const sign = level > 0 ? "+" : "−";
    return [{ value: Math.abs(level), words: `${name} on ${brick.name}: ${sign}${Math.abs(level).toFixed(2)} dB` }];
  });
  return { name, times, values, isJudged: true, changes };
}

/** Fewer files with findings say nothing of a drift. */
const FEWEST_FINDINGS = 3;

/**
 * The tilt-to-length coefficient of a file that is farthest from the mean of all others', in standard deviations; null when too few
 * files say.
 */
export function tiltChange(bricks: readonly BrickSurvey[]): Moved | null {
  const told = bricks.flatMap(({ name, findings }) => (findings.tilt === null ? [] : [{ name, tilt: findings.tilt }]));
  if (told.length < FEWEST_FINDINGS) return null;
  const all = Object.keys(told[0]!.tilt).flatMap((coefficient) =>
    told.map(({ name, tilt }): Moved => {
      const others = told.filter((one) => one.name !== name).map((one) => one.tilt[coefficient]!);
      const weights = others.map(({ sigma }) => 1 / sigma ** 2);
      const weight = weights.reduce((sum, one) => sum + one, 0);
      const mean = others.reduce((sum, { value }, k) => sum + value * weights[k]!, 0) / weight;
      const { value, sigma } = tilt[coefficient]!;
      const distance = Math.abs(value - mean) / Math.hypot(sigma, 1 / Math.sqrt(weight));
      const words = `${coefficient} on ${name}: ${(value * 1e3).toFixed(3)} mm/rad, else ${(mean * 1e3).toFixed(3)}`;
      return { value: distance, words };
    }),
  );
  return all.filter(({ value }) => Number.isFinite(value)).sort((a, b) => b.value - a.value)[0] ?? null;
}

/**
 * By how much a clock leaves the parabola through its three last readings (µs), against the mean of the three clocks, which alone
 * is known no better than by radio; null when fewer than four files in a row say.
 */
export function clockChange(bricks: readonly BrickSurvey[]): Moved | null {
  const moves = bricks.slice(3).flatMap((brick, k): Moved[] => {
    const four = bricks.slice(k, k + 4);
    const step = four[1]!.start - four[0]!.start;
    const even = four.every(({ start }, n) => Math.abs(start - four[0]!.start - n * step) < 0.01 * step);
    if (!even) return [];
    return SPACECRAFT.flatMap((sc) => {
      const [a, b, c, d] = four.map(({ findings: { clocks } }) =>
        clocks === null ? Number.NaN : clocks[sc] - (clocks["1"] + clocks["2"] + clocks["3"]) / 3,
      ) as [number, number, number, number];
      const value = Math.abs(d - 3 * c + 3 * b - a) * 1e6;
      return Number.isFinite(value) ? [{ value, words: `clock ${sc} on ${brick.name}` }] : [];
    });
  });
  return moves.sort((a, b) => b.value - a.value)[0] ?? null;
}
