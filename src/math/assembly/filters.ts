// Filters with constant taps; see plain-correlate.ts.

/** out[m] = Σ_k taps[k] x[step m + k]; `width` is even (an odd filter gets a zero at its end). */
export function correlate(x: usize, taps: usize, width: i32, step: i32, count: i32, out: usize): void {
  const hop = (<usize>step) << 3;
  let m: i32 = 0;
  for (; m + 4 <= count; m += 4) {
    let a = f64x2.splat(0);
    let b = a;
    let c = a;
    let d = a;
    let x0 = x;
    let x1 = x + hop;
    let x2 = x1 + hop;
    let x3 = x2 + hop;
    let t = taps;
    const end = taps + ((<usize>width) << 3);
    for (; t + 16 < end; t += 32) {
      const tap = v128.load(t);
      a = f64x2.add(a, f64x2.mul(tap, v128.load(x0)));
      b = f64x2.add(b, f64x2.mul(tap, v128.load(x1)));
      c = f64x2.add(c, f64x2.mul(tap, v128.load(x2)));
      d = f64x2.add(d, f64x2.mul(tap, v128.load(x3)));
      const next = v128.load(t, 16);
      a = f64x2.add(a, f64x2.mul(next, v128.load(x0, 16)));
      b = f64x2.add(b, f64x2.mul(next, v128.load(x1, 16)));
      c = f64x2.add(c, f64x2.mul(next, v128.load(x2, 16)));
      d = f64x2.add(d, f64x2.mul(next, v128.load(x3, 16)));
      x0 += 32;
      x1 += 32;
      x2 += 32;
      x3 += 32;
    }
    if (t < end) {
      const tap = v128.load(t);
      a = f64x2.add(a, f64x2.mul(tap, v128.load(x0)));
      b = f64x2.add(b, f64x2.mul(tap, v128.load(x1)));
      c = f64x2.add(c, f64x2.mul(tap, v128.load(x2)));
      d = f64x2.add(d, f64x2.mul(tap, v128.load(x3)));
    }
    v128.store(out, f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3)));
    v128.store(out, f64x2.add(v128.shuffle<f64>(c, d, 0, 2), v128.shuffle<f64>(c, d, 1, 3)), 16);
    x += 4 * hop;
    out += 32;
  }
  for (; m < count; m++) {
    let a = f64x2.splat(0);
    for (let k: usize = 0, end = (<usize>width) << 3; k < end; k += 16) {
      a = f64x2.add(a, f64x2.mul(v128.load(taps + k), v128.load(x + k)));
    }
    store<f64>(out, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
    x += hop;
    out += 8;
  }
}
