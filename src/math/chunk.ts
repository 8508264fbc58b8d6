/** A stretch of an interpolation whose input fits the cache. */
export interface LagrangeChunk {
  /** Index of the first output in its series. */
  readonly from: number;
  readonly shifts: Float64Array;
  /** Factors of the paired form, one per pair. */
  readonly coefficients: Float64Array;
}

/** Whether a chunk was done; else its shifts are not all finite, or too far apart for one window. */
export type ChunkOutcome = "done" | "not finite" | "too wide";

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
