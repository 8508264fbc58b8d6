/**
 * J_0(x) to J_order(x) for x ≥ 0 into `out`: downwards from where they are nothing (J. C. P. Miller's recurrence, M. Abramowitz and
 * I. A. Stegun, 9.12), scaled by 1 = J₀ + 2 Σ J₂ₖ.
 */
export function besselJ(order: number, x: number, out: Float64Array = new Float64Array(order + 1)): Float64Array {
  out.fill(0, 0, order + 1);
  if (x < 1e-100) {
    out[0] = 1;
    return out;
  }
  // Beyond max(order, x) values fall at least as fast as Airy's function of (n − x)/(x/2)^(1/3) does.
  const most = Math.max(order, Math.ceil(x));
  const first = 2 * Math.ceil((most + 16 + 9 * Math.cbrt(most)) / 2);
  let [above, value, sum] = [0, Number.MIN_VALUE * 2 ** 60, 0];
  for (let n = first; n >= 0; n--) {
    if (n <= order) out[n] = value;
    if (n % 2 === 0) sum += n === 0 ? value : 2 * value;
    if (n > 0) [above, value] = [value, ((2 * n) / x) * value - above];
    if (Math.abs(value) > HUGE) {
      for (let k = Math.max(n - 1, 0); k <= order; k++) out[k]! /= HUGE;
      above /= HUGE;
      value /= HUGE;
      sum /= HUGE;
    }
  }
  for (let n = 0; n <= order; n++) out[n]! /= sum;
  return out;
}

const HUGE = 1e150;
