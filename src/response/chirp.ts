import { GM_SUN, SPEED_OF_LIGHT } from "../core/constants.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { type Direction, type WaveBasis, waveBasis } from "../waveforms/direction.js";
import { harmonic, mirroredHarmonic } from "../waveforms/harmonics.js";
import type { WaveMode, WaveModes } from "../waveforms/modes.js";
import type { ConstellationPath } from "./path.js";

/** Where a massive binary is and how it lies. */
export interface ChirpGeometry extends Direction {
  /** Luminosity distance (m). */
  readonly distance: number;
  readonly inclination: number;
  readonly polarization: number;
  /** Phase of the orbit at the peak (rad). */
  readonly phase: number;
  /** When the peak passes the Sun, after the begin of the path (s, TCB). */
  readonly time: number;
  /** Total mass, redshifted, in units of the Sun's (GM_SUN / G). */
  readonly mass: number;
}

/** A, E and T at some frequencies (s). */
export interface ChirpChannels {
  readonly A: ComplexArray;
  readonly E: ComplexArray;
  readonly T: ComplexArray;
}

/** Seconds per solar mass. */
export const SOLAR_TIME: number = GM_SUN.value / SPEED_OF_LIGHT.value ** 3;

/**
 * The response to a chirping wave, mode by mode (S. Marsat, J. G. Baker and T. Dal Canton 2021, doi:10.1103/PhysRevD.103.083011): at each
 * frequency the constellation is where it is when the wave has that frequency there. What the wave does before the
 * observation's begin and after its end is left out. Leading order: in A and E it is within 3e-4 of the response in time
 * for 1.5 million solar masses (relative L2 from 0.3 to 10 mHz).
 */
export function chirpChannels(
  waves: WaveModes,
  geometry: ChirpGeometry,
  path: ConstellationPath,
  observation: { readonly duration: number; readonly generation: number },
  frequencies: Float64Array,
): ChirpChannels {
  const [X, Y, Z] = [0, 1, 2].map(() => complexArray(frequencies.length)) as [ComplexArray, ComplexArray, ComplexArray];
  const links = new Links(path, waveBasis(geometry), observation.generation);
  const span = [0, observation.duration].map((t) => links.atSun(t)) as [number, number];
  for (const mode of waves.modes) {
    links.take(polarisationTensor(mode, geometry));
    addMode(mode, waves, geometry, links, span, frequencies, [X, Y, Z]);
  }
  return channels(X, Y, Z);
}

/** Adds the conjugate of what the links make of A exp(+iΨ): the sign of the Fourier transform is the other one there. */
function addMode(
  mode: WaveMode,
  waves: WaveModes,
  { mass, distance, time }: ChirpGeometry,
  links: Links,
  [first, last]: readonly [number, number],
  frequencies: Float64Array,
  outs: readonly ComplexArray[],
): void {
  const total = mass * SOLAR_TIME;
  const scale = (total * total) / (distance / SPEED_OF_LIGHT.value);
  for (let k = 0; k < frequencies.length; k++) {
    const f = frequencies[k]!;
    const mf = total * f;
    const t = time + (total / (2 * Math.PI)) * (mode.slope(mf) - waves.peakSlope);
    if (!(t >= first && t <= last)) continue;
    const phase =
      mode.phase(mf) - (mode.m * waves.peakPhase) / 2 - waves.peakSlope * (mf - waves.peak) + 2 * Math.PI * f * time;
    const amplitude = scale * mode.amplitude(mf);
    const [re, im] = [amplitude * Math.cos(phase), amplitude * Math.sin(phase)];
    links.at(t, f);
    for (let n = 0; n < 3; n++) {
      const [a, b] = [links.re[n]!, links.im[n]!];
      outs[n]!.re[k]! += a * re - b * im;
      outs[n]!.im[k]! -= a * im + b * re;
    }
  }
}

/** H = ½(Y + Ȳ) P₊ + (i/2)(Y − Ȳ) P× with Ȳ = (−1)^l Y*_l,−m, as weights of (u u − v v) and (u v + v u). */
function polarisationTensor({ l, m }: WaveMode, { inclination, phase, polarization }: ChirpGeometry): Tensor {
  const own = harmonic(l, m, inclination);
  const other = (l % 2 === 0 ? 1 : -1) * mirroredHarmonic(l, m, inclination);
  const [c, s] = [Math.cos(m * phase), Math.sin(m * phase)];
  const [plus, cross] = [(own + other) / 2, (own - other) / 2];
  const [c2, s2] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  // plus exp(imφ) P₊ + i cross exp(imφ) P×, where P₊ = cos 2ψ e₊ + sin 2ψ e× and P× = cos 2ψ e× − sin 2ψ e₊.
  const turned = (re: number, im: number): readonly [number, number] => [re * c - im * s, re * s + im * c];
  return { plus: turned(plus * c2, -cross * s2), cross: turned(plus * s2, cross * c2) };
}

interface Tensor {
  readonly plus: readonly [number, number];
  readonly cross: readonly [number, number];
}

/** What the Michelson variables make of a wave of one frequency that passes at one time. */
class Links {
  /** Of X, Y and Z. */
  readonly re: Float64Array = new Float64Array(3);
  readonly im: Float64Array = new Float64Array(3);
  readonly #path: ConstellationPath;
  readonly #basis: WaveBasis;
  readonly #generation: number;
  readonly #places = new Float64Array(9);
  /** Of links 2→1, 3→2, 1→3, then 1→2, 2→3, 3→1; of light's way there, exp(2πifL), of the three arms. */
  readonly #gr = new Float64Array(6);
  readonly #gi = new Float64Array(6);
  readonly #zr = new Float64Array(3);
  readonly #zi = new Float64Array(3);
  #tensor: Tensor = { plus: [0, 0], cross: [0, 0] };

  constructor(path: ConstellationPath, basis: WaveBasis, generation: number) {
    this.#path = path;
    this.#basis = basis;
    this.#generation = generation;
  }

  take(tensor: Tensor): void {
    this.#tensor = tensor;
  }

  /** When what is at the constellation's centre at `t` passes the Sun. */
  atSun(t: number): number {
    const { k } = this.#basis;
    let at = t;
    // The centre moves 1e-4 of light's way: each round is 1e-4 of the one before.
    for (let round = 0; round < 4; round++) {
      this.#path.at(at, this.#places);
      const p = this.#places;
      const sum = [0, 1, 2].map((axis) => p[axis]! + p[axis + 3]! + p[axis + 6]!);
      at = t - (k[0] * sum[0]! + k[1] * sum[1]! + k[2] * sum[2]!) / 3;
    }
    return at;
  }

  at(t: number, f: number): void {
    this.#path.at(t, this.#places);
    for (let arm = 0; arm < 3; arm++) this.#arm(arm, f);
    for (let n = 0; n < 3; n++) this.#michelson(n);
  }

  /** Both links of the arm from spacecraft `a` (0, 1, 2) to the next one. */
  #arm(a: number, f: number): void {
    const p = this.#places;
    const { k, u, v } = this.#basis;
    const b = a === 2 ? 0 : a + 1;
    const [x, y, z] = [p[3 * b]! - p[3 * a]!, p[3 * b + 1]! - p[3 * a + 1]!, p[3 * b + 2]! - p[3 * a + 2]!];
    const length = Math.sqrt(x * x + y * y + z * z);
    const un = (u[0] * x + u[1] * y + u[2] * z) / length;
    const vn = (v[0] * x + v[1] * y + v[2] * z) / length;
    const along = (k[0] * x + k[1] * y + k[2] * z) / length;
    const [plus, cross] = [un * un - vn * vn, 2 * un * vn];
    const { plus: hp, cross: hc } = this.#tensor;
    const [hr, hi] = [plus * hp[0] + cross * hc[0], plus * hp[1] + cross * hc[1]];
    const half = Math.PI * f * length;
    const sum =
      k[0] * (p[3 * a]! + p[3 * b]!) + k[1] * (p[3 * a + 1]! + p[3 * b + 1]!) + k[2] * (p[3 * a + 2]! + p[3 * b + 2]!);
    const phase = half + Math.PI * f * sum;
    const [c, s] = [Math.cos(phase), Math.sin(phase)];
    // i x n·H·n exp(i phase), less the sinc.
    const [re, im] = [-half * (hr * s + hi * c), half * (hr * c - hi * s)];
    const [there, back] = [sinc(half * (1 - along)), sinc(half * (1 + along))];
    this.#gr[a + 3] = re * there;
    this.#gi[a + 3] = im * there;
    this.#gr[a] = re * back;
    this.#gi[a] = im * back;
    this.#zr[a] = Math.cos(2 * half);
    this.#zi[a] = Math.sin(2 * half);
  }

  /** (z₁₃² − 1)(G₂₁ + z₁₂ G₁₂) − (z₁₂² − 1)(G₃₁ + z₁₃ G₁₃) and round; times 1 − z₁₂² z₁₃² in generation 2. */
  #michelson(n: number): void {
    const before = n === 0 ? 2 : n - 1;
    const [gr, gi] = [this.#gr, this.#gi];
    const [ar, ai] = [this.#zr[n]!, this.#zi[n]!];
    const [br, bi] = [this.#zr[before]!, this.#zi[before]!];
    const [a2r, a2i] = [ar * ar - ai * ai, 2 * ar * ai];
    const [b2r, b2i] = [br * br - bi * bi, 2 * br * bi];
    const nextR = gr[n]! + ar * gr[n + 3]! - ai * gi[n + 3]!;
    const nextI = gi[n]! + ar * gi[n + 3]! + ai * gr[n + 3]!;
    const lastR = gr[before + 3]! + br * gr[before]! - bi * gi[before]!;
    const lastI = gi[before + 3]! + br * gi[before]! + bi * gr[before]!;
    let re = (b2r - 1) * nextR - b2i * nextI - ((a2r - 1) * lastR - a2i * lastI);
    let im = (b2r - 1) * nextI + b2i * nextR - ((a2r - 1) * lastI + a2i * lastR);
    if (this.#generation === 2) {
      const [qr, qi] = [1 - (a2r * b2r - a2i * b2i), -(a2r * b2i + a2i * b2r)];
      [re, im] = [re * qr - im * qi, re * qi + im * qr];
    }
    this.re[n] = re;
    this.im[n] = im;
  }
}

function sinc(x: number): number {
  return Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
}

function channels(X: ComplexArray, Y: ComplexArray, Z: ComplexArray): ChirpChannels {
  const mixed = (x: number, y: number, z: number): ComplexArray => ({
    re: X.re.map((value, k) => x * value + y * Y.re[k]! + z * Z.re[k]!),
    im: X.im.map((value, k) => x * value + y * Y.im[k]! + z * Z.im[k]!),
  });
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  return { A: mixed(-r2, 0, r2), E: mixed(r6, -2 * r6, r6), T: mixed(r3, r3, r3) };
}
