import type { Hertz } from "../core/units.js";
import type { ComplexArray } from "../math/complex.js";

/**
 * What a source, or the data, are in the three TDI channels on some Fourier bins: number k is of the frequency k df, k from `first`
 * on. Continuous normalisation, ∫ h(t) exp(−2πift) dt of a fractional frequency (s); A = (Z − X)/√2, E = (X − 2Y + Z)/√6 and
 * T = (X + Y + Z)/√3.
 */
export interface TdiSignal {
  /** Distance of two bins: one over the duration. */
  readonly df: Hertz;
  /** Number of the first bin. */
  readonly first: number;
  readonly A: ComplexArray;
  readonly E: ComplexArray;
  readonly T: ComplexArray;
}
