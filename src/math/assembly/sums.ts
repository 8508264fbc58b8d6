// Sums of series; see plain-nested.ts.

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
