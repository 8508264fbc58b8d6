// Filters whose taps move from output to output; see plain-blend.ts.

/** taps = Σ_k weights[k] nodes[k], of `width` taps each, which is even. */
export function blendTaps(nodes: usize, weights: usize, width: i32, taps: usize): void {
  const a = v128.load_splat<f64>(weights);
  const b = v128.load_splat<f64>(weights, 8);
  const c = v128.load_splat<f64>(weights, 16);
  const d = v128.load_splat<f64>(weights, 24);
  const row = (<usize>width) << 3;
  for (let end = nodes + row; nodes < end; nodes += 16) {
    const third = nodes + 2 * row;
    const first = f64x2.add(f64x2.mul(a, v128.load(nodes)), f64x2.mul(b, v128.load(nodes + row)));
    const all = f64x2.add(f64x2.add(first, f64x2.mul(c, v128.load(third))), f64x2.mul(d, v128.load(third + row)));
    v128.store(taps, all);
    taps += 16;
  }
}

/**
 * out[s outs + m] = Σ_j taps_m[j] x[s stride + step m + j] for `count` outputs of `many` series, `stride` samples apart; the taps
 * of each output are blended in `taps`.
 */
export function blend(
  x: usize,
  stride: i32,
  many: i32,
  nodes: usize,
  weights: usize,
  width: i32,
  step: i32,
  count: i32,
  taps: usize,
  out: usize,
  outs: i32,
): void {
  const between = (<usize>stride) << 3;
  const apart = (<usize>outs) << 3;
  for (let m: i32 = 0; m < count; m++) {
    blendTaps(nodes, weights + ((<usize>m) << 5), width, taps);
    let at = x + ((<usize>(step * m)) << 3);
    let to = out + ((<usize>m) << 3);
    let s: i32 = 0;
    for (; s + 6 <= many; s += 6) {
      six(taps, at, between, width, to, apart);
      at += 6 * between;
      to += 6 * apart;
    }
    for (; s < many; s++) {
      one(taps, at, width, to);
      at += between;
      to += apart;
    }
  }
}

/** Six series at once: as many sums as hide how long an addition takes. */
function six(taps: usize, x0: usize, between: usize, width: i32, out: usize, apart: usize): void {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  let e = a;
  let f = a;
  let x1 = x0 + between;
  let x2 = x1 + between;
  let x3 = x2 + between;
  let x4 = x3 + between;
  let x5 = x4 + between;
  for (let end = taps + ((<usize>width) << 3); taps < end; taps += 16) {
    const tap = v128.load(taps);
    a = f64x2.add(a, f64x2.mul(tap, v128.load(x0)));
    b = f64x2.add(b, f64x2.mul(tap, v128.load(x1)));
    c = f64x2.add(c, f64x2.mul(tap, v128.load(x2)));
    d = f64x2.add(d, f64x2.mul(tap, v128.load(x3)));
    e = f64x2.add(e, f64x2.mul(tap, v128.load(x4)));
    f = f64x2.add(f, f64x2.mul(tap, v128.load(x5)));
    x0 += 16;
    x1 += 16;
    x2 += 16;
    x3 += 16;
    x4 += 16;
    x5 += 16;
  }
  store<f64>(out, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
  store<f64>(out + apart, f64x2.extract_lane(b, 0) + f64x2.extract_lane(b, 1));
  store<f64>(out + 2 * apart, f64x2.extract_lane(c, 0) + f64x2.extract_lane(c, 1));
  store<f64>(out + 3 * apart, f64x2.extract_lane(d, 0) + f64x2.extract_lane(d, 1));
  store<f64>(out + 4 * apart, f64x2.extract_lane(e, 0) + f64x2.extract_lane(e, 1));
  store<f64>(out + 5 * apart, f64x2.extract_lane(f, 0) + f64x2.extract_lane(f, 1));
}

function one(taps: usize, x: usize, width: i32, out: usize): void {
  let a = f64x2.splat(0);
  for (let end = taps + ((<usize>width) << 3); taps < end; taps += 16) {
    a = f64x2.add(a, f64x2.mul(v128.load(taps), v128.load(x)));
    x += 16;
  }
  store<f64>(out, f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1));
}
