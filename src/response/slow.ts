import type { ComplexArray } from "../math/complex.js";
import { waveBasis } from "../waveforms/direction.js";
import type { Triangle } from "./triangle.js";

/** h₊ = A(1 + cos²ι) cos φ and h× = 2A cos ι sin φ with φ = 2πft + πḟt² + (π/3)f̈t³ + phase, as GBGPU has it (SI, rad). */
export interface SlowWave {
  readonly frequency: number;
  readonly fdot: number;
  readonly fddot: number;
  readonly amplitude: number;
  readonly inclination: number;
  readonly polarization: number;
  readonly phase: number;
  readonly lambda: number;
  readonly beta: number;
}

const [ROOT2, ROOT3, ROOT6] = [Math.sqrt(2), Math.sqrt(3), Math.sqrt(6)];

/**
 * A, E and T of a wave without the factor exp(2πi `carrier` t), at the times of a triangle: out[c] is twice the analytic signal.
 * G is the half of a link's answer over −2ix (x = 2πfL): ¼ sinc(a) exp(i(S − a)) n·H·n with a = (x/2)(1 + k·n), whose n points from the
 * emitter, where the phase is S, to the receiver; the Michelson variables follow with phase factors for delays.
 */
export function slowChannels(
  triangle: Triangle,
  wave: SlowWave,
  carrier: number,
  generation: number,
  out: readonly ComplexArray[],
): void {
  const { dt, length, positions, arms, directions } = triangle;
  const { frequency: f0, fdot, fddot } = wave;
  const { k, u, v } = waveBasis(wave);
  const [pr, pi, cr, ci] = polarisations(wave);
  const [sr, si] = [new Float64Array(3), new Float64Array(3)];
  // Of links 1→2, 2→3, 3→1, then 2→1, 3→2, 1→3; delays of the three arms.
  const [gr, gi] = [new Float64Array(6), new Float64Array(6)];
  const [dr, di] = [new Float64Array(3), new Float64Array(3)];
  const [xr, xi] = [new Float64Array(3), new Float64Array(3)];
  for (let n = 0; n < length; n++) {
    const t = n * dt;
    let rate = f0;
    for (let sc = 0; sc < 3; sc++) {
      const away =
        k[0] * positions[3 * sc]![n]! + k[1] * positions[3 * sc + 1]![n]! + k[2] * positions[3 * sc + 2]![n]!;
      const xi0 = t - away;
      const phase =
        wave.phase + 2 * Math.PI * ((f0 - carrier) * t - f0 * away + xi0 * xi0 * (fdot / 2 + (fddot * xi0) / 6));
      sr[sc] = Math.cos(phase);
      si[sc] = Math.sin(phase);
      if (sc === 0) rate = f0 + xi0 * (fdot + (fddot * xi0) / 2);
    }
    for (let arm = 0; arm < 3; arm++) {
      const [nx, ny, nz] = [directions[3 * arm]![n]!, directions[3 * arm + 1]![n]!, directions[3 * arm + 2]![n]!];
      const un = u[0] * nx + u[1] * ny + u[2] * nz;
      const vn = v[0] * nx + v[1] * ny + v[2] * nz;
      const along = k[0] * nx + k[1] * ny + k[2] * nz;
      const [plus, cross] = [un * un - vn * vn, 2 * un * vn];
      const half = Math.PI * rate * arms[arm]![n]!;
      const [hr, hi] = [(pr * plus + cr * cross) * half, (pi * plus + ci * cross) * half];
      const [c, s] = [Math.cos(half), Math.sin(half)];
      const [cd, sd] = [Math.cos(half * along), Math.sin(half * along)];
      dr[arm] = c * c - s * s;
      di[arm] = -2 * c * s;
      const next = arm === 2 ? 0 : arm + 1;
      link(gr, gi, arm, half * (1 + along), s * cd + c * sd, c * cd - s * sd, hr, hi, sr[arm]!, si[arm]!);
      link(gr, gi, arm + 3, half * (1 - along), s * cd - c * sd, c * cd + s * sd, hr, hi, sr[next]!, si[next]!);
    }
    michelson(gr, gi, dr, di, generation, xr, xi);
    const [A, E, T] = out as readonly [ComplexArray, ComplexArray, ComplexArray];
    A.re[n] = (xr[2]! - xr[0]!) / ROOT2;
    A.im[n] = (xi[2]! - xi[0]!) / ROOT2;
    E.re[n] = (xr[0]! - 2 * xr[1]! + xr[2]!) / ROOT6;
    E.im[n] = (xi[0]! - 2 * xi[1]! + xi[2]!) / ROOT6;
    T.re[n] = (xr[0]! + xr[1]! + xr[2]!) / ROOT3;
    T.im[n] = (xi[0]! + xi[1]! + xi[2]!) / ROOT3;
  }
}

/** h₊ and h× in the frame of the ecliptic are the real parts of these times exp(iφ), by (u u − v v) and (u v + v u). */
function polarisations({ amplitude, inclination, polarization }: SlowWave): readonly [number, number, number, number] {
  const plus = amplitude * (1 + Math.cos(inclination) ** 2);
  const cross = -2 * amplitude * Math.cos(inclination);
  const [c, s] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  return [plus * c, -cross * s, plus * s, cross * c];
}

/** x G of a link: H n·n (with x/2), sinc(a) exp(−ia), exp(iS), and the rest of the factors. */
function link(
  gr: Float64Array,
  gi: Float64Array,
  at: number,
  a: number,
  sin: number,
  cos: number,
  hr: number,
  hi: number,
  sr: number,
  si: number,
): void {
  const over = Math.abs(a) < 1e-9 ? 1 : sin / a;
  const [er, ei] = [over * cos, -over * sin];
  const [pr, pi] = [er * sr - ei * si, er * si + ei * sr];
  gr[at] = 0.5 * (hr * pr - hi * pi);
  gi[at] = 0.5 * (hr * pi + hi * pr);
}

/** X, Y and Z: −2i{(1 − D₁₃²)(g₂₁ + D₁₂ g₁₂) − (1 − D₁₂²)(g₃₁ + D₁₃ g₁₃)} and round; once more 1 − D⁴ in generation 2. */
function michelson(
  gr: Float64Array,
  gi: Float64Array,
  dr: Float64Array,
  di: Float64Array,
  generation: number,
  xr: Float64Array,
  xi: Float64Array,
): void {
  for (let i = 0; i < 3; i++) {
    // Spacecraft i; the arm to the next one is i, to the one before j.
    const j = i === 0 ? 2 : i - 1;
    const [nr, ni] = [dr[i]!, di[i]!];
    const [mr, mi] = [dr[j]!, di[j]!];
    const [n2r, n2i] = [nr * nr - ni * ni, 2 * nr * ni];
    const [m2r, m2i] = [mr * mr - mi * mi, 2 * mr * mi];
    // To i from the next (link i + 3), there from i (link i); to i from the one before (link j), there from i (link j + 3).
    const ar = gr[i + 3]! + nr * gr[i]! - ni * gi[i]!;
    const ai = gi[i + 3]! + nr * gi[i]! + ni * gr[i]!;
    const br = gr[j]! + mr * gr[j + 3]! - mi * gi[j + 3]!;
    const bi = gi[j]! + mr * gi[j + 3]! + mi * gr[j + 3]!;
    let re = (1 - m2r) * ar + m2i * ai - ((1 - n2r) * br + n2i * bi);
    let im = (1 - m2r) * ai - m2i * ar - ((1 - n2r) * bi - n2i * br);
    if (generation === 2) {
      const [qr, qi] = [1 - (n2r * m2r - n2i * m2i), -(n2r * m2i + n2i * m2r)];
      [re, im] = [re * qr - im * qi, re * qi + im * qr];
    }
    xr[i] = 2 * im;
    xi[i] = -2 * re;
  }
}
