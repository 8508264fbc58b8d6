import { type ComplexArray, complexArray } from "./complex.js";
import type { SlowWaves } from "./kernels.js";
import { plainTransform } from "./plain-transforms.js";
import { CHANNEL_FACTORS, SLOW_NUMBERS, TRIANGLE_NUMBERS } from "./slow.js";

const TURN = 2 / Math.PI;
/** Adding and taking away 1.5 × 2^52 rounds to an integer. */
const MAGIC = 6_755_399_441_055_744;
/** π/2: its first 33 bits, whose products with integers below 2^20 are exact, and the rest. */
const [QUARTER, REST] = [1.5707963267341256, 6.077100506506192e-11];
const [S3, S5, S7, S9] = [-1 / 6, 1 / 120, -1 / 5040, 1 / 362_880] as const;
const [S11, S13, S15] = [-1 / 39_916_800, 1 / 6_227_020_800, -1 / 1_307_674_368_000] as const;
const [C2, C4, C6, C8] = [-1 / 2, 1 / 24, -1 / 720, 1 / 40_320] as const;
const [C10, C12] = [-1 / 3_628_800, 1 / 479_001_600] as const;
const [C14, C16] = [-1 / 87_178_291_200, 1 / 20_922_789_888_000] as const;

/** See Kernels.slow. */
export function slowSignals(waves: SlowWaves, outs: readonly ComplexArray[]): void {
  const { length, count, scale } = waves;
  const transform = plainTransform(length);
  const channels = [0, 1, 2].map(() => complexArray(length));
  const bins = complexArray(length);
  for (let n = 0; n < count; n++) {
    slowChannels(waves, n * SLOW_NUMBERS, channels);
    channels.forEach((channel, c) => {
      transform(channel, bins);
      centre(bins.re, scale, n * length, outs[c]!.re);
      centre(bins.im, scale, n * length, outs[c]!.im);
    });
  }
}

/** From −N/2 on, scaled. */
function centre(values: Float64Array, scale: number, at: number, out: Float64Array): void {
  const half = values.length / 2;
  for (let k = 0; k < half; k++) {
    out[at + k] = values[k + half]! * scale;
    out[at + k + half] = values[k]! * scale;
  }
}

/** What one sample needs: sines and cosines of three spacecraft, D and D² of three arms, G of six links, X, Y and Z. */
interface Work {
  readonly spacecraft: ComplexArray;
  readonly delays: ComplexArray;
  readonly squares: ComplexArray;
  readonly links: ComplexArray;
  readonly variables: ComplexArray;
  readonly pair: Float64Array;
}

function workSpace(): Work {
  const [spacecraft, delays, squares, variables] = [0, 1, 2, 3].map(() => complexArray(3)) as [
    ComplexArray,
    ComplexArray,
    ComplexArray,
    ComplexArray,
  ];
  return { spacecraft, delays, squares, variables, links: complexArray(6), pair: new Float64Array(2) };
}

function slowChannels(
  { table, dt, length, numbers, twice }: SlowWaves,
  at: number,
  channels: readonly ComplexArray[],
): void {
  const work = workSpace();
  const w = numbers.subarray(at, at + SLOW_NUMBERS);
  for (let n = 0; n < length; n++) {
    const row = (n >> 1) * 2 * TRIANGLE_NUMBERS + (n & 1);
    const since = spacecraft(table, row, n * dt, w, work);
    const rate = w[5]! + since * (w[3]! + w[6]! * since);
    for (let arm = 0; arm < 3; arm++) linksOf(table, row, arm, rate, w, work);
    for (let i = 0; i < 3; i++) michelson(i, twice, work);
    mix(work.variables.re, n, channels[0]!.re, channels[1]!.re, channels[2]!.re);
    mix(work.variables.im, n, channels[0]!.im, channels[1]!.im, channels[2]!.im);
  }
}

/** The phases at the spacecraft; returned is the time at which the wave that the first one feels left the origin. */
function spacecraft(
  table: Float64Array,
  row: number,
  t: number,
  w: Float64Array,
  { spacecraft: out, pair }: Work,
): number {
  let first = t;
  for (let sc = 0; sc < 3; sc++) {
    const at = row + 6 * sc;
    const away = w[7]! * table[at]! + w[8]! * table[at + 2]! + w[9]! * table[at + 4]!;
    const since = t - away;
    sineCosine(w[0]! + (w[1]! * t - w[2]! * away + since * since * (w[3]! + w[4]! * since)), pair);
    out.im[sc] = pair[0]!;
    out.re[sc] = pair[1]!;
    if (sc === 0) first = since;
  }
  return first;
}

/** D, D² and both links of an arm. */
function linksOf(table: Float64Array, row: number, arm: number, rate: number, w: Float64Array, work: Work): void {
  const at = row + 24 + 6 * arm;
  const [nx, ny, nz] = [table[at]!, table[at + 2]!, table[at + 4]!];
  const un = w[10]! * nx + w[11]! * ny + w[12]! * nz;
  const vn = w[13]! * nx + w[14]! * ny + w[15]! * nz;
  const along = w[7]! * nx + w[8]! * ny + w[9]! * nz;
  const plus = un * un - vn * vn;
  const cross = 2 * (un * vn);
  const half = rate * table[row + 18 + 2 * arm]!;
  const hr = (w[16]! * plus + w[18]! * cross) * half;
  const hi = (w[17]! * plus + w[19]! * cross) * half;
  const { delays, squares, pair } = work;
  sineCosine(half, pair);
  const [s, c] = [pair[0]!, pair[1]!];
  sineCosine(half * along, pair);
  const [sd, cd] = [pair[0]!, pair[1]!];
  const dr = c * c - s * s;
  const di = -2 * (c * s);
  delays.re[arm] = dr;
  delays.im[arm] = di;
  squares.re[arm] = dr * dr - di * di;
  squares.im[arm] = 2 * (dr * di);
  const next = arm === 2 ? 0 : arm + 1;
  link(work, arm, arm, half * (1 + along), s * cd + c * sd, c * cd - s * sd, hr, hi);
  link(work, arm + 3, next, half * (1 - along), s * cd - c * sd, c * cd + s * sd, hr, hi);
}

/** G of a link: sinc(a) exp(−ia), the phase where the light left, and the rest of the factors. */
function link(
  { links, spacecraft: from }: Work,
  at: number,
  emitter: number,
  a: number,
  sin: number,
  cos: number,
  hr: number,
  hi: number,
): void {
  const over = Math.abs(a) < 1e-9 ? 1 : sin / a;
  const er = over * cos;
  const ei = over * sin;
  const [sr, si] = [from.re[emitter]!, from.im[emitter]!];
  const pr = er * sr + ei * si;
  const pi = er * si - ei * sr;
  links.re[at] = hr * pr - hi * pi;
  links.im[at] = hr * pi + hi * pr;
}

/** X, Y or Z, around spacecraft i; the arm to the next one is i, to the one before j. */
function michelson(i: number, twice: boolean, { links, delays, squares, variables }: Work): void {
  const j = i === 0 ? 2 : i - 1;
  const [gr, gi] = [links.re, links.im];
  const [nr, ni, mr, mi] = [delays.re[i]!, delays.im[i]!, delays.re[j]!, delays.im[j]!];
  const [n2r, n2i, m2r, m2i] = [squares.re[i]!, squares.im[i]!, squares.re[j]!, squares.im[j]!];
  const ar = gr[i + 3]! + (nr * gr[i]! - ni * gi[i]!);
  const ai = gi[i + 3]! + (nr * gi[i]! + ni * gr[i]!);
  const br = gr[j]! + (mr * gr[j + 3]! - mi * gi[j + 3]!);
  const bi = gi[j]! + (mr * gi[j + 3]! + mi * gr[j + 3]!);
  let re = (1 - m2r) * ar + m2i * ai - ((1 - n2r) * br + n2i * bi);
  let im = (1 - m2r) * ai - m2i * ar - ((1 - n2r) * bi - n2i * br);
  if (twice) {
    const qr = 1 - (n2r * m2r - n2i * m2i);
    const qi = -(n2r * m2i + n2i * m2r);
    const before = re;
    re = re * qr - im * qi;
    im = before * qi + im * qr;
  }
  variables.re[i] = im;
  variables.im[i] = -re;
}

function mix(x: Float64Array, n: number, a: Float64Array, e: Float64Array, t: Float64Array): void {
  const outer = x[0]! + x[2]!;
  a[n] = CHANNEL_FACTORS.A * (x[2]! - x[0]!);
  e[n] = CHANNEL_FACTORS.E * (outer - 2 * x[1]!);
  t[n] = CHANNEL_FACTORS.T * (outer + x[1]!);
}

/** Sine and cosine, to some 1e-16 for |x| < 10^6: by Taylor's polynomials after the nearest multiple of π/2 is taken off. */
function sineCosine(x: number, out: Float64Array): void {
  const q = x * TURN + MAGIC - MAGIC;
  const r = x - q * QUARTER - q * REST;
  const z = r * r;
  const z2 = z * z;
  const z4 = z2 * z2;
  const odd = S3 + S5 * z + (S7 + S9 * z) * z2 + (S11 + S13 * z + S15 * z2) * z4;
  const even = C2 + C4 * z + (C6 + C8 * z) * z2 + (C10 + C12 * z + (C14 + C16 * z) * z2) * z4;
  const s = r + r * z * odd;
  const c = 1 + z * even;
  const [sin, cos] = q & 1 ? [c, s] : [s, c];
  out[0] = q & 2 ? -sin : sin;
  out[1] = (q ^ (q >> 1)) & 1 ? -cos : cos;
}
