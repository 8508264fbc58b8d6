// What a triangle's three channels answer to a wave whose frequency hardly changes, two samples at a time; see plain-slow.ts.

const TURN: f64 = 0.6366197723675814;
const MAGIC: f64 = 6755399441055744;
const QUARTER: f64 = 1.5707963267341256;
const REST: f64 = 6.077100506506192e-11;

/** Bytes of a triangle at two times. */
const ROW: usize = 336;
/** Places in the work space: sines and cosines, D and D², links, variables. */
const ARMS: usize = 128;
const LINKS: usize = 320;
const VARIABLES: usize = 512;

/** Six series of `length` numbers at `out`: real and imaginary parts of A, E and T. The work space has 640 bytes. */
export function slowChannels(
  table: usize,
  wave: usize,
  dt: f64,
  length: i32,
  twice: bool,
  work: usize,
  out: usize,
): void {
  const series: usize = (<usize>length) << 3;
  const step = f64x2.splat(dt);
  for (let n: i32 = 0; n < length; n += 2) {
    const t = f64x2.mul(f64x2.replace_lane(f64x2.splat(<f64>n), 1, <f64>(n + 1)), step);
    const since = spacecraft(table, wave, t, work, 0);
    spacecraft(table, wave, t, work, 1);
    spacecraft(table, wave, t, work, 2);
    const rate = f64x2.add(
      v128.load_splat<f64>(wave, 40),
      f64x2.mul(since, f64x2.add(v128.load_splat<f64>(wave, 24), f64x2.mul(v128.load_splat<f64>(wave, 48), since))),
    );
    linksOf(table, wave, rate, work, 0, 32);
    linksOf(table, wave, rate, work, 1, 64);
    linksOf(table, wave, rate, work, 2, 0);
    michelson(work, 0, 2, twice);
    michelson(work, 1, 0, twice);
    michelson(work, 2, 1, twice);
    mix(work + VARIABLES, out, 2 * series);
    mix(work + VARIABLES + 16, out + series, 2 * series);
    table += ROW;
    out += 16;
  }
}

/** a x + b y + c z, with a, b and c at `wave`. */
function product(wave: usize, x: v128, y: v128, z: v128): v128 {
  const both = f64x2.add(f64x2.mul(v128.load_splat<f64>(wave), x), f64x2.mul(v128.load_splat<f64>(wave, 8), y));
  return f64x2.add(both, f64x2.mul(v128.load_splat<f64>(wave, 16), z));
}

function spacecraft(table: usize, wave: usize, t: v128, work: usize, sc: usize): v128 {
  const at = table + 48 * sc;
  const away = product(wave + 56, v128.load(at), v128.load(at, 16), v128.load(at, 32));
  const since = f64x2.sub(t, away);
  const even = f64x2.sub(f64x2.mul(v128.load_splat<f64>(wave, 8), t), f64x2.mul(v128.load_splat<f64>(wave, 16), away));
  const drift = f64x2.mul(
    f64x2.mul(since, since),
    f64x2.add(v128.load_splat<f64>(wave, 24), f64x2.mul(v128.load_splat<f64>(wave, 32), since)),
  );
  sineCosine(f64x2.add(v128.load_splat<f64>(wave), f64x2.add(even, drift)), work + 32 * sc);
  return since;
}

function linksOf(table: usize, wave: usize, rate: v128, work: usize, arm: usize, next: usize): void {
  const at = table + 192 + 48 * arm;
  const nx = v128.load(at);
  const ny = v128.load(at, 16);
  const nz = v128.load(at, 32);
  const un = product(wave + 80, nx, ny, nz);
  const vn = product(wave + 104, nx, ny, nz);
  const along = product(wave + 56, nx, ny, nz);
  const two = f64x2.splat(2);
  const plus = f64x2.sub(f64x2.mul(un, un), f64x2.mul(vn, vn));
  const cross = f64x2.mul(two, f64x2.mul(un, vn));
  const half = f64x2.mul(rate, v128.load(table + 144 + 16 * arm));
  const hr = f64x2.mul(
    f64x2.add(f64x2.mul(v128.load_splat<f64>(wave, 128), plus), f64x2.mul(v128.load_splat<f64>(wave, 144), cross)),
    half,
  );
  const hi = f64x2.mul(
    f64x2.add(f64x2.mul(v128.load_splat<f64>(wave, 136), plus), f64x2.mul(v128.load_splat<f64>(wave, 152), cross)),
    half,
  );
  sineCosine(half, work + 96);
  const s = v128.load(work, 96);
  const c = v128.load(work, 112);
  sineCosine(f64x2.mul(half, along), work + 96);
  const sd = v128.load(work, 96);
  const cd = v128.load(work, 112);
  const dr = f64x2.sub(f64x2.mul(c, c), f64x2.mul(s, s));
  const di = f64x2.mul(f64x2.splat(-2), f64x2.mul(c, s));
  const to = work + ARMS + 64 * arm;
  v128.store(to, dr);
  v128.store(to, di, 16);
  v128.store(to, f64x2.sub(f64x2.mul(dr, dr), f64x2.mul(di, di)), 32);
  v128.store(to, f64x2.mul(two, f64x2.mul(dr, di)), 48);
  const one = f64x2.splat(1);
  const scd = f64x2.mul(s, cd);
  const csd = f64x2.mul(c, sd);
  const ccd = f64x2.mul(c, cd);
  const ssd = f64x2.mul(s, sd);
  const link1 = work + LINKS + 32 * arm;
  const up = f64x2.mul(half, f64x2.add(one, along));
  const down = f64x2.mul(half, f64x2.sub(one, along));
  link(link1, work + 32 * arm, up, f64x2.add(scd, csd), f64x2.sub(ccd, ssd), hr, hi);
  link(link1 + 96, work + next, down, f64x2.sub(scd, csd), f64x2.add(ccd, ssd), hr, hi);
}

function link(out: usize, emitter: usize, a: v128, sin: v128, cos: v128, hr: v128, hi: v128): void {
  const small = f64x2.lt(f64x2.abs(a), f64x2.splat(1e-9));
  const over = v128.bitselect(f64x2.splat(1), f64x2.div(sin, a), small);
  const er = f64x2.mul(over, cos);
  const ei = f64x2.mul(over, sin);
  const si = v128.load(emitter);
  const sr = v128.load(emitter, 16);
  const pr = f64x2.add(f64x2.mul(er, sr), f64x2.mul(ei, si));
  const pi = f64x2.sub(f64x2.mul(er, si), f64x2.mul(ei, sr));
  v128.store(out, f64x2.sub(f64x2.mul(hr, pr), f64x2.mul(hi, pi)));
  v128.store(out, f64x2.add(f64x2.mul(hr, pi), f64x2.mul(hi, pr)), 16);
}

function michelson(work: usize, i: usize, j: usize, twice: bool): void {
  const n = work + ARMS + 64 * i;
  const m = work + ARMS + 64 * j;
  const nr = v128.load(n);
  const ni = v128.load(n, 16);
  const n2r = v128.load(n, 32);
  const n2i = v128.load(n, 48);
  const mr = v128.load(m);
  const mi = v128.load(m, 16);
  const m2r = v128.load(m, 32);
  const m2i = v128.load(m, 48);
  const g = work + LINKS + 32 * i;
  const h = work + LINKS + 32 * j;
  const gr = v128.load(g);
  const gi = v128.load(g, 16);
  const ar = f64x2.add(v128.load(g, 96), f64x2.sub(f64x2.mul(nr, gr), f64x2.mul(ni, gi)));
  const ai = f64x2.add(v128.load(g, 112), f64x2.add(f64x2.mul(nr, gi), f64x2.mul(ni, gr)));
  const hr = v128.load(h, 96);
  const hi = v128.load(h, 112);
  const br = f64x2.add(v128.load(h), f64x2.sub(f64x2.mul(mr, hr), f64x2.mul(mi, hi)));
  const bi = f64x2.add(v128.load(h, 16), f64x2.add(f64x2.mul(mr, hi), f64x2.mul(mi, hr)));
  const one = f64x2.splat(1);
  const mc = f64x2.sub(one, m2r);
  const nc = f64x2.sub(one, n2r);
  let re = f64x2.sub(
    f64x2.add(f64x2.mul(mc, ar), f64x2.mul(m2i, ai)),
    f64x2.add(f64x2.mul(nc, br), f64x2.mul(n2i, bi)),
  );
  let im = f64x2.sub(
    f64x2.sub(f64x2.mul(mc, ai), f64x2.mul(m2i, ar)),
    f64x2.sub(f64x2.mul(nc, bi), f64x2.mul(n2i, br)),
  );
  if (twice) {
    const qr = f64x2.sub(one, f64x2.sub(f64x2.mul(n2r, m2r), f64x2.mul(n2i, m2i)));
    const qi = f64x2.neg(f64x2.add(f64x2.mul(n2r, m2i), f64x2.mul(n2i, m2r)));
    const before = re;
    re = f64x2.sub(f64x2.mul(re, qr), f64x2.mul(im, qi));
    im = f64x2.add(f64x2.mul(before, qi), f64x2.mul(im, qr));
  }
  v128.store(work + VARIABLES + 32 * i, im);
  v128.store(work + VARIABLES + 32 * i, f64x2.neg(re), 16);
}

function mix(x: usize, out: usize, channel: usize): void {
  const first = v128.load(x);
  const second = v128.load(x, 32);
  const third = v128.load(x, 64);
  const outer = f64x2.add(first, third);
  v128.store(out, f64x2.mul(f64x2.splat(0.7071067811865476), f64x2.sub(third, first)));
  const e = f64x2.sub(outer, f64x2.mul(f64x2.splat(2), second));
  v128.store(out + channel, f64x2.mul(f64x2.splat(0.4082482904638631), e));
  v128.store(out + 2 * channel, f64x2.mul(f64x2.splat(0.5773502691896258), f64x2.add(outer, second)));
}

/** The sine is stored at `out`, the cosine behind it. */
function sineCosine(x: v128, out: usize): void {
  const t = f64x2.add(f64x2.mul(x, f64x2.splat(TURN)), f64x2.splat(MAGIC));
  const q = f64x2.sub(t, f64x2.splat(MAGIC));
  const r = f64x2.sub(f64x2.sub(x, f64x2.mul(q, f64x2.splat(QUARTER))), f64x2.mul(q, f64x2.splat(REST)));
  const z = f64x2.mul(r, r);
  const z2 = f64x2.mul(z, z);
  const z4 = f64x2.mul(z2, z2);
  const odd = f64x2.add(
    f64x2.add(line(-1.0 / 6.0, 1.0 / 120.0, z), f64x2.mul(line(-1.0 / 5040.0, 1.0 / 362880.0, z), z2)),
    f64x2.mul(
      f64x2.add(line(-1.0 / 39916800.0, 1.0 / 6227020800.0, z), f64x2.mul(f64x2.splat(-1.0 / 1307674368000.0), z2)),
      z4,
    ),
  );
  const even = f64x2.add(
    f64x2.add(line(-1.0 / 2.0, 1.0 / 24.0, z), f64x2.mul(line(-1.0 / 720.0, 1.0 / 40320.0, z), z2)),
    f64x2.mul(
      f64x2.add(
        line(-1.0 / 3628800.0, 1.0 / 479001600.0, z),
        f64x2.mul(line(-1.0 / 87178291200.0, 1.0 / 20922789888000.0, z), z2),
      ),
      z4,
    ),
  );
  const s = f64x2.add(r, f64x2.mul(f64x2.mul(r, z), odd));
  const c = f64x2.add(f64x2.splat(1), f64x2.mul(z, even));
  const swap = i64x2.shr_s(i64x2.shl(t, 63), 63);
  const second = i64x2.shr_u(t, 1);
  v128.store(out, v128.xor(v128.bitselect(c, s, swap), i64x2.shl(second, 63)));
  v128.store(out, v128.xor(v128.bitselect(s, c, swap), i64x2.shl(v128.xor(t, second), 63)), 16);
}

function line(a: f64, b: f64, z: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(f64x2.splat(b), z));
}
