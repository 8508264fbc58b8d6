import { type ComplexArray, complexArray } from "../math/complex.js";
import { type WaveBasis, waveBasis } from "../waveforms/direction.js";
import type { Intrinsic } from "./binary.js";
import type { Grid } from "./observation.js";

/** A and E of one polarisation. */
export type Slow = readonly [A: ComplexArray, E: ComplexArray];

/** Both polarisations. */
export type Basis = readonly [plus: Slow, cross: Slow];

export function basisOf(length: number): Basis {
  const slow = (): Slow => [complexArray(length), complexArray(length)];
  return [slow(), slow()];
}

const [ROOT2, ROOT6] = [Math.sqrt(2), Math.sqrt(6)];

/** What one time needs on the way, of links 1→2, 2→3, 3→1, then 2→1, 3→2, 1→3, and of the three arms. */
class Arms {
  readonly linkRe = new Float64Array(6);
  readonly linkIm = new Float64Array(6);
  readonly delayRe = new Float64Array(3);
  readonly delayIm = new Float64Array(3);
  readonly plus = new Float64Array(3);
  readonly cross = new Float64Array(3);
  readonly phaseRe = new Float64Array(3);
  readonly phaseIm = new Float64Array(3);
  /** X, Y and Z of both polarisations. */
  readonly re = new Float64Array(6);
  readonly im = new Float64Array(6);
}

/**
 * A and E of waves of h₊ exp(iφ) with factor 1 and of h× so (see Linear), over exp(iφ) at the constellation's centre: what
 * response.galacticBinaryResponse transforms, in time and of both polarisations at once. The factors of links and the
 * combinations are those of N. J. Cornish and T. B. Littenberg 2007 (doi:10.1103/PhysRevD.76.083006).
 */
export function slowBasis({ triangle, centre }: Grid, at: Intrinsic, generation: 1.5 | 2, out: Basis): Basis {
  const { dt, length, positions } = triangle;
  const basis = waveBasis(at);
  const { k } = basis;
  const arms = new Arms();
  const [[plusA, plusE], [crossA, crossE]] = out;
  for (let n = 0; n < length; n++) {
    const away0 = k[0] * centre[0]![n]! + k[1] * centre[1]![n]! + k[2] * centre[2]![n]!;
    const here = n * dt - away0;
    for (let sc = 0; sc < 3; sc++) {
      const x = positions[3 * sc]![n]!;
      const y = positions[3 * sc + 1]![n]!;
      const z = positions[3 * sc + 2]![n]!;
      const away = k[0] * x + k[1] * y + k[2] * z - away0;
      const phase = -2 * Math.PI * away * (at.frequency + at.fdot * (here - away / 2));
      arms.phaseRe[sc] = Math.cos(phase);
      arms.phaseIm[sc] = Math.sin(phase);
    }
    links(triangle, n, basis, at.frequency + at.fdot * here, arms);
    michelson(arms, generation);
    const { re, im } = arms;
    combined(re, im, 0, n, plusA, plusE);
    combined(re, im, 3, n, crossA, crossE);
  }
  return out;
}

function links(
  { arms: lengths, directions }: Grid["triangle"],
  n: number,
  { u, v, k }: WaveBasis,
  rate: number,
  arms: Arms,
): void {
  for (let arm = 0; arm < 3; arm++) {
    const x = directions[3 * arm]![n]!;
    const y = directions[3 * arm + 1]![n]!;
    const z = directions[3 * arm + 2]![n]!;
    const un = u[0] * x + u[1] * y + u[2] * z;
    const vn = v[0] * x + v[1] * y + v[2] * z;
    const along = k[0] * x + k[1] * y + k[2] * z;
    const half = Math.PI * rate * lengths[arm]![n]!;
    // A quarter of an arm's stretch, twice x/2: the other half of the sum of a wave and its conjugate.
    arms.plus[arm] = 0.5 * half * (un * un - vn * vn);
    arms.cross[arm] = half * un * vn;
    const c = Math.cos(half);
    const s = Math.sin(half);
    const cosine = Math.cos(half * along);
    const sine = Math.sin(half * along);
    arms.delayRe[arm] = c * c - s * s;
    arms.delayIm[arm] = -2 * c * s;
    link(arms, arm, arm, half * (1 + along), s * cosine + c * sine, c * cosine - s * sine);
    link(arms, arm + 3, arm === 2 ? 0 : arm + 1, half * (1 - along), s * cosine - c * sine, c * cosine + s * sine);
  }
}

/** sinc(a) exp(−ia) times the wave at the emitter. */
function link(arms: Arms, at: number, sc: number, a: number, sine: number, cosine: number): void {
  const over = Math.abs(a) < 1e-9 ? 1 : sine / a;
  const er = over * cosine;
  const ei = -over * sine;
  const pr = arms.phaseRe[sc]!;
  const pi = arms.phaseIm[sc]!;
  arms.linkRe[at] = er * pr - ei * pi;
  arms.linkIm[at] = er * pi + ei * pr;
}

/** X, Y and Z: −2i{(1 − D₁₃²)(g₂₁ + D₁₂ g₁₂) − (1 − D₁₂²)(g₃₁ + D₁₃ g₁₃)} and round; once more 1 − D⁴ in generation 2. */
function michelson(arms: Arms, generation: 1.5 | 2): void {
  const { linkRe, linkIm, delayRe, delayIm, plus, cross, re, im } = arms;
  for (let i = 0; i < 3; i++) {
    const j = i === 0 ? 2 : i - 1;
    const nr = delayRe[i]!;
    const ni = delayIm[i]!;
    const mr = delayRe[j]!;
    const mi = delayIm[j]!;
    const n2r = nr * nr - ni * ni;
    const n2i = 2 * nr * ni;
    const m2r = mr * mr - mi * mi;
    const m2i = 2 * mr * mi;
    const ar = linkRe[i + 3]! + nr * linkRe[i]! - ni * linkIm[i]!;
    const ai = linkIm[i + 3]! + nr * linkIm[i]! + ni * linkRe[i]!;
    const br = linkRe[j]! + mr * linkRe[j + 3]! - mi * linkIm[j + 3]!;
    const bi = linkIm[j]! + mr * linkIm[j + 3]! + mi * linkRe[j + 3]!;
    let pr = (1 - m2r) * ar + m2i * ai;
    let pi = (1 - m2r) * ai - m2i * ar;
    let qr = (1 - n2r) * br + n2i * bi;
    let qi = (1 - n2r) * bi - n2i * br;
    if (generation === 2) {
      const er = 1 - (n2r * m2r - n2i * m2i);
      const ei = -(n2r * m2i + n2i * m2r);
      [pr, pi] = [pr * er - pi * ei, pr * ei + pi * er];
      [qr, qi] = [qr * er - qi * ei, qr * ei + qi * er];
    }
    re[i] = 2 * (plus[i]! * pi - plus[j]! * qi);
    im[i] = -2 * (plus[i]! * pr - plus[j]! * qr);
    re[i + 3] = 2 * (cross[i]! * pi - cross[j]! * qi);
    im[i + 3] = -2 * (cross[i]! * pr - cross[j]! * qr);
  }
}

function combined(re: Float64Array, im: Float64Array, from: number, n: number, A: ComplexArray, E: ComplexArray): void {
  A.re[n] = (re[from + 2]! - re[from]!) / ROOT2;
  A.im[n] = (im[from + 2]! - im[from]!) / ROOT2;
  E.re[n] = (re[from]! - 2 * re[from + 1]! + re[from + 2]!) / ROOT6;
  E.im[n] = (im[from]! - 2 * im[from + 1]! + im[from + 2]!) / ROOT6;
}
