import type { Hertz, Seconds } from "../core/units.js";
import { sineAndCosine } from "../math/sincos.js";
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
  #basis: WaveBasis;
  readonly #second: boolean;
  readonly #places = new Float64Array(9);
  /** πf k·p of the spacecraft, then πfL of the arms, and their cosines and sines. */
  readonly #angles = new Float64Array(6);
  readonly #cos = new Float64Array(6);
  readonly #sin = new Float64Array(6);
  /** Arms (light seconds). */
  readonly #arms = new Float64Array(9);
  readonly #overs = new Float64Array(3);
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

  /** Looks at a wave from elsewhere. */
  turn(basis: WaveBasis): this {
    this.#basis = basis;
    return this;
  }

  /** When what is at the constellation's centre at `t` passes the Sun. */
  atSun(t: Seconds): Seconds {
    let at = t;
    // The centre moves 1e-4 of light's way: each round is 1e-4 of the one before.
    for (let round = 0; round < 4; round++) at = t + this.delay(at);
    return at;
  }

  /** When what passes the Sun at `t` is at the constellation's centre. */
  atConstellation(t: Seconds): Seconds {
    let at = t;
    for (let round = 0; round < 3; round++) at = t - this.delay(at);
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
      const at = 3 * n;
      const next = n === 2 ? 0 : at + 3;
      const x = p[next] - p[at];
      const y = p[next + 1] - p[at + 1];
      const z = p[next + 2] - p[at + 2];
      const length = Math.sqrt(x * x + y * y + z * z);
      this.#arms[at] = x;
      this.#arms[at + 1] = y;
      this.#arms[at + 2] = z;
      this.#overs[n] = 1 / length;
      this.#angles[n] = turn * (k[0] * p[at] + k[1] * p[at + 1] + k[2] * p[at + 2]);
      this.#angles[n + 3] = turn * length;
    }
    sineAndCosine(this.#angles, 6, this.#cos, this.#sin);
    for (let arm = 0; arm < 3; arm++) this.#arm(arm);
    for (let n = 0; n < 3; n++) this.#michelson(n);
  }

  /** Both links of the arm from spacecraft `a` (0, 1, 2) to the next one. */
  #arm(a: number): void {
    const { k, u, v } = this.#basis;
    const b = a === 2 ? 0 : a + 1;
    const over = this.#overs[a];
    const x = over * this.#arms[3 * a];
    const y = over * this.#arms[3 * a + 1];
    const z = over * this.#arms[3 * a + 2];
    const un = u[0] * x + u[1] * y + u[2] * z;
    const vn = v[0] * x + v[1] * y + v[2] * z;
    const along = k[0] * x + k[1] * y + k[2] * z;
    this.#plus[a] = un * un - vn * vn;
    this.#cross[a] = 2 * un * vn;
    const half = this.#angles[a + 3];
    const c = this.#cos[a + 3];
    const s = this.#sin[a + 3];
    const ar = this.#cos[a];
    const ai = this.#sin[a];
    const br = this.#cos[b];
    const bi = this.#sin[b];
    // exp(iq) with q = half k·n, from the two ends; sin(half ∓ q)/(1 ∓ k·n) = half sinc(half (1 ∓ k·n)).
    const cq = ar * br + ai * bi;
    const sq = ar * bi - ai * br;
    const there = 1 - along > ALONG ? (s * cq - c * sq) / (1 - along) : half;
    const back = 1 + along > ALONG ? (s * cq + c * sq) / (1 + along) : half;
    const zr = c * c - s * s;
    const zi = 2 * c * s;
    // i exp(i(half + πf k·(p_a + p_b))).
    const wr = ar * br - ai * bi;
    const wi = ar * bi + ai * br;
    const er = -(wr * s + wi * c);
    const ei = wr * c - wi * s;
    const forth = back + zr * there;
    const home = there + zr * back;
    this.#fr[a] = er * forth - ei * zi * there;
    this.#fi[a] = er * zi * there + ei * forth;
    this.#br[a] = er * home - ei * zi * back;
    this.#bi[a] = er * zi * back + ei * home;
    this.#zr[a] = zr * zr - zi * zi;
    this.#zi[a] = 2 * zr * zi;
  }

  /** (z₁₃² − 1)(G₂₁ + z₁₂ G₁₂) − (z₁₂² − 1)(G₃₁ + z₁₃ G₁₃) and round; times 1 − z₁₂² z₁₃² in generation 2. */
  #michelson(n: number): void {
    const m = n === 0 ? 2 : n - 1;
    const ar = this.#zr[n];
    const ai = this.#zi[n];
    const br = this.#zr[m];
    const bi = this.#zi[m];
    let ur = (br - 1) * this.#fr[n] - bi * this.#fi[n];
    let ui = (br - 1) * this.#fi[n] + bi * this.#fr[n];
    let vr = (ar - 1) * this.#br[m] - ai * this.#bi[m];
    let vi = (ar - 1) * this.#bi[m] + ai * this.#br[m];
    if (this.#second) {
      const qr = 1 - (ar * br - ai * bi);
      const qi = -(ar * bi + ai * br);
      const [ur1, vr1] = [ur, vr];
      ur = ur1 * qr - ui * qi;
      ui = ur1 * qi + ui * qr;
      vr = vr1 * qr - vi * qi;
      vi = vr1 * qi + vi * qr;
    }
    const p = this.#plus;
    const q = this.#cross;
    this.re[n] = p[n] * ur - p[m] * vr;
    this.im[n] = p[n] * ui - p[m] * vi;
    this.re[n + 3] = q[n] * ur - q[m] * vr;
    this.im[n + 3] = q[n] * ui - q[m] * vi;
  }
}
