import type { MovingFilter } from "./kernels.js";

/** See Kernels.blend. Sums run over even and odd taps apart, as two lanes do. */
export function blend(filter: MovingFilter, series: readonly Float64Array[], outs: readonly Float64Array[]): void {
  const { nodes, weights, first, step } = filter;
  const width = nodes.length / 4;
  const taps = new Float64Array(width);
  for (let m = 0; 4 * m < weights.length; m++) {
    blendTaps(nodes, weights, 4 * m, taps);
    for (let s = 0; s < series.length; s++) outs[s]![m] = product(taps, series[s]!, first + step * m);
  }
}

function blendTaps(nodes: Float64Array, weights: Float64Array, at: number, taps: Float64Array): void {
  const width = taps.length;
  for (let j = 0; j < width; j++) {
    const first = weights[at]! * nodes[j]! + weights[at + 1]! * nodes[j + width]!;
    taps[j] = first + weights[at + 2]! * nodes[j + 2 * width]! + weights[at + 3]! * nodes[j + 3 * width]!;
  }
}

function product(taps: Float64Array, values: Float64Array, first: number): number {
  let even = 0;
  let odd = 0;
  for (let j = 0; j < taps.length; j += 2) {
    even += taps[j]! * values[first + j]!;
    odd += taps[j + 1]! * values[first + j + 1]!;
  }
  return even + odd;
}
