// Averages of periodograms; see plain-spectra.ts and detrend.ts.
import { address, mirrored } from "./real";

/** Σ x, in eight partial sums. */
export function sum8(x: usize, length: i32): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  let n: i32 = 0;
  for (; n + 8 <= length; n += 8) {
    a = f64x2.add(a, v128.load(x));
    b = f64x2.add(b, v128.load(x, 16));
    c = f64x2.add(c, v128.load(x, 32));
    d = f64x2.add(d, v128.load(x, 48));
    x += 64;
  }
  // At most seven are left, an even number, since lengths are even.
  if (n < length) a = f64x2.add(a, v128.load(x));
  if (n + 2 < length) b = f64x2.add(b, v128.load(x, 16));
  if (n + 4 < length) c = f64x2.add(c, v128.load(x, 32));
  return total(a, b, c, d);
}

/** Σ (n − middle)(x − mean), in eight partial sums. */
export function moment8(x: usize, length: i32, mean: f64): f64 {
  const middle = 0.5 * <f64>(length - 1);
  const means = f64x2.splat(mean);
  let at = f64x2(-middle, 1 - middle);
  const two = f64x2.splat(2);
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  let c = f64x2.splat(0);
  let d = f64x2.splat(0);
  for (let n: i32 = 0; n < length; n += 2) {
    const sum = f64x2.add(a, f64x2.mul(at, f64x2.sub(v128.load(x), means)));
    a = b;
    b = c;
    c = d;
    d = sum;
    at = f64x2.add(at, two);
    x += 16;
  }
  // The four sums went round; put them back in their places.
  const turns = (length >> 1) & 3;
  if (turns == 0) return total(a, b, c, d);
  if (turns == 1) return total(d, a, b, c);
  if (turns == 2) return total(c, d, a, b);
  return total(b, c, d, a);
}

function total(a: v128, b: v128, c: v128, d: v128): f64 {
  const sums = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
}

/** out = (x − (mean + slope (n − middle))) × window. */
export function taper(x: usize, window: usize, length: i32, mean: f64, slope: f64, out: usize): void {
  const middle = 0.5 * <f64>(length - 1);
  const means = f64x2.splat(mean);
  const slopes = f64x2.splat(slope);
  const two = f64x2.splat(2);
  let at = f64x2(-middle, 1 - middle);
  for (let n: i32 = 0; n < length; n += 2) {
    const trend = f64x2.add(means, f64x2.mul(slopes, at));
    v128.store(out, f64x2.mul(f64x2.sub(v128.load(x), trend), v128.load(window)));
    at = f64x2.add(at, two);
    x += 16;
    window += 16;
    out += 16;
  }
}

/** sum[k] += |Z_k|² + |Z₋ₖ|², k from 0 to length/2. */
export function addMirroredPower(z: usize, length: i32, sum: usize): void {
  addPowerOf(z, 0, 0, sum);
  addPowerOf(z, 1, length - 1, sum + 8);
  const last = length >> 1;
  let k: i32 = 2;
  let out = sum + 16;
  for (; k + 1 <= last; k += 2) {
    const a = z + ((<usize>k) << 4);
    const b = z + ((<usize>(length - k)) << 4);
    const power = f64x2.add(square(v128.load(a), v128.load(a, 16)), square(mirrored(b), mirrored(b + 16)));
    v128.store(out, f64x2.add(v128.load(out), power));
    out += 16;
  }
  for (; k <= last; k++) {
    addPowerOf(z, k, length - k, out);
    out += 8;
  }
}

function square(re: v128, im: v128): v128 {
  return f64x2.add(f64x2.mul(re, re), f64x2.mul(im, im));
}

function addPowerOf(z: usize, i: i32, mirror: i32, out: usize): void {
  const a = address(z, i);
  const b = address(z, mirror);
  const ar = load<f64>(a);
  const ai = load<f64>(a, 16);
  const br = load<f64>(b);
  const bi = load<f64>(b, 16);
  store<f64>(out, load<f64>(out) + (ar * ar + ai * ai + (br * br + bi * bi)));
}

/** The bins of two real series from the transform of a + i b; each as blocks of two, k from 0 to length/2. */
export function splitPair(z: usize, length: i32, a: usize, b: usize): void {
  splitBin(z, 0, 0, a, b);
  splitBin(z, 1, length - 1, a + 8, b + 8);
  const half = f64x2.splat(0.5);
  const last = length >> 1;
  let k: i32 = 2;
  for (; k + 1 <= last; k += 2) {
    const at = (<usize>k) << 4;
    const x = z + at;
    const y = z + ((<usize>(length - k)) << 4);
    const xr = v128.load(x);
    const xi = v128.load(x, 16);
    const yr = mirrored(y);
    const yi = mirrored(y + 16);
    v128.store(a + at, f64x2.mul(half, f64x2.add(xr, yr)));
    v128.store(a + at, f64x2.mul(half, f64x2.sub(xi, yi)), 16);
    v128.store(b + at, f64x2.mul(half, f64x2.add(xi, yi)));
    v128.store(b + at, f64x2.mul(half, f64x2.sub(yr, xr)), 16);
  }
  for (; k <= last; k++) splitBin(z, k, length - k, address(a, k), address(b, k));
}

function splitBin(z: usize, i: i32, mirror: i32, a: usize, b: usize): void {
  const x = address(z, i);
  const y = address(z, mirror);
  store<f64>(a, 0.5 * (load<f64>(x) + load<f64>(y)));
  store<f64>(a, 0.5 * (load<f64>(x, 16) - load<f64>(y, 16)), 16);
  store<f64>(b, 0.5 * (load<f64>(x, 16) + load<f64>(y, 16)));
  store<f64>(b, 0.5 * (load<f64>(y) - load<f64>(x)), 16);
}

/** sum += conj(a) b over `blocks` blocks of two. */
export function addCross(a: usize, b: usize, sum: usize, blocks: i32): void {
  for (let n: i32 = 0; n < blocks; n++) {
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.load(b);
    const bi = v128.load(b, 16);
    const re = f64x2.add(f64x2.mul(ar, br), f64x2.mul(ai, bi));
    const im = f64x2.sub(f64x2.mul(ar, bi), f64x2.mul(ai, br));
    v128.store(sum, f64x2.add(v128.load(sum), re));
    v128.store(sum, f64x2.add(v128.load(sum, 16), im), 16);
    a += 32;
    b += 32;
    sum += 32;
  }
}
