import type { Hertz, Seconds } from "../core/units.js";
import type { WaveBasis } from "../waveforms/direction.js";
import type { ConstellationPath } from "./path.js";

/** Below this 1 − |k·n|, light goes along with the wave. */
const ALONG = 1e-9;

/**
 * What X, Y and Z make of a wave of one frequency that passes at one time, for both polarisations e₊ = u u − v v and e× = u v + v u by
 * themselves: the six transfer functions of S. Marsat, J. G. Baker, T. Dal Canton 2021 (doi:10.1103/PhysRevD.103.083011), for exp(+iΨ).
 */
export class MichelsonTransfer {
  /** Of X, Y, Z for e₊, then for e×. */
  readonly re: Float64Array = new Float64Array(6);
  readonly im: Float64Array = new Float64Array(6);
  readonly #path: ConstellationPath;
  readonly #basis: WaveBasis;
  readonly #second: boolean;
  readonly #places = new Float64Array(9);
  /** exp(iπf k·p) of the spacecraft. */
  readonly #wr = new Float64Array(3);
  readonly #wi = new Float64Array(3);
  /** Of the three arms: exp(4πifL), both directions' sums with their phase, n·e₊·n and n·e×·n. */
  readonly #zr = new Float64Array(3);
  readonly #zi = new Float64Array(3);
  readonly #fr = new Float64Array(3);
  readonly #fi = new Float64Array(3);
  readonly #br = new Float64Array(3);
  readonly #bi = new Float64Array(3);
  readonly #plus = new Float64Array(3);
  readonly #cross = new Float64Array(3);

  constructor(path: ConstellationPath, basis: WaveBasis, generation: number) {
    this.#path = path;
    this.#basis = basis;
    this.#second = generation === 2;
  }

  /** When what is at the constellation's centre at `t` passes the Sun. */
  atSun(t: Seconds): Seconds {
    let at = t;
    // The centre moves 1e-4 of light's way: each round is 1e-4 of the one before.
    for (let round = 0; round < 4; round++) at = t + this.delay(at);
    return at;
  }

  /** How much earlier than the Sun the centre is passed, when it is where it is at `t`. */
  delay(t: Seconds): Seconds {
    const { k } = this.#basis;
    const p = this.#places;
    this.#path.at(t, p);
    return -(k[0] * (p[0] + p[3] + p[6]) + k[1] * (p[1] + p[4] + p[7]) + k[2] * (p[2] + p[5] + p[8])) / 3;
  }

  at(t: Seconds, f: Hertz): void {
    this.#path.at(t, this.#places);
    const p = this.#places;
    const { k } = this.#basis;
    const turn = Math.PI * f;
    for (let n = 0; n < 3; n++) {
      const phase = turn * (k[0] * p[3 * n] + k[1] * p[3 * n + 1] + k[2] * p[3 * n + 2]);
      this.#wr[n] = Math.cos(phase);
      this.#wi[n] = Math.sin(phase);
    }
    for (let arm = 0; arm < 3; arm++) this.#arm(arm, turn);
    for (let n = 0; n < 3; n++) this.#michelson(n);
  }

  /** Both links of the arm from spacecraft `a` (0, 1, 2) to the next one. */
  #arm(a: number, turn: number): void {
    const p = this.#places;
    const { k, u, v } = this.#basis;
    const b = a === 2 ? 0 : a + 1;
    const [x, y, z] = [p[3 * b] - p[3 * a], p[3 * b + 1] - p[3 * a + 1], p[3 * b + 2] - p[3 * a + 2]];
    const length = Math.sqrt(x * x + y * y + z * z);
    const over = 1 / length;
    const un = (u[0] * x + u[1] * y + u[2] * z) * over;
    const vn = (v[0] * x + v[1] * y + v[2] * z) * over;
    const along = (k[0] * x + k[1] * y + k[2] * z) * over;
    this.#plus[a] = un * un - vn * vn;
    this.#cross[a] = 2 * un * vn;
    const half = turn * length;
    const [c, s] = [Math.cos(half), Math.sin(half)];
    const [ar, ai, br, bi] = [this.#wr[a], this.#wi[a], this.#wr[b], this.#wi[b]];
    // exp(iq) with q = half k·n, from the two ends; sin(half ∓ q)/(1 ∓ k·n) = half sinc(half (1 ∓ k·n)).
    const [cq, sq] = [ar * br + ai * bi, ar * bi - ai * br];
    const there = 1 - along > ALONG ? (s * cq - c * sq) / (1 - along) : half;
    const back = 1 + along > ALONG ? (s * cq + c * sq) / (1 + along) : half;
    const [zr, zi] = [c * c - s * s, 2 * c * s];
    // i exp(i(half + πf k·(p_a + p_b))).
    const [wr, wi] = [ar * br - ai * bi, ar * bi + ai * br];
    const [er, ei] = [-(wr * s + wi * c), wr * c - wi * s];
    const [forthR, forthI] = [back + zr * there, zi * there];
    const [homeR, homeI] = [there + zr * back, zi * back];
    this.#fr[a] = er * forthR - ei * forthI;
    this.#fi[a] = er * forthI + ei * forthR;
    this.#br[a] = er * homeR - ei * homeI;
    this.#bi[a] = er * homeI + ei * homeR;
    this.#zr[a] = zr * zr - zi * zi;
    this.#zi[a] = 2 * zr * zi;
  }

  /** (z₁₃² − 1)(G₂₁ + z₁₂ G₁₂) − (z₁₂² − 1)(G₃₁ + z₁₃ G₁₃) and round; times 1 − z₁₂² z₁₃² in generation 2. */
  #michelson(n: number): void {
    const m = n === 0 ? 2 : n - 1;
    const [ar, ai, br, bi] = [this.#zr[n], this.#zi[n], this.#zr[m], this.#zi[m]];
    const [fr, fi, hr, hi] = [this.#fr[n], this.#fi[n], this.#br[m], this.#bi[m]];
    let [ur, ui] = [(br - 1) * fr - bi * fi, (br - 1) * fi + bi * fr];
    let [vr, vi] = [(ar - 1) * hr - ai * hi, (ar - 1) * hi + ai * hr];
    if (this.#second) {
      const [qr, qi] = [1 - (ar * br - ai * bi), -(ar * bi + ai * br)];
      [ur, ui] = [ur * qr - ui * qi, ur * qi + ui * qr];
      [vr, vi] = [vr * qr - vi * qi, vr * qi + vi * qr];
    }
    const [p, q] = [this.#plus, this.#cross];
    this.re[n] = p[n] * ur - p[m] * vr;
    this.im[n] = p[n] * ui - p[m] * vi;
    this.re[n + 3] = q[n] * ur - q[m] * vr;
    this.im[n + 3] = q[n] * ui - q[m] * vi;
  }
}
