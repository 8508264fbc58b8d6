// Transforms of real series of even length by complex ones of half the length; see plain-real.ts.

/** Number i of blocks of two. */
export function address(base: usize, i: i32): usize {
  return base + ((<usize>(i >> 1)) << 5) + ((<usize>(i & 1)) << 3);
}

/** Of the blocks at b and before it: numbers i and i−1, where i is the first of block b. */
export function mirrored(b: usize): v128 {
  return v128.shuffle<f64>(v128.load(b), v128.load(b - 32), 0, 3);
}

/**
 * Bins 0 … m of the real series from the transform z (blocks of two, m of them, m even) of its packed form.
 * @param w cos(2πk/2m), −sin(2πk/2m) as pairs, k from 0 to m
 */
export function unpackReal(z: usize, m: i32, w: usize, re: usize, im: usize): void {
  unpackBin(z, 0, 0, 0, w, re, im);
  unpackBin(z, 1, 1, m - 1, w, re, im);
  const half = f64x2.splat(0.5);
  for (let k: i32 = 2; k < m; k += 2) {
    const a = z + ((<usize>k) << 4);
    const b = z + ((<usize>(m - k)) << 4);
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = mirrored(b);
    const bi = mirrored(b + 16);
    const evenR = f64x2.mul(half, f64x2.add(ar, br));
    const evenI = f64x2.mul(half, f64x2.sub(ai, bi));
    const oddR = f64x2.mul(half, f64x2.add(ai, bi));
    const oddI = f64x2.mul(half, f64x2.sub(br, ar));
    const t = w + ((<usize>k) << 4);
    const first = v128.load(t);
    const second = v128.load(t, 16);
    const c = v128.shuffle<f64>(first, second, 0, 2);
    const s = v128.shuffle<f64>(first, second, 1, 3);
    const outR = f64x2.sub(f64x2.add(evenR, f64x2.mul(oddR, c)), f64x2.mul(oddI, s));
    const outI = f64x2.add(f64x2.add(evenI, f64x2.mul(oddR, s)), f64x2.mul(oddI, c));
    v128.store(re + ((<usize>k) << 3), outR);
    v128.store(im + ((<usize>k) << 3), outI);
  }
  unpackBin(z, m, 0, 0, w, re, im);
}

function unpackBin(z: usize, k: i32, i: i32, mirror: i32, w: usize, re: usize, im: usize): void {
  const a = address(z, i);
  const b = address(z, mirror);
  const evenR = 0.5 * (load<f64>(a) + load<f64>(b));
  const evenI = 0.5 * (load<f64>(a, 16) - load<f64>(b, 16));
  const oddR = 0.5 * (load<f64>(a, 16) + load<f64>(b, 16));
  const oddI = 0.5 * (load<f64>(b) - load<f64>(a));
  const c = load<f64>(w + ((<usize>k) << 4));
  const s = load<f64>(w + ((<usize>k) << 4), 8);
  store<f64>(re + ((<usize>k) << 3), evenR + oddR * c - oddI * s);
  store<f64>(im + ((<usize>k) << 3), evenI + oddR * s + oddI * c);
}

/** The inverse of unpackReal, to parts that lie apart. */
export function packReal(re: usize, im: usize, m: i32, w: usize, zr: usize, zi: usize): void {
  for (let k: i32 = 0; k < m; k++) {
    const a = (<usize>k) << 3;
    const b = (<usize>(m - k)) << 3;
    const aI = k == 0 ? 0 : load<f64>(im + a);
    const bI = k == 0 ? 0 : load<f64>(im + b);
    const evenR = 0.5 * (load<f64>(re + a) + load<f64>(re + b));
    const evenI = 0.5 * (aI - bI);
    const diffR = 0.5 * (load<f64>(re + a) - load<f64>(re + b));
    const diffI = 0.5 * (aI + bI);
    const c = load<f64>(w + 2 * a);
    const s = load<f64>(w + 2 * a, 8);
    store<f64>(zr + a, evenR + (diffR * s - diffI * c));
    store<f64>(zi + a, evenI + (diffR * c + diffI * s));
  }
}

/** From blocks of two to real and imaginary parts that alternate, exchanged and scaled. */
export function interleaveExchanged(x: usize, length: i32, scale: f64, out: usize): void {
  const factor = f64x2.splat(scale);
  for (let n: i32 = 0; n < length; n += 2) {
    const re = f64x2.mul(v128.load(x, 16), factor);
    const im = f64x2.mul(v128.load(x), factor);
    v128.store(out, v128.shuffle<f64>(re, im, 0, 2));
    v128.store(out, v128.shuffle<f64>(re, im, 1, 3), 16);
    x += 32;
    out += 32;
  }
}
