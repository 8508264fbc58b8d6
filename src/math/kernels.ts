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

/** A decimating filter whose taps move from output to output between four nodes: t(m) = Σ_k weights[4m + k] node k. */
export interface MovingFilter {
  /** The taps of four filters, one after the other; each has an even number of them. */
  readonly nodes: Float64Array;
  /** Four for each output. */
  readonly weights: Float64Array;
  /** Index of the first sample that the first output needs; all samples must be there. */
  readonly first: number;
  readonly step: number;
}

/** Waves that a triangle of spacecraft answers; see response/slow.ts. */
export interface SlowWaves {
  /** Samples, a power of two from 4 on, and seconds from one to the next. */
  readonly length: number;
  readonly dt: number;
  /** The triangle at all samples, see slow.ts; it must never change. */
  readonly table: Float64Array;
  /** Of each wave, one after the other, see slow.ts. */
  readonly numbers: Float64Array;
  readonly count: number;
  /** Generation 2 of time-delay interferometry in place of 1.5. */
  readonly twice: boolean;
  /** All that comes out is multiplied by this. */
  readonly scale: number;
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
  /** out[m] = Σ_j t_j(m) values[first + step m + j], for each of the series, where t(m) are the filter's taps at output m. */
  blend(filter: MovingFilter, series: readonly Float64Array[], outs: readonly Float64Array[]): void;
  /** Fourier transforms of A, E and T of each wave, its `length` bins from the carrier's less half of them on. */
  slow(waves: SlowWaves, outs: readonly ComplexArray[]): void;
}
