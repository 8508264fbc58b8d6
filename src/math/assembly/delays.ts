// Interpolation and filters; see plain-lagrange.ts, runs.ts, taps.ts and plain-correlate.ts.

/** As in runs.ts. */
const REACH: f64 = 2e-6;
const UNIT: i32 = 32;
const LONGEST: i32 = 512;

/**
 * The outputs of a chunk, cut into runs as runs.ts does: those that hardly vary by expanded taps, the rest in the paired
 * form. `work` has room for 6 half numbers for the taps and 6 half for products.
 */
export function lagrangeChunk(
  window: usize,
  shifts: usize,
  offset: i32,
  count: i32,
  coefficients: usize,
  half: i32,
  work: usize,
  out: usize,
): void {
  let from: i32 = 0;
  let low: f64 = 0;
  let high: f64 = 0;
  for (let next: i32 = 0; next < count; next += UNIT) {
    const end = min(next + UNIT, count);
    let lows = v128.load_splat<f64>(shifts + ((<usize>next) << 3));
    let highs = lows;
    let n = next;
    for (; n + 2 <= end; n += 2) {
      const pair = v128.load(shifts + ((<usize>n) << 3));
      lows = f64x2.pmin(lows, pair);
      highs = f64x2.pmax(highs, pair);
    }
    if (n < end) {
      const last = v128.load_splat<f64>(shifts + ((<usize>n) << 3));
      lows = f64x2.pmin(lows, last);
      highs = f64x2.pmax(highs, last);
    }
    const unitLow = lesser(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1));
    const unitHigh = greater(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1));
    const bothLow = lesser(low, unitLow);
    const bothHigh = greater(high, unitHigh);
    const alike = isNarrow(low, high)
      ? end - from <= LONGEST && isNarrow(bothLow, bothHigh)
      : !isNarrow(unitLow, unitHigh);
    if (next > 0 && alike) {
      low = bothLow;
      high = bothHigh;
      continue;
    }
    if (next > 0) run(window, shifts, offset, from, next - from, low, high, coefficients, half, work, out);
    from = next;
    low = unitLow;
    high = unitHigh;
  }
  run(window, shifts, offset, from, count - from, low, high, coefficients, half, work, out);
}

/** Of numbers that are finite: the instruction of that name would take care of NaN, slowly. */
function lesser(a: f64, b: f64): f64 {
  return a < b ? a : b;
}

function greater(a: f64, b: f64): f64 {
  return a > b ? a : b;
}

/** Stores the least and the greatest of the shifts, and 0 if all are finite (else NaN), at `out`. */
export function extent(shifts: usize, count: i32, out: usize): void {
  let lows = v128.load_splat<f64>(shifts);
  let highs = lows;
  let nothing = f64x2.sub(lows, lows);
  let n: i32 = 0;
  for (; n + 2 <= count; n += 2) {
    const pair = v128.load(shifts + ((<usize>n) << 3));
    lows = f64x2.pmin(lows, pair);
    highs = f64x2.pmax(highs, pair);
    nothing = f64x2.add(nothing, f64x2.sub(pair, pair));
  }
  if (n < count) {
    const last = v128.load_splat<f64>(shifts + ((<usize>n) << 3));
    lows = f64x2.pmin(lows, last);
    highs = f64x2.pmax(highs, last);
    nothing = f64x2.add(nothing, f64x2.sub(last, last));
  }
  store<f64>(out, lesser(f64x2.extract_lane(lows, 0), f64x2.extract_lane(lows, 1)));
  store<f64>(out, greater(f64x2.extract_lane(highs, 0), f64x2.extract_lane(highs, 1)), 8);
  store<f64>(out, f64x2.extract_lane(nothing, 0) + f64x2.extract_lane(nothing, 1), 16);
}

function isNarrow(low: f64, high: f64): bool {
  return high - low <= 2 * REACH && Math.floor(low) == Math.floor(high);
}

function run(
  window: usize,
  shifts: usize,
  offset: i32,
  from: i32,
  count: i32,
  low: f64,
  high: f64,
  coefficients: usize,
  half: i32,
  work: usize,
  out: usize,
): void {
  if (!isNarrow(low, high)) {
    pairedRun(window, shifts, offset, from, count, coefficients, half, out);
    return;
  }
  const centre = 0.5 * (low + high);
  const floor = Math.floor(centre);
  expandTaps(coefficients, half, centre - floor, work, work + <usize>half * 48);
  const start = (<usize>from) << 3;
  const first = window + ((<usize>(offset + <i32>floor - half + 1)) << 3) + start;
  expandedRun(first, shifts + start, centre, work, 2 * half, count, out + start);
}

/**
 * The taps at f + δ up to δ², in threes; see taps.ts. Products from below run in lane 0 and those from above in lane 1;
 * afterwards node −j has lane 0 and node 1+j lane 1. `products` has room for 6 half numbers.
 */
function expandTaps(coefficients: usize, half: i32, f: f64, taps: usize, products: usize): void {
  const slope = f64x2.splat(1 - 2 * f);
  const q = f * (1 - f);
  let b0 = f64x2.splat(1);
  let b1 = f64x2.splat(0);
  let b2 = b1;
  let at = products;
  for (let j: i32 = 0; j < half; j++) {
    v128.store(at, b0);
    v128.store(at, b1, 16);
    v128.store(at, b2, 32);
    const k = half - 1 - j;
    const e = f64x2(<f64>(j * (j + 1)) + q, <f64>(k * (k + 1)) + q);
    b2 = f64x2.sub(f64x2.add(f64x2.mul(b2, e), f64x2.mul(b1, slope)), b0);
    b1 = f64x2.add(f64x2.mul(b1, e), f64x2.mul(b0, slope));
    b0 = f64x2.mul(b0, e);
    at += 48;
  }
  const signs = f64x2(-1, 1);
  for (let j: i32 = 0; j < half; j++) {
    const below = products + <usize>j * 48;
    const above = products + <usize>(half - 1 - j) * 48;
    const a0 = v128.load_splat<f64>(above, 8);
    const a1 = v128.load_splat<f64>(above, 24);
    const a2 = v128.load_splat<f64>(above, 40);
    const c0 = v128.load_splat<f64>(below);
    const c1 = v128.load_splat<f64>(below, 16);
    const c2 = v128.load_splat<f64>(below, 32);
    const c = v128.load_splat<f64>(coefficients + ((<usize>j) << 3));
    const p0 = f64x2.mul(c, f64x2.mul(a0, c0));
    const p1 = f64x2.mul(c, f64x2.add(f64x2.mul(a0, c1), f64x2.mul(a1, c0)));
    const p2 = f64x2.mul(c, f64x2.add(f64x2.add(f64x2.mul(a0, c2), f64x2.mul(a1, c1)), f64x2.mul(a2, c0)));
    const u = f64x2(<f64>(j + 1) - f, <f64>j + f);
    const low = taps + <usize>(half - 1 - j) * 24;
    const high = taps + <usize>(half + j) * 24;
    storeApart(low, high, f64x2.mul(u, p0));
    storeApart(low + 8, high + 8, f64x2.add(f64x2.mul(u, p1), f64x2.mul(signs, p0)));
    storeApart(low + 16, high + 16, f64x2.add(f64x2.mul(u, p2), f64x2.mul(signs, p1)));
  }
}

function storeApart(low: usize, high: usize, values: v128): void {
  v128.store64_lane(low, values, 0);
  v128.store64_lane(high, values, 1);
}

/** Outputs n and n+1 of the paired form, each lane from its own place. */
function pairedRun(
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
function expandedRun(x: usize, shifts: usize, centre: f64, taps: usize, width: i32, count: i32, out: usize): void {
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
    // One tap at a time: V8 unrolls this itself, and what is unrolled here too does not fit its registers.
    for (const end = taps + <usize>width * 24; t < end; t += 24) {
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      const a = v128.load_splat<f64>(t);
      value0 = f64x2.add(value0, f64x2.mul(a, x0));
      value1 = f64x2.add(value1, f64x2.mul(a, x1));
      const b = v128.load_splat<f64>(t, 8);
      slope0 = f64x2.add(slope0, f64x2.mul(b, x0));
      slope1 = f64x2.add(slope1, f64x2.mul(b, x1));
      const c = v128.load_splat<f64>(t, 16);
      curve0 = f64x2.add(curve0, f64x2.mul(c, x0));
      curve1 = f64x2.add(curve1, f64x2.mul(c, x1));
      at += 8;
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

/** sum += x. `count` may be odd: rooms are even. */
export function add(sum: usize, x: usize, count: i32): void {
  for (let n: i32 = 0; n < count; n += 2) {
    v128.store(sum, f64x2.add(v128.load(sum), v128.load(x)));
    sum += 16;
    x += 16;
  }
}

/** out = factor × x. */
export function scale(x: usize, factor: f64, count: i32, out: usize): void {
  const factors = f64x2.splat(factor);
  for (let n: i32 = 0; n < count; n += 2) {
    v128.store(out, f64x2.mul(factors, v128.load(x)));
    x += 16;
    out += 16;
  }
}

/** sum += share × x. */
export function addShare(x: usize, share: f64, count: i32, sum: usize): void {
  const shares = f64x2.splat(share);
  for (let n: i32 = 0; n < count; n += 2) {
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.mul(shares, v128.load(x))));
    x += 16;
    sum += 16;
  }
}

/** sum += factor (1 + rate) x + rate constant. */
export function addScaled(sum: usize, x: usize, rates: usize, factor: f64, constant: f64, count: i32): void {
  const one = f64x2.splat(1);
  const factors = f64x2.splat(factor);
  const constants = f64x2.splat(constant);
  for (let n: i32 = 0; n < count; n += 2) {
    const rate = v128.load(rates);
    const moving = f64x2.mul(f64x2.mul(factors, f64x2.add(one, rate)), v128.load(x));
    v128.store(sum, f64x2.add(v128.load(sum), f64x2.add(moving, f64x2.mul(rate, constants))));
    sum += 16;
    x += 16;
    rates += 16;
  }
}
