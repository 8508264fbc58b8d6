// First passes (stride 1): two groups at a time, from numbers as they come to blocks of two.

/**
 * Radix 4 from real and imaginary parts at xr + step i, xi + step i: step 8 when they lie apart, 16 when they alternate.
 */
export function first4(xr: usize, xi: usize, step: i32, y: usize, w: usize, groups: i32): void {
  const leap: usize = <usize>step * groups;
  let p: i32 = 0;
  for (; p + 2 <= groups; p += 2) {
    butterfly4(xr, xi, step, leap, y, w, w + 48);
    xr += 2 * step;
    xi += 2 * step;
    y += 128;
    w += 96;
  }
  if (p < groups) lastButterfly4(xr, xi, leap, y, w);
}

function pairAt(x: usize, step: i32): v128 {
  return step == 8 ? v128.load(x) : v128.load64_lane(x + step, v128.load_zero<f64>(x), 1);
}

function pairOf(low: usize, high: usize): v128 {
  return v128.load64_lane(high, v128.load_zero<f64>(low), 1);
}

/** Lane 0 of both, lane 1 of both. */
function lows(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 0, 2);
}

function highs(a: v128, b: v128): v128 {
  return v128.shuffle<f64>(a, b, 1, 3);
}

function butterfly4(xr: usize, xi: usize, step: i32, leap: usize, y: usize, w: usize, v: usize): void {
  const r0 = pairAt(xr, step);
  const i0 = pairAt(xi, step);
  const r1 = pairAt(xr + leap, step);
  const i1 = pairAt(xi + leap, step);
  const r2 = pairAt(xr + 2 * leap, step);
  const i2 = pairAt(xi + 2 * leap, step);
  const r3 = pairAt(xr + 3 * leap, step);
  const i3 = pairAt(xi + 3 * leap, step);
  const evenSumR = f64x2.add(r0, r2);
  const evenDiffR = f64x2.sub(r0, r2);
  const oddSumR = f64x2.add(r1, r3);
  const oddDiffR = f64x2.sub(r1, r3);
  const evenSumI = f64x2.add(i0, i2);
  const evenDiffI = f64x2.sub(i0, i2);
  const oddSumI = f64x2.add(i1, i3);
  const oddDiffI = f64x2.sub(i1, i3);
  const zr = f64x2.add(evenSumR, oddSumR);
  const zi = f64x2.add(evenSumI, oddSumI);
  const ur = f64x2.add(evenDiffR, oddDiffI);
  const ui = f64x2.sub(evenDiffI, oddDiffR);
  const c1 = pairOf(w, v);
  const s1 = pairOf(w + 8, v + 8);
  const br = f64x2.sub(f64x2.mul(ur, c1), f64x2.mul(ui, s1));
  const bi = f64x2.add(f64x2.mul(ur, s1), f64x2.mul(ui, c1));
  v128.store(y, lows(zr, br));
  v128.store(y, lows(zi, bi), 16);
  v128.store(y, highs(zr, br), 64);
  v128.store(y, highs(zi, bi), 80);
  const vr = f64x2.sub(evenSumR, oddSumR);
  const vi = f64x2.sub(evenSumI, oddSumI);
  const c2 = pairOf(w + 16, v + 16);
  const s2 = pairOf(w + 24, v + 24);
  const cr = f64x2.sub(f64x2.mul(vr, c2), f64x2.mul(vi, s2));
  const ci = f64x2.add(f64x2.mul(vr, s2), f64x2.mul(vi, c2));
  const wr = f64x2.sub(evenDiffR, oddDiffI);
  const wi = f64x2.add(evenDiffI, oddDiffR);
  const c3 = pairOf(w + 32, v + 32);
  const s3 = pairOf(w + 40, v + 40);
  const dr = f64x2.sub(f64x2.mul(wr, c3), f64x2.mul(wi, s3));
  const di = f64x2.add(f64x2.mul(wr, s3), f64x2.mul(wi, c3));
  v128.store(y, lows(cr, dr), 32);
  v128.store(y, lows(ci, di), 48);
  v128.store(y, highs(cr, dr), 96);
  v128.store(y, highs(ci, di), 112);
}

/** One group alone: the last of an odd number. */
function lastButterfly4(xr: usize, xi: usize, leap: usize, y: usize, w: usize): void {
  const evenSumR = load<f64>(xr) + load<f64>(xr + 2 * leap);
  const evenDiffR = load<f64>(xr) - load<f64>(xr + 2 * leap);
  const oddSumR = load<f64>(xr + leap) + load<f64>(xr + 3 * leap);
  const oddDiffR = load<f64>(xr + leap) - load<f64>(xr + 3 * leap);
  const evenSumI = load<f64>(xi) + load<f64>(xi + 2 * leap);
  const evenDiffI = load<f64>(xi) - load<f64>(xi + 2 * leap);
  const oddSumI = load<f64>(xi + leap) + load<f64>(xi + 3 * leap);
  const oddDiffI = load<f64>(xi + leap) - load<f64>(xi + 3 * leap);
  store<f64>(y, evenSumR + oddSumR);
  store<f64>(y, evenSumI + oddSumI, 16);
  storeRotated(y + 8, evenDiffR + oddDiffI, evenDiffI - oddDiffR, w);
  storeRotated(y + 32, evenSumR - oddSumR, evenSumI - oddSumI, w + 16);
  storeRotated(y + 40, evenDiffR - oddDiffI, evenDiffI + oddDiffR, w + 32);
}

/** Radix 2: where the length is twice an odd number. */
export function first2(xr: usize, xi: usize, step: i32, y: usize, w: usize, groups: i32): void {
  const leap: usize = <usize>step * groups;
  for (let p: i32 = 0; p < groups; p++) {
    store<f64>(y, load<f64>(xr) + load<f64>(xr + leap));
    store<f64>(y, load<f64>(xi) + load<f64>(xi + leap), 16);
    storeRotated(y + 8, load<f64>(xr) - load<f64>(xr + leap), load<f64>(xi) - load<f64>(xi + leap), w);
    xr += step;
    xi += step;
    y += 32;
    w += 16;
  }
}

function storeRotated(y: usize, re: f64, im: f64, w: usize): void {
  const c = load<f64>(w);
  const s = load<f64>(w, 8);
  store<f64>(y, re * c - im * s);
  store<f64>(y, re * s + im * c, 16);
}

/** From blocks of two to parts that lie apart, scaled. */
export function unblock(x: usize, length: i32, scale: f64, re: usize, im: usize): void {
  const factor = f64x2.splat(scale);
  for (let n: i32 = 0; n < length; n += 2) {
    v128.store(re, f64x2.mul(v128.load(x), factor));
    v128.store(im, f64x2.mul(v128.load(x, 16), factor));
    x += 32;
    re += 16;
    im += 16;
  }
}

/** a × b, parts apart. */
export function multiply(ar: usize, ai: usize, br: usize, bi: usize, length: i32, re: usize, im: usize): void {
  for (let n: usize = 0; n < (<usize>length) << 3; n += 8) {
    const xr = load<f64>(ar + n);
    const xi = load<f64>(ai + n);
    const yr = load<f64>(br + n);
    const yi = load<f64>(bi + n);
    store<f64>(re + n, xr * yr - xi * yi);
    store<f64>(im + n, xr * yi + xi * yr);
  }
}
