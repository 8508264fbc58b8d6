/**
 * Elliptic integrals by duplication (B. C. Carlson 1995, doi:10.1007/BF02198293; DLMF 19.36): each step brings the arguments four times
 * closer to each other, then a series of five orders in what is left is exact to rounding.
 */

/** What the arguments may still differ by, relative to their mean: the sixth power of it is left out. */
const CLOSE = 1e-3;

/** R_F(x, y, z) for arguments that are not negative, at most one of them 0. */
export function carlsonRF(x: number, y: number, z: number): number {
  let mean = (x + y + z) / 3;
  while (Math.max(Math.abs(mean - x), Math.abs(mean - y), Math.abs(mean - z)) > CLOSE * mean) {
    const lambda = products(x, y, z);
    x = (x + lambda) / 4;
    y = (y + lambda) / 4;
    z = (z + lambda) / 4;
    mean = (x + y + z) / 3;
  }
  const [a, b] = [1 - x / mean, 1 - y / mean];
  const c = -a - b;
  const [e2, e3] = [a * b - c * c, a * b * c];
  return (1 + (-0.1 + e2 / 24 - (3 / 44) * e3) * e2 + e3 / 14) / Math.sqrt(mean);
}

/** R_J(x, y, z, p) for arguments that are not negative, at most one of x, y, z 0, and p above 0. */
export function carlsonRJ(x: number, y: number, z: number, p: number): number {
  let [sum, scale] = [0, 1];
  let mean = (x + y + z + 2 * p) / 5;
  while (Math.max(...[x, y, z, p].map((value) => Math.abs(mean - value))) > CLOSE * mean) {
    const root = Math.sqrt(p);
    const d = (root + Math.sqrt(x)) * (root + Math.sqrt(y)) * (root + Math.sqrt(z));
    sum += (scale / d) * degenerate(((p - x) * (p - y) * (p - z)) / (d * d));
    const lambda = products(x, y, z);
    x = (x + lambda) / 4;
    y = (y + lambda) / 4;
    z = (z + lambda) / 4;
    p = (p + lambda) / 4;
    scale /= 4;
    mean = (x + y + z + 2 * p) / 5;
  }
  const [a, b, c] = [1 - x / mean, 1 - y / mean, 1 - z / mean];
  const r = -(a + b + c) / 2;
  return scale * series(a, b, c, r) * mean ** -1.5 + 6 * sum;
}

/** R_D(x, y, z) = R_J(x, y, z, z). */
export function carlsonRD(x: number, y: number, z: number): number {
  return carlsonRJ(x, y, z, z);
}

/** K: the complete integral of the first kind, by m = k². */
export function ellipticK(m: number): number {
  return carlsonRF(0, 1 - m, 1);
}

/** E: the complete integral of the second kind, by m = k². */
export function ellipticE(m: number): number {
  return carlsonRF(0, 1 - m, 1) - (m / 3) * carlsonRD(0, 1 - m, 1);
}

/** Π(n, k) = ∫ dθ / [(1 − n sin² θ) √(1 − m sin² θ)] from 0 to π/2 with m = k², for n below 1. */
export function ellipticPi(n: number, m: number): number {
  return carlsonRF(0, 1 - m, 1) + (n / 3) * carlsonRJ(0, 1 - m, 1, 1 - n);
}

function products(x: number, y: number, z: number): number {
  const [a, b, c] = [Math.sqrt(x), Math.sqrt(y), Math.sqrt(z)];
  return a * b + b * c + c * a;
}

/** DLMF 19.36.2, for R_J and R_D. */
function series(a: number, b: number, c: number, r: number): number {
  const e2 = a * b + a * c + b * c - 3 * r * r;
  const e3 = a * b * c + 2 * e2 * r + 4 * r ** 3;
  const e4 = (2 * a * b * c + e2 * r + 3 * r ** 3) * r;
  const e5 = a * b * c * r * r;
  return 1 - (3 / 14) * e2 + e3 / 6 + (9 / 88) * e2 * e2 - (3 / 22) * e4 - (9 / 52) * e2 * e3 + (3 / 26) * e5;
}

/** R_C(1, 1 + e). */
function degenerate(e: number): number {
  if (Math.abs(e) < 1e-3) return 1 + e * (-1 / 3 + e * (1 / 5 + e * (-1 / 7 + e * (1 / 9 - e / 11))));
  const root = Math.sqrt(Math.abs(e));
  return (e > 0 ? Math.atan(root) : Math.atanh(root)) / root;
}
