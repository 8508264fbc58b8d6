// Interpolation and filters; see plain-lagrange.ts and plain-correlate.ts.

/** Outputs n and n+1 of the paired form, each lane from its own place. */
export function pairedRun(
  window: usize,
  shifts: usize,
  offset: i32,
  from: i32,
  count: i32,
  coefficients: usize,
  half: i32,
  out: usize,
): void {
  const one = f64x2.splat(1);
  for (let n: i32 = from; n < from + count; n += 2) {
    // The last of an odd number is computed twice.
    const m = n + 1 < from + count ? n + 1 : n;
    const shift = v128.load64_lane(shifts + ((<usize>m) << 3), v128.load_zero<f64>(shifts + ((<usize>n) << 3)), 1);
    const floor = f64x2.floor(shift);
    const f = f64x2.sub(shift, floor);
    const g = f64x2.sub(one, f);
    const q = f64x2.mul(f, g);
    let lowA = window + ((<usize>(offset + n + <i32>f64x2.extract_lane(floor, 0))) << 3);
    let lowB = window + ((<usize>(offset + m + <i32>f64x2.extract_lane(floor, 1))) << 3);
    let highA = lowA + 8;
    let highB = lowB + 8;
    let sum = f64x2.splat(0);
    let product = one;
    for (let j: i32 = 0; j < half; j++) {
      const e = f64x2.add(f64x2.splat(<f64>(j * (j + 1))), q);
      const at = f64x2.splat(<f64>j);
      const low = v128.load64_lane(lowB, v128.load_zero<f64>(lowA), 1);
      const high = v128.load64_lane(highB, v128.load_zero<f64>(highA), 1);
      const pair = f64x2.add(f64x2.mul(low, f64x2.add(at, g)), f64x2.mul(high, f64x2.add(at, f)));
      const c = v128.load_splat<f64>(coefficients + ((<usize>j) << 3));
      sum = f64x2.add(f64x2.mul(sum, e), f64x2.mul(f64x2.mul(c, product), pair));
      product = f64x2.mul(product, e);
      lowA -= 8;
      lowB -= 8;
      highA += 8;
      highB += 8;
    }
    v128.store64_lane(out + ((<usize>n) << 3), sum, 0);
    if (m != n) v128.store64_lane(out + ((<usize>m) << 3), sum, 1);
  }
}

/**
 * `count` outputs from three filters of `width` taps (in threes: tap, derivative, half the second derivative), at
 * distance shift − centre. `x` is the first sample that the first output needs.
 */
export function expandedRun(
  x: usize,
  shifts: usize,
  centre: f64,
  taps: usize,
  width: i32,
  count: i32,
  out: usize,
): void {
  let n: i32 = 0;
  for (; n + 4 <= count; n += 4) {
    let value0 = f64x2.splat(0);
    let value1 = value0;
    let slope0 = value0;
    let slope1 = value0;
    let curve0 = value0;
    let curve1 = value0;
    let at = x;
    let t = taps;
    for (let k: i32 = 0; k < width; k += 2) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      const a = v128.load_splat<f64>(t);
      const b = v128.load_splat<f64>(t, 8);
      const c = v128.load_splat<f64>(t, 16);
      value0 = f64x2.add(value0, f64x2.mul(a, x0));
      value1 = f64x2.add(value1, f64x2.mul(a, x1));
      slope0 = f64x2.add(slope0, f64x2.mul(b, x0));
      slope1 = f64x2.add(slope1, f64x2.mul(b, x1));
      curve0 = f64x2.add(curve0, f64x2.mul(c, x0));
      curve1 = f64x2.add(curve1, f64x2.mul(c, x1));
      const y0 = v128.load(at, 8);
      const y1 = v128.load(at, 24);
      const d = v128.load_splat<f64>(t, 24);
      const e = v128.load_splat<f64>(t, 32);
      const f = v128.load_splat<f64>(t, 40);
      value0 = f64x2.add(value0, f64x2.mul(d, y0));
      value1 = f64x2.add(value1, f64x2.mul(d, y1));
      slope0 = f64x2.add(slope0, f64x2.mul(e, y0));
      slope1 = f64x2.add(slope1, f64x2.mul(e, y1));
      curve0 = f64x2.add(curve0, f64x2.mul(f, y0));
      curve1 = f64x2.add(curve1, f64x2.mul(f, y1));
      at += 16;
      t += 48;
    }
    const delta0 = f64x2.sub(v128.load(shifts), f64x2.splat(centre));
    const delta1 = f64x2.sub(v128.load(shifts, 16), f64x2.splat(centre));
    v128.store(out, f64x2.add(value0, f64x2.mul(delta0, f64x2.add(slope0, f64x2.mul(delta0, curve0)))));
    v128.store(out, f64x2.add(value1, f64x2.mul(delta1, f64x2.add(slope1, f64x2.mul(delta1, curve1)))), 16);
    x += 32;
    shifts += 32;
    out += 32;
  }
  for (; n < count; n++) {
    expandedOne(x, load<f64>(shifts) - centre, taps, width, out);
    x += 8;
    shifts += 8;
    out += 8;
  }
}

function expandedOne(x: usize, delta: f64, taps: usize, width: i32, out: usize): void {
  let value: f64 = 0;
  let slope: f64 = 0;
  let curve: f64 = 0;
  for (let k: i32 = 0; k < width; k++) {
    const sample = load<f64>(x + ((<usize>k) << 3));
    value += load<f64>(taps) * sample;
    slope += load<f64>(taps, 8) * sample;
    curve += load<f64>(taps, 16) * sample;
    taps += 24;
  }
  store<f64>(out, value + delta * (slope + delta * curve));
}

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
    for (let t = taps, end = taps + ((<usize>width) << 3); t < end; t += 16) {
      const tap = v128.load(t);
      a = f64x2.add(a, f64x2.mul(tap, v128.load(x0)));
      b = f64x2.add(b, f64x2.mul(tap, v128.load(x1)));
      c = f64x2.add(c, f64x2.mul(tap, v128.load(x2)));
      d = f64x2.add(d, f64x2.mul(tap, v128.load(x3)));
      x0 += 16;
      x1 += 16;
      x2 += 16;
      x3 += 16;
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
