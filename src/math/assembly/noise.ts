// Normal numbers and the poles that colour them; see core/ziggurat.ts and plain-noise.ts.

const LN2_HIGH: f64 = 0.69314718036912381649;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const SQRT2: f64 = 1.4142135623730951;
const SQRT1_2: f64 = 0.7071067811865476;
const TAIL: f64 = 3.6541528853610088;
/** Bytes from the layers' widths to their ratios. */
const LAYERS: usize = 4096;
/** Bytes from the words of the four generators to those of the fifth. */
const SPARE: usize = 64;
/** And to room for what was rejected: four places, four layers. */
const PLACES: usize = 80;

/** `count`, a multiple of four, normal numbers; the words are followed by room for 48 bytes. */
export function normals(words: usize, table: usize, count: i32, out: usize): void {
  let a = v128.load(words);
  let b = v128.load(words, 16);
  let c = v128.load(words, 32);
  let d = v128.load(words, 48);
  const one = f64x2.splat(1);
  const middle = f64x2.splat(1.5);
  const bytes = i32x4.splat(0xff0);
  for (const end = out + ((<usize>count) << 3); out < end; out += 32) {
    const high = i32x4.add(turned7(i32x4.add(a, d)), a);
    const b1 = b;
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, i32x4.shl(b1, 9));
    d = turned11(d);
    const low = i32x4.add(turned7(i32x4.add(a, d)), a);
    const b2 = b;
    c = v128.xor(c, a);
    d = v128.xor(d, b);
    b = v128.xor(b, c);
    a = v128.xor(a, d);
    c = v128.xor(c, i32x4.shl(b2, 9));
    d = turned11(d);
    const first = v128.shuffle<i32>(low, high, 0, 4, 1, 5);
    const second = v128.shuffle<i32>(low, high, 2, 6, 3, 7);
    const place0 = f64x2.sub(v128.or(i64x2.shr_u(first, 12), one), middle);
    const place1 = f64x2.sub(v128.or(i64x2.shr_u(second, 12), one), middle);
    const at = v128.and(i32x4.shl(low, 4), bytes);
    const entry0 = v128.load(table + i32x4.extract_lane(at, 0));
    const entry1 = v128.load(table + i32x4.extract_lane(at, 1));
    const entry2 = v128.load(table + i32x4.extract_lane(at, 2));
    const entry3 = v128.load(table + i32x4.extract_lane(at, 3));
    const value0 = f64x2.mul(place0, v128.shuffle<f64>(entry0, entry1, 0, 2));
    const value1 = f64x2.mul(place1, v128.shuffle<f64>(entry2, entry3, 0, 2));
    v128.store(out, value0);
    v128.store(out, value1, 16);
    const inside0 = f64x2.lt(f64x2.abs(place0), v128.shuffle<f64>(entry0, entry1, 1, 3));
    const inside1 = f64x2.lt(f64x2.abs(place1), v128.shuffle<f64>(entry2, entry3, 1, 3));
    if (i64x2.all_true(v128.and(inside0, inside1))) continue;
    v128.store(words, place0, PLACES);
    v128.store(words, place1, PLACES + 16);
    v128.store(words, at, PLACES + 32);
    let left = 15 ^ (i64x2.bitmask(inside0) | (i64x2.bitmask(inside1) << 2));
    do {
      const lane = <usize>ctz(left);
      redraw(
        words,
        table,
        load<f64>(words + (lane << 3), PLACES),
        load<i32>(words + (lane << 2), PLACES + 32),
        out + (lane << 3),
      );
      left &= left - 1;
    } while (left != 0);
  }
  v128.store(words, a);
  v128.store(words, b, 16);
  v128.store(words, c, 32);
  v128.store(words, d, 48);
}

function turned7(x: v128): v128 {
  return v128.or(i32x4.shl(x, 7), i32x4.shr_u(x, 25));
}

function turned11(x: v128): v128 {
  return v128.or(i32x4.shl(x, 11), i32x4.shr_u(x, 21));
}

/** Stores the number of a place that may be above the curve, or another; `at` is 16 times the layer. */
function redraw(words: usize, table: usize, place: f64, at: i32, out: usize): void {
  while (true) {
    const width = load<f64>(table + at);
    const inside = load<f64>(table + at, 8);
    const x = place * width;
    if (Math.abs(place) < inside) {
      store<f64>(out, x);
      return;
    }
    if (at == 0) {
      store<f64>(out, place < 0 ? -tail(words) : tail(words));
      return;
    }
    const inner = width * inside;
    const lowest = load<f64>(table + LAYERS + (at >> 1));
    if (lowest + fraction(words) * (1 - lowest) < exponential(0.5 * (inner * inner - x * x))) {
      store<f64>(out, x);
      return;
    }
    const upper = word(words);
    const lower = word(words);
    place = (<f64>upper * 1048576 + <f64>(lower >>> 12)) * 2.220446049250313e-16 - 0.5;
    at = (lower << 4) & 0xff0;
  }
}

function tail(words: usize): f64 {
  while (true) {
    const x = -logarithm(fraction(words)) / TAIL;
    const y = -logarithm(fraction(words));
    if (y + y > x * x) return TAIL + x;
  }
}

/** A step of the fifth generator. */
function word(words: usize): u32 {
  const a = load<u32>(words, SPARE);
  const b = load<u32>(words, SPARE + 4);
  const c = load<u32>(words, SPARE + 8) ^ a;
  const last = load<u32>(words, SPARE + 12);
  const d = last ^ b;
  store<u32>(words, a ^ d, SPARE);
  store<u32>(words, b ^ c, SPARE + 4);
  store<u32>(words, c ^ (b << 9), SPARE + 8);
  store<u32>(words, rotl<u32>(d, 11), SPARE + 12);
  return rotl<u32>(a + last, 7) + a;
}

function fraction(words: usize): f64 {
  const high = word(words) >>> 6;
  const low = word(words) >>> 6;
  return (<f64>high * 67108864 + <f64>low + 0.5) * 2.220446049250313e-16;
}

/** From −0.75 to 0. */
function exponential(x: f64): f64 {
  const y = x * x;
  const even =
    1.0 +
    y *
      (1.0 / 2.0 +
        y * (1.0 / 24.0 + y * (1.0 / 720.0 + y * (1.0 / 40320.0 + y * (1.0 / 3628800.0 + y * (1.0 / 479001600.0))))));
  const odd =
    1.0 +
    y *
      (1.0 / 6.0 +
        y *
          (1.0 / 120.0 +
            y * (1.0 / 5040.0 + y * (1.0 / 362880.0 + y * (1.0 / 39916800.0 + y * (1.0 / 6227020800.0))))));
  return even + x * odd;
}

/** Of numbers from 2^-53 to 1. */
function logarithm(x: f64): f64 {
  let mantissa = x;
  let twos: f64 = 0;
  for (; mantissa < 2.3283064365386963e-10; twos -= 32) mantissa *= 4294967296;
  for (; mantissa > SQRT2; twos++) mantissa /= 2;
  for (; mantissa < SQRT1_2; twos--) mantissa *= 2;
  const ratio = (mantissa - 1) / (mantissa + 1);
  const square = ratio * ratio;
  let sum: f64 = 0;
  for (let n: i32 = 23; n >= 1; n -= 2) sum = 1 / <f64>n + square * sum;
  return twos * LN2_HIGH + (2 * ratio * sum + twos * LN2_LOW);
}

/**
 * What two poles make of the white noise is added, for the first poles to direct × white, else to what is there. The states
 * x of the poles go on.
 */
export function addPoles2(
  poles: usize,
  residues: usize,
  states: usize,
  isFirst: bool,
  direct: f64,
  white: usize,
  count: i32,
  out: usize,
): void {
  const p = v128.load(poles);
  const r = v128.load(residues);
  const pp = f64x2.mul(p, p);
  const factors = f64x2.splat(direct);
  let x = v128.load(states);
  for (const end = out + ((<usize>count) << 3); out < end; out += 16) {
    const both = v128.load(white);
    const first = v128.shuffle<f64>(both, both, 0, 0);
    const second = v128.shuffle<f64>(both, both, 1, 1);
    const move = f64x2.mul(p, first);
    const now = f64x2.mul(r, x);
    const then = f64x2.mul(r, f64x2.add(f64x2.mul(p, x), first));
    x = f64x2.add(f64x2.mul(pp, x), f64x2.add(move, second));
    const before = isFirst ? f64x2.mul(factors, both) : v128.load(out);
    v128.store(out, f64x2.add(before, sums(now, then)));
    white += 16;
  }
  v128.store(states, x);
}

/** The same of four. */
export function addPoles4(
  poles: usize,
  residues: usize,
  states: usize,
  isFirst: bool,
  direct: f64,
  white: usize,
  count: i32,
  out: usize,
): void {
  const p = v128.load(poles);
  const q = v128.load(poles, 16);
  const r = v128.load(residues);
  const s = v128.load(residues, 16);
  const pp = f64x2.mul(p, p);
  const qq = f64x2.mul(q, q);
  const factors = f64x2.splat(direct);
  let x = v128.load(states);
  let y = v128.load(states, 16);
  for (const end = out + ((<usize>count) << 3); out < end; out += 16) {
    const both = v128.load(white);
    const first = v128.shuffle<f64>(both, both, 0, 0);
    const second = v128.shuffle<f64>(both, both, 1, 1);
    const now = f64x2.add(f64x2.mul(r, x), f64x2.mul(s, y));
    const x1 = f64x2.add(f64x2.mul(p, x), first);
    const y1 = f64x2.add(f64x2.mul(q, y), first);
    const then = f64x2.add(f64x2.mul(r, x1), f64x2.mul(s, y1));
    x = f64x2.add(f64x2.mul(pp, x), f64x2.add(f64x2.mul(p, first), second));
    y = f64x2.add(f64x2.mul(qq, y), f64x2.add(f64x2.mul(q, first), second));
    const before = isFirst ? f64x2.mul(factors, both) : v128.load(out);
    v128.store(out, f64x2.add(before, sums(now, then)));
    white += 16;
  }
  v128.store(states, x);
  v128.store(states, y, 16);
}

/** The sum of a's lanes, and that of b's. */
function sums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}
