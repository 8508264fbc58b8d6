import type { Seconds } from "../core/units.js";
import type { MassiveBinary } from "../inference/chirpamplitudes.js";
import type { SkyPatch } from "./watch-sky.js";

/** What a candidate may be: a glitch speaks in T, too; a burst is over within a stretch where a binary would have come slowly. */
export type CandidateClass = "merger" | "burst" | "glitch";

/** A number and its standard deviation. */
export interface Measured {
  readonly value: number;
  readonly sigma: number;
}

/** A candidate as it was known at a time. */
export interface CandidateVersion {
  /** 1, 2, … */
  readonly version: number;
  /** Time of the latest data (s, as those of the stretches). */
  readonly dataUntil: Seconds;
  readonly class: CandidateClass;
  /** When the merger passes the constellation (s); of bursts and glitches, when they were. */
  readonly time: Measured;
  /** Redshifted (solar masses); of mergers only. */
  readonly chirpMass: Measured | null;
  /** Of the matched filter of A and E, so far. */
  readonly snr: number;
  /** How often noise alone brings as much (per year of 365.25 days). */
  readonly falseAlarmRate: number;
  /** Excess power in T where A and E are loudest, in standard deviations; what of the evidence the loudest eighth has. */
  readonly silent: number;
  readonly concentration: number;
  readonly sky: CandidateSky | null;
  /** The binary that fits best, with times as those of the stretches; of mergers only. */
  readonly binary: MassiveBinary | null;
}

/** Where a candidate is. */
export interface CandidateSky {
  /** The most probable place: ecliptic longitude and latitude (rad). */
  readonly lambda: number;
  readonly beta: number;
  /** The smallest areas that have half and 90 per cent of the probability (square degrees). */
  readonly area50: number;
  readonly area90: number;
  readonly cells: readonly SkyPatch[];
}

/** A candidate: what was known of it when. The cells of the sky are those of the latest version only. */
export interface WatchCandidate {
  /** Unique in a watch: class letter and time of coalescence in hours of its first version. */
  readonly name: string;
  readonly versions: readonly CandidateVersion[];
  /** Nothing new is to come: its merger was a day ago. */
  readonly closed: boolean;
}
