// Interpolation at varying shifts; see plain-lagrange.ts and plain-descent.ts.

import { endOfRuns, firstRun, isNarrow, nextRun } from "./runs";
import { add } from "./sums";
import { expandTaps } from "./taps";

/**
 * The outputs of a chunk, by its cut into runs: those that hardly vary by expanded taps, the rest in the paired form. `work`
 * has room for 6 half numbers for the taps and 6 half for products.
 */
export function lagrangeChunk(
  window: usize,
  shifts: usize,
  cut: usize,
  offset: i32,
  coefficients: usize,
  half: i32,
  work: usize,
  out: usize,
): void {
  for (let run = firstRun(cut), end = endOfRuns(cut); run < end; run = nextRun(run)) {
    const from = load<i32>(run);
    const count = load<i32>(run, 4);
    const low = load<f64>(run, 8);
    const high = load<f64>(run, 16);
    if (!isNarrow(low, high)) {
      pairedRun(window, shifts, offset, from, count, coefficients, half, out);
      continue;
    }
    const centre = 0.5 * (low + high);
    const floor = Math.floor(centre);
    expandTaps(coefficients, half, centre - floor, work, work + <usize>half * 48);
    const start = (<usize>from) << 3;
    const first = window + ((<usize>(offset + <i32>floor - half + 1)) << 3) + start;
    expandedRun(first, shifts + start, centre, work, 2 * half, count, out + start);
  }
}

/**
 * Two series at once, to the first order about the centre of a run, added to the shifts and to `rates`: the sums one delay
 * deeper. The windows of the series lie `between` bytes apart.
 */
export function descendChunk(
  window: usize,
  between: usize,
  shifts: usize,
  rates: usize,
  cut: usize,
  offset: i32,
  coefficients: usize,
  half: i32,
  work: usize,
  outShifts: usize,
  outRates: usize,
): void {
  for (let run = firstRun(cut), end = endOfRuns(cut); run < end; run = nextRun(run)) {
    const from = load<i32>(run);
    const count = load<i32>(run, 4);
    const low = load<f64>(run, 8);
    const high = load<f64>(run, 16);
    const start = (<usize>from) << 3;
    if (!isNarrow(low, high)) {
      pairedRun(window, shifts, offset, from, count, coefficients, half, outShifts);
      pairedRun(window + between, shifts, offset, from, count, coefficients, half, outRates);
      add(outShifts + start, shifts + start, count);
      add(outRates + start, rates + start, count);
      continue;
    }
    const centre = 0.5 * (low + high);
    const floor = Math.floor(centre);
    expandTaps(coefficients, half, centre - floor, work, work + <usize>half * 48);
    const first = window + ((<usize>(offset + <i32>floor - half + 1)) << 3) + start;
    descendRun(
      first,
      between,
      shifts + start,
      rates + start,
      centre,
      work,
      2 * half,
      count,
      outShifts + start,
      outRates + start,
    );
  }
}

/** Runs begin at even numbers and rooms are even. */
function descendRun(
  x: usize,
  between: usize,
  shifts: usize,
  rates: usize,
  centre: f64,
  taps: usize,
  width: i32,
  count: i32,
  outShifts: usize,
  outRates: usize,
): void {
  const centres = f64x2.splat(centre);
  const tapsEnd = taps + <usize>width * 24;
  for (const end = shifts + ((<usize>count) << 3); shifts < end; shifts += 32) {
    let value0 = f64x2.splat(0);
    let value1 = value0;
    let value2 = value0;
    let value3 = value0;
    let slope0 = value0;
    let slope1 = value0;
    let slope2 = value0;
    let slope3 = value0;
    let at = x;
    for (let t = taps; t < tapsEnd; t += 24) {
      const other = at + between;
      const x0 = v128.load(at);
      const x1 = v128.load(at, 16);
      const x2 = v128.load(other);
      const x3 = v128.load(other, 16);
      const a = v128.load_splat<f64>(t);
      value0 = f64x2.add(value0, f64x2.mul(a, x0));
      value1 = f64x2.add(value1, f64x2.mul(a, x1));
      value2 = f64x2.add(value2, f64x2.mul(a, x2));
      value3 = f64x2.add(value3, f64x2.mul(a, x3));
      const b = v128.load_splat<f64>(t, 8);
      slope0 = f64x2.add(slope0, f64x2.mul(b, x0));
      slope1 = f64x2.add(slope1, f64x2.mul(b, x1));
      slope2 = f64x2.add(slope2, f64x2.mul(b, x2));
      slope3 = f64x2.add(slope3, f64x2.mul(b, x3));
      at += 8;
    }
    const before0 = v128.load(shifts);
    const before1 = v128.load(shifts, 16);
    const delta0 = f64x2.sub(before0, centres);
    const delta1 = f64x2.sub(before1, centres);
    v128.store(outShifts, f64x2.add(f64x2.add(value0, f64x2.mul(delta0, slope0)), before0));
    v128.store(outShifts, f64x2.add(f64x2.add(value1, f64x2.mul(delta1, slope1)), before1), 16);
    v128.store(outRates, f64x2.add(f64x2.add(value2, f64x2.mul(delta0, slope2)), v128.load(rates)));
    v128.store(outRates, f64x2.add(f64x2.add(value3, f64x2.mul(delta1, slope3)), v128.load(rates, 16)), 16);
    x += 32;
    rates += 32;
    outShifts += 32;
    outRates += 32;
  }
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
