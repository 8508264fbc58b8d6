import type { Hertz, Seconds } from "../core/units.js";
import { SOLAR_TIME } from "../response/chirp.js";
import type { NoiseModels, Spectrogram } from "./merger-spectrogram.js";

/** Where the power of a chirp is expected: cells of a spectrogram, counted from the row in which it ends, with weights. */
export interface Track {
  /** Chirp mass (redshifted, in solar masses). */
  readonly chirpMass: number;
  /** How far after the begin of its last row the binary merges (s). */
  readonly offset: Seconds;
  /** Rows before the last one (0 and negative), bins, and the expected share of the power. */
  readonly rows: Int32Array;
  readonly bins: Int32Array;
  readonly weights: Float64Array;
}

/** Cells kept of a track: those with the greatest share. */
const CELLS = 600;
/** Chirp masses of tracks and the factor between them. */
const MASSES = { from: 5e4, to: 1.2e7, factor: 1.15 };
/** Mergers are looked for at so many times per step. */
const PHASES = 4;
/** πMf of the ringdown of a binary of equal masses, over (chirp mass)⁻¹: 0.08/(2.3 Mc). */
const RING = 0.035;

/** How long before its merger a binary has a frequency, at leading order (P. C. Peters 1964, doi:10.1103/PhysRev.136.B1224). */
export function timeToMerger(chirpMass: number, f: Hertz): Seconds {
  return (5 / 256) * (chirpMass * SOLAR_TIME) ** (-5 / 3) * (Math.PI * f) ** (-8 / 3);
}

/** Tracks of all chirp masses that merge within the band, at so many places within a step. */
export function mergerTracks(map: Spectrogram, noise: NoiseModels): readonly Track[] {
  const tracks: Track[] = [];
  for (let mass = MASSES.from; mass < MASSES.to; mass *= MASSES.factor) {
    for (let phase = 0; phase < PHASES; phase++) {
      tracks.push(trackOf(map, noise, mass, (map.length * (0.5 + (phase + 0.5) / PHASES)) / 2));
    }
  }
  return tracks;
}

function trackOf(map: Spectrogram, noise: NoiseModels, chirpMass: number, offset: Seconds): Track {
  const cells = new Map<number, number>();
  const end = Math.min((map.first + map.bins) * map.df, RING / (chirpMass * SOLAR_TIME));
  for (let f = map.first * map.df; f < end; f += map.df / 2) {
    // The noise has zeros with the response: what is common to both is left out.
    const x = (2 * Math.PI * f * 2.5e9) / 299_792_458;
    const power = (f ** (-7 / 3) * (x * Math.sin(x)) ** 2) / noise.A(f);
    const time = offset - timeToMerger(chirpMass, f);
    const bin = Math.round(f / map.df) - map.first;
    if (!(power > 0) || bin >= map.bins) continue;
    for (let row = Math.ceil(time / map.step) - 2; row <= Math.floor(time / map.step); row++) {
      const place = (time - row * map.step) / map.length;
      if (row > 0 || place < 0 || place > 1) continue;
      const key = -row * map.bins + bin;
      cells.set(key, (cells.get(key) ?? 0) + power * Math.sin(Math.PI * place) ** 4);
    }
  }
  return track(chirpMass, offset, map.bins, cells);
}

function track(chirpMass: number, offset: Seconds, bins: number, cells: ReadonlyMap<number, number>): Track {
  const kept = [...cells].sort(([, a], [, b]) => b - a).slice(0, CELLS);
  return {
    chirpMass,
    offset,
    rows: Int32Array.from(kept, ([key]) => -Math.floor(key / bins)),
    bins: Int32Array.from(kept, ([key]) => key % bins),
    weights: Float64Array.from(kept, ([, weight]) => weight / kept[0][1]),
  };
}
