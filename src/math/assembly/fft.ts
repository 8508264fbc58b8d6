// Passes of Stockham's FFT; the same operations in the same order as plain-passes.ts, two columns at a time.
//
// Complex numbers lie in blocks of two, [re re im im]: number i (even) is at base + 16 i, its imaginary part 16 bytes on,
// so that one pointer serves both. Twiddles lie as pairs (cosine, sine), radix − 1 of them per group.

const SIN_60: f64 = 0.8660254037844386;
const COS_72: f64 = 0.30901699437494745;
const COS_144: f64 = -0.8090169943749475;
const SIN_72: f64 = 0.9510565162951535;
const SIN_144: f64 = 0.5877852522924731;

/** (re, im) × (c, s), the real part. */
function rotatedRe(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.sub(f64x2.mul(re, c), f64x2.mul(im, s));
}

function rotatedIm(re: v128, im: v128, c: v128, s: v128): v128 {
  return f64x2.add(f64x2.mul(re, s), f64x2.mul(im, c));
}

export function pass2(x: usize, y: usize, w: usize, stride: i32, groups: i32): void {
  const hop: usize = (<usize>stride) << 4;
  const leap: usize = hop * groups;
  for (let p: i32 = 0; p < groups; p++) {
    const c = v128.load_splat<f64>(w);
    const s = v128.load_splat<f64>(w, 8);
    const end = x + hop;
    for (; x < end; x += 32, y += 32) {
      const r0 = v128.load(x);
      const i0 = v128.load(x, 16);
      const r1 = v128.load(x + leap);
      const i1 = v128.load(x + leap, 16);
      v128.store(y, f64x2.add(r0, r1));
      v128.store(y, f64x2.add(i0, i1), 16);
      const dr = f64x2.sub(r0, r1);
      const di = f64x2.sub(i0, i1);
      v128.store(y + hop, rotatedRe(dr, di, c, s));
      v128.store(y + hop, rotatedIm(dr, di, c, s), 16);
    }
    y += hop;
    w += 16;
  }
}

export function pass3(x: usize, y: usize, w: usize, stride: i32, groups: i32): void {
  const hop: usize = (<usize>stride) << 4;
  const leap: usize = hop * groups;
  const half = f64x2.splat(0.5);
  const sin60 = f64x2.splat(SIN_60);
  for (let p: i32 = 0; p < groups; p++) {
    const c1 = v128.load_splat<f64>(w);
    const s1 = v128.load_splat<f64>(w, 8);
    const c2 = v128.load_splat<f64>(w, 16);
    const s2 = v128.load_splat<f64>(w, 24);
    const end = x + hop;
    for (; x < end; x += 32, y += 32) {
      const r0 = v128.load(x);
      const i0 = v128.load(x, 16);
      const x1 = x + leap;
      const x2 = x1 + leap;
      const r1 = v128.load(x1);
      const i1 = v128.load(x1, 16);
      const r2 = v128.load(x2);
      const i2 = v128.load(x2, 16);
      const sr = f64x2.add(r1, r2);
      const si = f64x2.add(i1, i2);
      const dr = f64x2.mul(sin60, f64x2.sub(r1, r2));
      const di = f64x2.mul(sin60, f64x2.sub(i1, i2));
      const mr = f64x2.sub(r0, f64x2.mul(half, sr));
      const mi = f64x2.sub(i0, f64x2.mul(half, si));
      v128.store(y, f64x2.add(r0, sr));
      v128.store(y, f64x2.add(i0, si), 16);
      const y1 = y + hop;
      const y2 = y1 + hop;
      const ur = f64x2.add(mr, di);
      const ui = f64x2.sub(mi, dr);
      v128.store(y1, rotatedRe(ur, ui, c1, s1));
      v128.store(y1, rotatedIm(ur, ui, c1, s1), 16);
      const vr = f64x2.sub(mr, di);
      const vi = f64x2.add(mi, dr);
      v128.store(y2, rotatedRe(vr, vi, c2, s2));
      v128.store(y2, rotatedIm(vr, vi, c2, s2), 16);
    }
    y += 2 * hop;
    w += 32;
  }
}

export function pass4(x: usize, y: usize, w: usize, stride: i32, groups: i32): void {
  const hop: usize = (<usize>stride) << 4;
  const leap: usize = hop * groups;
  for (let p: i32 = 0; p < groups; p++) {
    const c1 = v128.load_splat<f64>(w);
    const s1 = v128.load_splat<f64>(w, 8);
    const c2 = v128.load_splat<f64>(w, 16);
    const s2 = v128.load_splat<f64>(w, 24);
    const c3 = v128.load_splat<f64>(w, 32);
    const s3 = v128.load_splat<f64>(w, 40);
    const end = x + hop;
    for (; x < end; x += 32, y += 32) {
      const x1 = x + leap;
      const x2 = x1 + leap;
      const x3 = x2 + leap;
      const r0 = v128.load(x);
      const r2 = v128.load(x2);
      const r1 = v128.load(x1);
      const r3 = v128.load(x3);
      const i0 = v128.load(x, 16);
      const i2 = v128.load(x2, 16);
      const i1 = v128.load(x1, 16);
      const i3 = v128.load(x3, 16);
      const evenSumR = f64x2.add(r0, r2);
      const evenDiffR = f64x2.sub(r0, r2);
      const oddSumR = f64x2.add(r1, r3);
      const oddDiffR = f64x2.sub(r1, r3);
      const evenSumI = f64x2.add(i0, i2);
      const evenDiffI = f64x2.sub(i0, i2);
      const oddSumI = f64x2.add(i1, i3);
      const oddDiffI = f64x2.sub(i1, i3);
      v128.store(y, f64x2.add(evenSumR, oddSumR));
      v128.store(y, f64x2.add(evenSumI, oddSumI), 16);
      const y1 = y + hop;
      const y2 = y1 + hop;
      const y3 = y2 + hop;
      const vr = f64x2.sub(evenSumR, oddSumR);
      const vi = f64x2.sub(evenSumI, oddSumI);
      v128.store(y2, rotatedRe(vr, vi, c2, s2));
      v128.store(y2, rotatedIm(vr, vi, c2, s2), 16);
      const ur = f64x2.add(evenDiffR, oddDiffI);
      const ui = f64x2.sub(evenDiffI, oddDiffR);
      v128.store(y1, rotatedRe(ur, ui, c1, s1));
      v128.store(y1, rotatedIm(ur, ui, c1, s1), 16);
      const wr = f64x2.sub(evenDiffR, oddDiffI);
      const wi = f64x2.add(evenDiffI, oddDiffR);
      v128.store(y3, rotatedRe(wr, wi, c3, s3));
      v128.store(y3, rotatedIm(wr, wi, c3, s3), 16);
    }
    y += 3 * hop;
    w += 48;
  }
}

export function pass5(x: usize, y: usize, w: usize, stride: i32, groups: i32): void {
  const hop: usize = (<usize>stride) << 4;
  const leap: usize = hop * groups;
  const cos72 = f64x2.splat(COS_72);
  const cos144 = f64x2.splat(COS_144);
  const sin72 = f64x2.splat(SIN_72);
  const sin144 = f64x2.splat(SIN_144);
  for (let p: i32 = 0; p < groups; p++) {
    const end = x + hop;
    for (; x < end; x += 32, y += 32) {
      const x1 = x + leap;
      const x2 = x1 + leap;
      const x3 = x2 + leap;
      const x4 = x3 + leap;
      const r0 = v128.load(x);
      const i0 = v128.load(x, 16);
      const s14r = f64x2.add(v128.load(x1), v128.load(x4));
      const s14i = f64x2.add(v128.load(x1, 16), v128.load(x4, 16));
      const d14r = f64x2.sub(v128.load(x1), v128.load(x4));
      const d14i = f64x2.sub(v128.load(x1, 16), v128.load(x4, 16));
      const s23r = f64x2.add(v128.load(x2), v128.load(x3));
      const s23i = f64x2.add(v128.load(x2, 16), v128.load(x3, 16));
      const d23r = f64x2.sub(v128.load(x2), v128.load(x3));
      const d23i = f64x2.sub(v128.load(x2, 16), v128.load(x3, 16));
      v128.store(y, f64x2.add(f64x2.add(r0, s14r), s23r));
      v128.store(y, f64x2.add(f64x2.add(i0, s14i), s23i), 16);
      const m1r = f64x2.add(f64x2.add(r0, f64x2.mul(cos72, s14r)), f64x2.mul(cos144, s23r));
      const m1i = f64x2.add(f64x2.add(i0, f64x2.mul(cos72, s14i)), f64x2.mul(cos144, s23i));
      const n1r = f64x2.add(f64x2.mul(sin72, d14r), f64x2.mul(sin144, d23r));
      const n1i = f64x2.add(f64x2.mul(sin72, d14i), f64x2.mul(sin144, d23i));
      storeRotated(y + hop, f64x2.add(m1r, n1i), f64x2.sub(m1i, n1r), w);
      storeRotated(y + 4 * hop, f64x2.sub(m1r, n1i), f64x2.add(m1i, n1r), w + 48);
      const m2r = f64x2.add(f64x2.add(r0, f64x2.mul(cos144, s14r)), f64x2.mul(cos72, s23r));
      const m2i = f64x2.add(f64x2.add(i0, f64x2.mul(cos144, s14i)), f64x2.mul(cos72, s23i));
      const n2r = f64x2.sub(f64x2.mul(sin144, d14r), f64x2.mul(sin72, d23r));
      const n2i = f64x2.sub(f64x2.mul(sin144, d14i), f64x2.mul(sin72, d23i));
      storeRotated(y + 2 * hop, f64x2.add(m2r, n2i), f64x2.sub(m2i, n2r), w + 16);
      storeRotated(y + 3 * hop, f64x2.sub(m2r, n2i), f64x2.add(m2i, n2r), w + 32);
    }
    y += 4 * hop;
    w += 64;
  }
}

function storeRotated(y: usize, re: v128, im: v128, w: usize): void {
  const c = v128.load_splat<f64>(w);
  const s = v128.load_splat<f64>(w, 8);
  v128.store(y, rotatedRe(re, im, c, s));
  v128.store(y, rotatedIm(re, im, c, s), 16);
}
