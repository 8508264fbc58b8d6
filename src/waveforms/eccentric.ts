import { besselJ } from "../math/bessel.js";

/** Amplitudes of the harmonics 1 to `count` of a Kepler orbit; place n is harmonic n, place 0 is 0. */
export interface OrbitHarmonics {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly c: Float64Array;
}

/** Room for harmonics up to `count`. */
export function harmonicsRoom(count: number): OrbitHarmonics {
  return { a: new Float64Array(count + 1), b: new Float64Array(count + 1), c: new Float64Array(count + 1) };
}

/**
 * a_n, b_n and c_n of P. C. Peters and J. Mathews 1963 (doi:10.1103/PhysRev.131.435), as L. Barack and C. Cutler 2004
 * (doi:10.1103/PhysRevD.69.082005, equations 8 to 10) have them, times `scale`: with the mean anomaly Φ, a = Σ a_n cos nΦ,
 * b = Σ b_n sin nΦ, c = Σ c_n cos nΦ. A circle has harmonic 2 alone, a_2 = b_2 = −2 scale.
 */
export function orbitHarmonics(e: number, scale: number, out: OrbitHarmonics): OrbitHarmonics {
  const count = out.a.length - 1;
  const j = new Float64Array(count + 3);
  const side = Math.sqrt(1 - e * e);
  for (let n = 1; n <= count; n++) {
    besselJ(n + 2, n * e, j);
    // J_{−1} = −J_1.
    const [before, low, middle, high, after] = [n === 1 ? -j[1]! : j[n - 2]!, j[n - 1]!, j[n]!, j[n + 1]!, j[n + 2]!];
    out.a[n] = -n * scale * (before - 2 * e * low + (2 / n) * middle + 2 * e * high - after);
    out.b[n] = -n * scale * side * (before - 2 * middle + after);
    out.c[n] = 2 * scale * middle;
  }
  return out;
}

/**
 * g(n, e): the power in harmonic n over that of a circular orbit of the same semi-major axis (Peters and Mathews 1963, equation 20).
 * Σ g = (1 + 73e²/24 + 37e⁴/96)/(1 − e²)^(7/2).
 */
export function harmonicPower(n: number, e: number): number {
  const { a, b, c } = orbitHarmonics(e, 1, harmonicsRoom(n));
  return (n * n * (a[n]! ** 2 + b[n]! ** 2 + c[n]! ** 2 / 3)) / 32;
}

/** The highest harmonic of those up to `count` whose amplitude is more than `share` of the strongest one's. */
export function highestHarmonic(e: number, count: number, share: number): number {
  const { a, b, c } = orbitHarmonics(e, 1, harmonicsRoom(count));
  const sizes = Array.from(a, (value, n) => Math.hypot(value, b[n]!, c[n]!));
  const strongest = Math.max(...sizes);
  return sizes.reduce((highest, size, n) => (size > share * strongest ? n : highest), 0);
}
