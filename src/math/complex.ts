/** Complex numbers, real and imaginary parts apart. */
export interface ComplexArray {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

/** Zeros. */
export function complexArray(length: number): ComplexArray {
  return { re: new Float64Array(length), im: new Float64Array(length) };
}

/** The same numbers with real and imaginary parts exchanged: i times the conjugate. */
export function exchanged({ re, im }: ComplexArray): ComplexArray {
  return { re: im, im: re };
}
