import type { TdiSignal } from "../response/signal.js";
import type { NoiseDensity } from "./density.js";

/**
 * Sums over data that a smooth ratio r at some edges is all that products need for: Σ d u r/S = Σ W_n r_n and Σ |u|² r* r'/S = Σ B_nm r*_n r'_m,
 * where r is cubic between edges.
 */
export interface ChannelSums {
  /** Real and imaginary parts of W. */
  readonly data: Float64Array;
  /** By edge: half B_nn, and B with the next three. */
  readonly power: Float64Array;
}

/** A reference at Fourier bins: amplitude times its window, and phase. */
export interface BinnedReference {
  readonly first: number;
  readonly sizes: Float64Array;
  readonly phases: Float64Array;
}

/** The sums of A and E. */
export function heterodyneSums(
  data: TdiSignal,
  noise: NoiseDensity,
  numbers: Int32Array,
  reference: BinnedReference,
): readonly ChannelSums[] {
  const count = numbers.length;
  const [A, E] = [0, 1].map(() => ({ data: new Float64Array(2 * count), power: new Float64Array(4 * count) }));
  const both = [A!, E!] as const;
  const weights = new Float64Array(4);
  for (let b = 0; b + 1 < count; b++) {
    const start = Math.min(Math.max(b - 1, 0), count - 4);
    // The last bin of all is an edge with nothing after it.
    const end = b + 2 === count ? numbers[b + 1]! + 1 : numbers[b + 1]!;
    for (let bin = numbers[b]!; bin < end; bin++) {
      cubicWeights(numbers, start, bin, weights);
      const k = bin - reference.first;
      const size = reference.sizes[k]!;
      if (size === 0) continue;
      const [c, s] = [size * Math.cos(reference.phases[k]!), size * Math.sin(reference.phases[k]!)];
      for (const [channel, name] of [
        [0, "A"],
        [1, "E"],
      ] as const) {
        const weight = (4 * data.df) / noise[name][bin - noise.first]!;
        const [re, im] = [data[name].re[bin - data.first]!, data[name].im[bin - data.first]!];
        spread(both[channel], start, weights, [
          weight * (re * c - im * s),
          weight * (re * s + im * c),
          weight * size * size,
        ]);
      }
    }
  }
  return both;
}

/** Lagrange's weights of four edges at a bin. */
function cubicWeights(numbers: Int32Array, start: number, bin: number, out: Float64Array): void {
  for (let n = 0; n < 4; n++) {
    let weight = 1;
    for (let m = 0; m < 4; m++) {
      if (m !== n) weight *= (bin - numbers[start + m]!) / (numbers[start + n]! - numbers[start + m]!);
    }
    out[n] = weight;
  }
}

function spread(
  { data, power }: ChannelSums,
  start: number,
  weights: Float64Array,
  [re, im, square]: readonly [number, number, number],
): void {
  for (let n = 0; n < 4; n++) {
    const weight = weights[n]!;
    const at = start + n;
    data[2 * at]! += weight * re;
    data[2 * at + 1]! += weight * im;
    power[4 * at]! += 0.5 * square * weight * weight;
    for (let m = n + 1; m < 4; m++) power[4 * at + m - n]! += square * weight * weights[m]!;
  }
}

/**
 * Adds a channel's z₊, z×, M₊₊, M×× and M₊× (real and imaginary parts of the complex ones).
 * @param r by edge eight numbers: e₊ of A and E, then e×, real and imaginary; those from `at` on are this channel's
 */
export function contract({ data, power }: ChannelSums, r: Float64Array, at: number, out: Float64Array): void {
  let [pr, pi, qr, qi, pp, qq, xr, xi] = [0, 0, 0, 0, 0, 0, 0, 0];
  const count = data.length / 2;
  for (let n = 0; n < count; n++) {
    const k = 8 * n + at;
    const ur = r[k]!;
    const ui = r[k + 1]!;
    const wr = r[k + 4]!;
    const wi = r[k + 5]!;
    const dr = data[2 * n]!;
    const di = data[2 * n + 1]!;
    pr += dr * ur - di * ui;
    pi += dr * ui + di * ur;
    qr += dr * wr - di * wi;
    qi += dr * wi + di * wr;
    const own = power[4 * n]!;
    let [sr, si, tr, ti] = [own * ur, own * ui, own * wr, own * wi];
    const most = Math.min(3, count - 1 - n);
    for (let m = 1; m <= most; m++) {
      const b = power[4 * n + m]!;
      const j = k + 8 * m;
      sr += b * r[j]!;
      si += b * r[j + 1]!;
      tr += b * r[j + 4]!;
      ti += b * r[j + 5]!;
    }
    pp += 2 * (ur * sr + ui * si);
    qq += 2 * (wr * tr + wi * ti);
    xr += ur * tr + ui * ti + sr * wr + si * wi;
    xi += ur * ti - ui * tr + sr * wi - si * wr;
  }
  out[0]! += pr;
  out[1]! += pi;
  out[2]! += qr;
  out[3]! += qi;
  out[4]! += pp;
  out[5]! += qq;
  out[6]! += xr;
  out[7]! += xi;
}
