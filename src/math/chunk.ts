/** A stretch of an interpolation whose input fits the cache. */
export interface LagrangeChunk {
  /** Index of the first output in its series. */
  readonly from: number;
  readonly shifts: Float64Array;
  /** Factors of the paired form, one per pair. */
  readonly coefficients: Float64Array;
}

/** Whether a chunk was done; else its shifts are not all possible, or too far apart for one window. */
export type ChunkOutcome = "done" | "impossible" | "too wide";

/** Shifts that reach so many samples, or are no numbers, are impossible: the module counts in 32 bits. */
export const FARTHEST: number = 2 ** 30;

/** Whether a shift can be applied. */
export function isPossible(shift: number): boolean {
  return Math.abs(shift) < FARTHEST;
}

/** How far apart the shifts of a chunk may be, in samples. */
export const WIDEST = 4096;

/** The input that a chunk needs: `length` samples, the first `first` samples after that of the first output. */
export interface Reach {
  readonly first: number;
  readonly length: number;
}

/** What a chunk of `count` outputs with shifts from `low` to `high` needs; null if that is too much. */
export function reachOf(low: number, high: number, count: number, half: number): Reach | null {
  const [lowest, highest] = [Math.floor(low), Math.floor(high)];
  if (highest - lowest > WIDEST) return null;
  return { first: lowest - half + 1, length: count + highest - lowest + 2 * half };
}

/** A delay, what is to be seen through it, and delays that are nested in it. */
export interface DelayNode {
  /** −d in samples, on the grid of the series. */
  readonly shifts: Float64Array;
  /** The rate of change of the shifts, without unit. */
  readonly rates: Float64Array;
  readonly source: DelayedSource | null;
  readonly nested: readonly DelayNode[];
}

/** factor × Σ share × values. The sum is made where it is needed, in the cache, and never as a whole. */
export interface Mixture {
  readonly factor: number;
  /** One or more. */
  readonly parts: readonly Share[];
}

/** A frequency: a mixture and a constant, which is not interpolated, so that a large one costs no digits. */
export interface DelayedSource extends Mixture {
  readonly constant: number;
}

/** A series' share in a sum. */
export interface Share {
  readonly share: number;
  readonly values: Float64Array;
}

/** What is added up: a mixture as it is, and what is seen through delays. */
export interface DelayedSum {
  readonly undelayed: Mixture | null;
  readonly roots: readonly DelayNode[];
}

/** The same, with the factors of the paired form for its sources and for the delays themselves. */
export interface NestedDelays extends DelayedSum {
  readonly sourceCoefficients: Float64Array;
  readonly delayCoefficients: Float64Array;
}
