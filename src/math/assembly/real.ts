// Transforms of real series of even length by complex ones of half the length; see plain.real.ts.

/**
 * Bins 0 … m of the real series from the transform z (blocks of two, m of them) of its packed form.
 * @param w cos(2πk/2m), −sin(2πk/2m) as pairs, k from 0 to m
 */
export function unpackReal(z: usize, m: i32, w: usize, re: usize, im: usize): void {
  unpackBin(z, m, 0, 0, w, re, im);
  unpackBin(z, m, 1, m - 1, w, re, im);
  const half = f64x2.splat(0.5);
  let k: i32 = 2;
  // Bins k, k+1 with m−k, m−k−1: the second of block (m−k)/2 − 1 and the first of block (m−k)/2.
  for (; k + 2 <= m && (m & 1) == 0; k += 2) {
    const a = z + ((<usize>k) << 4);
    const b = z + ((<usize>(m - k)) << 4);
    const ar = v128.load(a);
    const ai = v128.load(a, 16);
    const br = v128.shuffle<f64>(v128.load(b), v128.load(b - 32), 0, 3);
    const bi = v128.shuffle<f64>(v128.load(b, 16), v128.load(b - 16), 0, 3);
    const evenR = f64x2.mul(half, f64x2.add(ar, br));
    const evenI = f64x2.mul(half, f64x2.sub(ai, bi));
    const oddR = f64x2.mul(half, f64x2.add(ai, bi));
    const oddI = f64x2.mul(half, f64x2.sub(br, ar));
    const t = w + ((<usize>k) << 4);
    const cs = v128.load(t);
    const ds = v128.load(t, 16);
    const c = v128.shuffle<f64>(cs, ds, 0, 2);
    const s = v128.shuffle<f64>(cs, ds, 1, 3);
    v128.store(re + ((<usize>k) << 3), f64x2.sub(f64x2.add(evenR, f64x2.mul(oddR, c)), f64x2.mul(oddI, s)));
    v128.store(im + ((<usize>k) << 3), f64x2.add(f64x2.add(evenI, f64x2.mul(oddR, s)), f64x2.mul(oddI, c)));
  }
  for (; k <= m; k++) unpackBin(z, m, k, m - k, w, re, im);
}

function address(base: usize, i: i32): usize {
  return base + ((<usize>(i >> 1)) << 5) + ((<usize>(i & 1)) << 3);
}

function unpackBin(z: usize, m: i32, k: i32, mirror: i32, w: usize, re: usize, im: usize): void {
  if (k > m) return;
  const a = address(z, k == m ? 0 : k);
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
