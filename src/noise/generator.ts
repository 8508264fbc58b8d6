import type { RandomState } from "../core/random.js";
import type { NoiseFilter } from "./design.js";

/** A series that goes on for ever (or as far as it is given), piece by piece. How it is cut into pieces changes no bit. */
export interface SeriesGenerator {
  /** Fills `out` with the samples that follow. */
  next(out: Float64Array): Float64Array;
  /** Where the series is, as plain JSON: {@link resumedGenerator} makes a generator that goes on with the same bits. */
  state(): GeneratorState;
}

/** The state of any generator. */
export type GeneratorState = ColouredState | FilteredState | GivenState;

/** Noise through poles. */
export interface ColouredState {
  readonly kind: "coloured";
  readonly filter: NoiseFilter;
  /** At the start of a block: of the normal numbers, and of each pole. */
  readonly random: RandomState["normal"];
  readonly poles: readonly number[];
  /** How many samples of that block were given out. */
  readonly position: number;
}

/** Noise through FIR coefficients. */
export interface FilteredState {
  readonly kind: "filtered";
  readonly coefficients: readonly number[];
  readonly white: ColouredState;
  /** The last samples of the white noise. */
  readonly past: readonly number[];
}

/** A series that somebody gave. */
export interface GivenState {
  readonly kind: "given";
  readonly position: number;
  readonly length: number;
}
