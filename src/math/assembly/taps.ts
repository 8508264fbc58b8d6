// Taps of the interpolation; see taps.ts of the plain twin.

/**
 * The taps at f + δ up to δ², in threes; see taps.ts. Products from below run in lane 0 and those from above in lane 1;
 * afterwards node −j has lane 0 and node 1+j lane 1. `products` has room for 6 half numbers.
 */
export function expandTaps(coefficients: usize, half: i32, f: f64, taps: usize, products: usize): void {
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
