import type { Seconds } from "../core/units.js";
import { type NoiseModels, type Spectrogram, STRETCH, spectrogram, type TdiSeries } from "./merger-spectrogram.js";
import { mergerTracks, type Track, timeToMerger } from "./merger-tracks.js";

/** Something that may be the merger of a massive binary. */
export interface MergerCandidate {
  /** When it merges (s, as the series' times), and the step between times that were tried. */
  readonly time: Seconds;
  readonly timeStep: Seconds;
  /** Redshifted, in solar masses, within 15 per cent of steps and what the leading order leaves out. */
  readonly chirpMass: number;
  /** Power along the track over what noise has there, in its standard deviations. */
  readonly significance: number;
  /** The same of T below 3 mHz, where gravitational waves leave it silent. */
  readonly nullSignificance: number;
  /** Part of the excess that is in the loudest stretch and its neighbours, and the part that a merger would have there. */
  readonly concentration: number;
  readonly expectedConcentration: number;
  /** A glitch speaks in T, too; a burst is over within a stretch where a merger would have come slowly. */
  readonly kind: "merger" | "burst" | "glitch";
}

/** How candidates are taken. */
export interface DetectorOptions {
  /** Least significance; 8 by default, which noise alone does not reach in months: `test/bench/science-mergers.mjs` counts. */
  readonly threshold?: number;
  /** Mergers are looked for between these times (s); by default from the first stretch to a month after the last. */
  readonly from?: Seconds;
  readonly to?: Seconds;
  readonly most?: number;
}

/** Power of one cell counts so far, that no single one makes a candidate. */
const CLIP = 40;
const MONTH = 30 * 86_400;
/** Where T is silent of waves (Hz). */
const SILENT = 3e-3;

/** Mergers by excess power along chirps in a spectrogram, the loudest first, each without what those before it explain. */
export function detectMergers(
  series: TdiSeries,
  noise: NoiseModels,
  options: DetectorOptions = {},
): readonly MergerCandidate[] {
  return mergersIn(spectrogram(series, noise, { length: STRETCH }), noise, options);
}

/** The same in a spectrogram. */
export function mergersIn(
  map: Spectrogram,
  noise: NoiseModels,
  { threshold = 8, from = map.start, to = map.start + map.rows * map.step + MONTH, most = 20 }: DetectorOptions = {},
): readonly MergerCandidate[] {
  const tracks = mergerTracks(map, noise);
  const power = map.power.map((value) => Math.min(value, CLIP));
  const rows = [from, to].map((t) => Math.round((t - map.start) / map.step)) as [number, number];
  const found: MergerCandidate[] = [];
  while (found.length < most) {
    const best = loudest({ ...map, power }, tracks, rows);
    if (best === undefined || best.value < threshold) break;
    found.push(described({ ...map, power }, best));
    forget(map, power, best);
  }
  return found;
}

interface Place {
  readonly track: Track;
  readonly row: number;
  readonly value: number;
}

function loudest(map: Spectrogram, tracks: readonly Track[], [from, to]: readonly [number, number]): Place | undefined {
  let best: Place | undefined;
  for (const track of tracks) {
    for (let row = from - 2; row <= to; row++) {
      const value = along(map, map.power, track, row, 2);
      if (best === undefined || value > best.value) best = { track, row, value };
    }
  }
  return best;
}

/** Σ w (P − mean) over its standard deviation in noise, (mean Σ w²)^½, of the cells that there are. */
function along(
  { rows, bins }: Spectrogram,
  power: Float64Array,
  track: Track,
  last: number,
  mean: number,
  highest = bins,
): number {
  let [sum, squares] = [0, 0];
  for (let n = 0; n < track.rows.length; n++) {
    const row = last + track.rows[n];
    if (row < 0 || row >= rows || track.bins[n] >= highest) continue;
    const weight = track.weights[n];
    sum += weight * (power[row * bins + track.bins[n]] - mean);
    squares += weight * weight;
  }
  return squares > 0 ? sum / Math.sqrt(mean * squares) : 0;
}

function described(map: Spectrogram, { track, row, value }: Place): MergerCandidate {
  const highest = Math.round(SILENT / map.df) - map.first;
  const nullSignificance = along(map, map.silent, track, row, 1, highest);
  const shares = concentrations(map, track, row);
  const isGlitch = nullSignificance > Math.max(6, value / 5);
  const isBurst = shares.found > 0.9 && shares.expected < 0.8;
  return {
    time: map.start + row * map.step + track.offset,
    timeStep: map.step / 4,
    chirpMass: track.chirpMass,
    significance: value,
    nullSignificance,
    concentration: shares.found,
    expectedConcentration: shares.expected,
    kind: isGlitch ? "glitch" : isBurst ? "burst" : "merger",
  };
}

/** Parts of the weighted excess, and of what is expected, in the loudest row with its two neighbours. */
function concentrations(map: Spectrogram, track: Track, last: number): { found: number; expected: number } {
  const [excess, expected] = [new Map<number, number>(), new Map<number, number>()];
  const add = (to: Map<number, number>, row: number, value: number): void => {
    to.set(row, (to.get(row) ?? 0) + value);
  };
  track.rows.forEach((before, n) => {
    const row = last + before;
    if (row < 0 || row >= map.rows) return;
    add(excess, row, track.weights[n] * (map.power[row * map.bins + track.bins[n]] - 2));
    add(expected, row, track.weights[n] ** 2);
  });
  const [loud] = [...excess].reduce((best, one) => (one[1] > best[1] ? one : best), [0, Number.NEGATIVE_INFINITY]);
  const share = (of: Map<number, number>): number => {
    const values = [...of].map(([row, value]) => [row, Math.max(0, value)] as const);
    const all = values.reduce((sum, [, value]) => sum + value, 0);
    return values.reduce((sum, [row, value]) => sum + (Math.abs(row - loud) <= 1 ? value : 0), 0) / all;
  };
  return { found: share(excess), expected: share(expected) };
}

/** Takes out what lies along a track, and some bins on both sides of it. */
function forget(map: Spectrogram, power: Float64Array, { track, row: last }: Place): void {
  const merger = last * map.step + track.offset;
  for (let row = 0; row < map.rows; row++) {
    const [begin, end] = [merger - row * map.step, merger - row * map.step - map.length];
    if (begin < -map.length) continue;
    // The merger itself is all over the band, and seen in the neighbours of its stretches.
    if (end < map.step) power.fill(2, row * map.bins, (row + 1) * map.bins);
    const low = frequencyBefore(track.chirpMass, begin) / 1.25;
    const high = end > 0 ? frequencyBefore(track.chirpMass, end) * 1.25 : Number.POSITIVE_INFINITY;
    const from = Math.max(0, Math.floor(low / map.df) - map.first - 3);
    const to = Math.min(map.bins, Math.ceil(high / map.df) - map.first + 4);
    for (let k = from; k < to; k++) power[row * map.bins + k] = 2;
  }
}

function frequencyBefore(chirpMass: number, before: Seconds): number {
  return before > 0 ? (timeToMerger(chirpMass, 1) / before) ** (3 / 8) : 0;
}
