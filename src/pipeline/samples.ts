/** a − factor·b, sample by sample. */
export function minus(a: Float64Array, b: Float64Array, factor: number = 1): Float64Array {
  const out = new Float64Array(a.length);
  for (let n = 0; n < out.length; n++) out[n] = a[n]! - factor * b[n]!;
  return out;
}

/** a·b, sample by sample. */
export function product(a: Float64Array, b: Float64Array): Float64Array {
  const out = new Float64Array(a.length);
  for (let n = 0; n < out.length; n++) out[n] = a[n]! * b[n]!;
  return out;
}

/** Every sample less a constant. */
export function lessConstant(values: Float64Array, constant: number): Float64Array {
  const out = new Float64Array(values.length);
  for (let n = 0; n < out.length; n++) out[n] = values[n]! - constant;
  return out;
}
