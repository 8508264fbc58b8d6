import type { ChunkOutcome, LagrangeChunk, NestedDelays } from "./chunk.js";
import type { ComplexArray } from "./complex.js";
import type { Detrend } from "./detrend.js";

/** Transforms of one length, unchecked. Outputs may not share memory with inputs. */
export interface Transforms {
  /** Σ x[n] exp(−2πi k n/N). */
  forward(input: ComplexArray, out: ComplexArray): void;
  /** (1/N) Σ X[k] exp(+2πi k n/N). */
  inverse(input: ComplexArray, out: ComplexArray): void;
  /** Bins 0 … ⌊N/2⌋ of a real series. */
  forwardReal(values: Float64Array, out: ComplexArray): void;
  inverseReal(bins: ComplexArray, out: Float64Array): void;
}

/** How series are cut into segments, in samples. */
export interface Cut {
  /** The taper; its length, even and a product of 2, 3 and 5, is that of a segment. */
  readonly window: Float64Array;
  /** Samples from one segment's start to the next's. */
  readonly step: number;
  readonly segments: number;
  readonly detrend: Detrend;
}

/** White noise through poles: y(n) = direct w(n) + Σ residue x(n), with x(n+1) = pole x(n) + w(n). */
export interface PoleFilter {
  readonly direct: number;
  /** Real, as many as there are residues, an even number. */
  readonly poles: Float64Array;
  readonly residues: Float64Array;
}

/** A source of noise; what it makes changes its words and states. */
export interface ColouredNoise {
  /** Of the generators of normal numbers; see core/ziggurat.ts. */
  readonly words: Int32Array;
  readonly filter: PoleFilter;
  /** One x per pole. */
  readonly states: Float64Array;
}

/** The hot loops. There are two sets of them, which give the same bits: SIMD in WebAssembly, and plain TypeScript. */
export interface Kernels {
  readonly name: "simd" | "plain";
  transforms(length: number): Transforms;
  /** Sums over segments of conj(A) B, for each of these pairs of channels: bins 0 … N/2, not scaled. */
  crossSums(
    channels: readonly Float64Array[],
    cut: Cut,
    pairs: readonly (readonly [number, number])[],
  ): readonly ComplexArray[];
  /** The outputs of a chunk, from each of these series. */
  lagrange(chunk: LagrangeChunk, series: readonly Float64Array[], outs: readonly Float64Array[]): ChunkOutcome;
  /** Adds what a tree of delays makes of its sources to `out`, whose first sample has the index `from`. */
  nested(tree: NestedDelays, from: number, out: Float64Array): ChunkOutcome;
  /** out[m] = Σ_k taps[k] values[start + step m + k], with zeros outside the values. */
  correlate(values: Float64Array, taps: Float64Array, start: number, step: number, out: Float64Array): void;
  /** Fills `out`, whose length is a multiple of four, with the next samples of a source. */
  noise(source: ColouredNoise, out: Float64Array): void;
}
