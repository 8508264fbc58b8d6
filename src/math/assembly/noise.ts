// Normal numbers and the poles that colour them; see core/ziggurat.ts and plain-noise.ts.

const LN2: f64 = 0.6931471805599453;
const LN2_HIGH: f64 = 0.69314718036912381649;
const LN2_LOW: f64 = 1.90821492927058770002e-10;
const SQRT2: f64 = 1.4142135623730951;
const SQRT1_2: f64 = 0.7071067811865476;
const TAIL: f64 = 3.6541528853610088;
/** Bytes from the words of the four generators to those of the fifth. */
const SPARE: usize = 64;

/** `count`, a multiple of four, normal numbers. */
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
    const below0 = f64x2.lt(f64x2.abs(place0), v128.shuffle<f64>(entry0, entry1, 1, 3));
    const below1 = f64x2.lt(f64x2.abs(place1), v128.shuffle<f64>(entry2, entry3, 1, 3));
    if (i64x2.all_true(v128.and(below0, below1))) continue;
    if (!i64x2.extract_lane(below0, 0))
      redraw(words, table, f64x2.extract_lane(place0, 0), i32x4.extract_lane(at, 0), out);
    if (!i64x2.extract_lane(below0, 1))
      redraw(words, table, f64x2.extract_lane(place0, 1), i32x4.extract_lane(at, 1), out + 8);
    if (!i64x2.extract_lane(below1, 0))
      redraw(words, table, f64x2.extract_lane(place1, 0), i32x4.extract_lane(at, 2), out + 16);
    if (!i64x2.extract_lane(below1, 1))
      redraw(words, table, f64x2.extract_lane(place1, 1), i32x4.extract_lane(at, 3), out + 24);
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
    const outer = 0.5 * width;
    const inner = width * inside;
    const low = exponential(-0.5 * (outer * outer - x * x));
    const high = exponential(-0.5 * (inner * inner - x * x));
    if (low + fraction(words) * (high - low) < 1) {
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

/** Of small numbers; see core/portable.ts. */
function exponential(x: f64): f64 {
  const halvings = Math.floor(x / LN2 + 0.5);
  const rest = x - halvings * LN2_HIGH - halvings * LN2_LOW;
  let sum: f64 = 1;
  for (let n: i32 = 14; n >= 1; n--) sum = 1 + (rest * sum) / <f64>n;
  for (let n: i32 = <i32>halvings; n > 0; n--) sum *= 2;
  for (let n: i32 = <i32>halvings; n < 0; n++) sum /= 2;
  return sum;
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

/** out = factor × white; the count is even. */
export function scale(white: usize, factor: f64, count: i32, out: usize): void {
  const factors = f64x2.splat(factor);
  for (let n: i32 = 0; n < count; n += 2) {
    v128.store(out, f64x2.mul(factors, v128.load(white)));
    white += 16;
    out += 16;
  }
}

/** Adds what two poles make of the white noise; their states x go on. */
export function addPoles2(poles: usize, residues: usize, states: usize, white: usize, count: i32, out: usize): void {
  const p = v128.load(poles);
  const r = v128.load(residues);
  const pp = f64x2.mul(p, p);
  let x = v128.load(states);
  for (const end = out + ((<usize>count) << 3); out < end; out += 16) {
    const first = v128.load_splat<f64>(white);
    const second = v128.load_splat<f64>(white, 8);
    const move = f64x2.mul(p, first);
    const now = f64x2.mul(r, x);
    const then = f64x2.mul(r, f64x2.add(f64x2.mul(p, x), first));
    x = f64x2.add(f64x2.mul(pp, x), f64x2.add(move, second));
    v128.store(out, f64x2.add(v128.load(out), sums(now, then)));
    white += 16;
  }
  v128.store(states, x);
}

/** The same of four. */
export function addPoles4(poles: usize, residues: usize, states: usize, white: usize, count: i32, out: usize): void {
  const p = v128.load(poles);
  const q = v128.load(poles, 16);
  const r = v128.load(residues);
  const s = v128.load(residues, 16);
  const pp = f64x2.mul(p, p);
  const qq = f64x2.mul(q, q);
  let x = v128.load(states);
  let y = v128.load(states, 16);
  for (const end = out + ((<usize>count) << 3); out < end; out += 16) {
    const first = v128.load_splat<f64>(white);
    const second = v128.load_splat<f64>(white, 8);
    const now = f64x2.add(f64x2.mul(r, x), f64x2.mul(s, y));
    const x1 = f64x2.add(f64x2.mul(p, x), first);
    const y1 = f64x2.add(f64x2.mul(q, y), first);
    const then = f64x2.add(f64x2.mul(r, x1), f64x2.mul(s, y1));
    x = f64x2.add(f64x2.mul(pp, x), f64x2.add(f64x2.mul(p, first), second));
    y = f64x2.add(f64x2.mul(qq, y), f64x2.add(f64x2.mul(q, first), second));
    v128.store(out, f64x2.add(v128.load(out), sums(now, then)));
    white += 16;
  }
  v128.store(states, x);
  v128.store(states, y, 16);
}

/** The sum of a's lanes, and that of b's. */
function sums(a: v128, b: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(a, b, 0, 2), v128.shuffle<f64>(a, b, 1, 3));
}
