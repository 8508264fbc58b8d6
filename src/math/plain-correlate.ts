/**
 * out[m] = Σ_k taps[k] values[start + step m + k], with zeros outside. Even and odd taps are summed apart, as two lanes do.
 */
export function correlate(
  values: Float64Array,
  taps: Float64Array,
  start: number,
  step: number,
  out: Float64Array,
): void {
  for (let m = 0; m < out.length; m++) {
    const at = start + step * m;
    const inside = at >= 0 && at + taps.length <= values.length;
    out[m] = inside ? dotInside(values, at, taps) : dotAtEdge(values, at, taps);
  }
}

function dotInside(values: Float64Array, at: number, taps: Float64Array): number {
  let even = 0;
  let odd = 0;
  let k = 0;
  for (; k + 1 < taps.length; k += 2) {
    even += taps[k]! * values[at + k]!;
    odd += taps[k + 1]! * values[at + k + 1]!;
  }
  if (k < taps.length) even += taps[k]! * values[at + k]!;
  return even + odd;
}

function dotAtEdge(values: Float64Array, at: number, taps: Float64Array): number {
  const sums = [0, 0];
  for (let k = Math.max(0, -at); k < Math.min(taps.length, values.length - at); k++) {
    sums[k % 2]! += taps[k]! * values[at + k]!;
  }
  return sums[0]! + sums[1]!;
}
