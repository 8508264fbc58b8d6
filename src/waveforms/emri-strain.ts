import type { Radians } from "../core/units.js";
import type { Vector } from "./direction.js";
import { harmonicsRoom, type OrbitHarmonics, orbitHarmonics } from "./eccentric.js";
import type { InspiralState } from "./emri-inspiral.js";
import type { Strain } from "./source.js";

/** An orbit with its phases, from `start` to `end` (s). */
interface Orbit {
  readonly start: number;
  readonly end: number;
  at(t: number): InspiralState;
}

/** How a source is seen. */
export interface EmriView {
  /** Unit vectors to the source and along the spin of the heavier body. */
  readonly to: Vector;
  readonly spin: Vector;
  /** Whether the heavier body turns at all. */
  readonly turns: boolean;
  /** Between the first axis of the polarisations of the spin's frame and that of the ecliptic's, ψ (rad). */
  readonly polarization: Radians;
}

/** What the amplitude of a strain is made of: total mass as time, and reduced mass as time over distance as time. */
export interface EmriSize {
  readonly mass: number;
  readonly ratio: number;
}

/** At most this long are pieces in which amplitudes are straight lines and phases cubics (s). */
const LONGEST = 4096;
const SHORTEST = 16;
/** Share of a piece in the time in which the orbit changes: what straight lines leave out is 1e-9 of it. */
const SHARE = 1 / 8192;
const TURN = 2 * Math.PI;

/**
 * The wave of the augmented analytic kludge (A. J. K. Chua, C. J. Moore and J. R. Gair 2017, doi:10.1103/PhysRevD.96.044005): the
 * harmonics of a Kepler orbit (L. Barack and C. Cutler 2004, doi:10.1103/PhysRevD.69.082005) whose three phases go as those of a geodesic
 * of Kerr's. All that changes slowly is interpolated in pieces that lie fixed in time, so that a sample depends on its time alone.
 */
export class EmriStrain {
  readonly #inspiral: Orbit;
  readonly #view: Projection;
  readonly #size: EmriSize;
  readonly #count: number;
  readonly #step: number;

  constructor(inspiral: Orbit, view: EmriView, size: EmriSize, harmonics: number) {
    this.#inspiral = inspiral;
    this.#view = new Projection(view);
    this.#size = size;
    this.#count = harmonics;
    this.#step = stepOf(inspiral);
  }

  /** At these times (s); nothing after the plunge. */
  at(times: Float64Array): Strain {
    const strain = { plus: new Float64Array(times.length), cross: new Float64Array(times.length) };
    let piece: Piece | undefined;
    for (let n = 0; n < times.length; n++) {
      const t = times[n]!;
      if (t > this.#inspiral.end) continue;
      const index = Math.floor(t / this.#step);
      if (piece?.index !== index) piece = this.#piece(index, piece);
      this.#view.sample(piece, t / this.#step - index, strain, n);
    }
    return strain;
  }

  #piece(index: number, before: Piece | undefined): Piece {
    const first = before?.index === index - 1 ? before.last : this.#end(index);
    const last = this.#end(index + 1);
    return { index, first, last, step: this.#step };
  }

  /** The state at a border between pieces; polynomials go on for a piece beyond the ends. */
  #end(index: number): PieceEnd {
    const { e, y, phases, rates } = this.#inspiral.at(index * this.#step);
    const [phi, theta, r] = phases;
    const [phiRate, thetaRate, rRate] = rates;
    const amplitude = (phiRate * this.#size.mass) ** (2 / 3) * this.#size.ratio;
    return {
      y,
      values: [r, theta - r, phi - theta],
      slopes: [rRate, thetaRate - rRate, phiRate - thetaRate],
      harmonics: orbitHarmonics(e, amplitude, harmonicsRoom(this.#count)),
    };
  }
}

function stepOf(inspiral: Orbit): number {
  const { p, e } = inspiral.at(inspiral.end);
  const before = inspiral.at(Math.max(inspiral.start, inspiral.end - SHORTEST));
  const rate = Math.max(Math.abs(p - before.p) / p, Math.abs(e - before.e)) / SHORTEST;
  const wanted = Math.min(LONGEST, Math.max(SHORTEST, SHARE / rate));
  return 2 ** Math.floor(Math.log2(wanted));
}

/** Φ, γ̃ and α with their rates, and the harmonics. */
interface PieceEnd {
  readonly y: number;
  readonly values: readonly [number, number, number];
  readonly slopes: readonly [number, number, number];
  readonly harmonics: OrbitHarmonics;
}

interface Piece {
  readonly index: number;
  readonly step: number;
  readonly first: PieceEnd;
  readonly last: PieceEnd;
}

/** The cubic with these values and slopes at the ends, at x in [0, 1], without its whole turns. */
function phaseAt({ first, last, step }: Piece, which: 0 | 1 | 2, x: number): number {
  const start = first.values[which];
  const rise = last.values[which] - start;
  const [begin, end] = [first.slopes[which] * step, last.slopes[which] * step];
  const bend = 3 * rise - 2 * begin - end;
  const phase = start + x * (begin + x * (bend + x * (begin + end - 2 * rise)));
  return phase - TURN * Math.round(phase / TURN);
}

/** What of the geometry does not change. */
class Projection {
  readonly #turns: boolean;
  /** n·S, and n·P, n·Q of the axes P, Q across the spin, L = cos λ S + sin λ (sin α P + cos α Q). */
  readonly #onSpin: number;
  readonly #onP: number;
  readonly #onQ: number;
  /** (n×S)·P and (n×S)·Q. */
  readonly #acrossP: number;
  readonly #acrossQ: number;
  /** |n×S|, at least 1e-6. */
  readonly #across: number;
  /** The direction from which pericentre's angle is seen: cos α and sin α of its cosine. */
  readonly #fromCosine: number;
  readonly #fromSine: number;
  readonly #cosine: number;
  readonly #sine: number;

  constructor({ to, spin, turns, polarization }: EmriView) {
    const side = Math.hypot(spin[0], spin[1]);
    const [c, s] = [spin[0] / side, spin[1] / side];
    const [P, Q]: [Vector, Vector] = [
      [s, -c, 0],
      [-spin[2] * c, -spin[2] * s, side],
    ];
    const across = cross(to, spin);
    this.#turns = turns;
    [this.#onSpin, this.#onP, this.#onQ] = [dot(to, spin), dot(to, P), dot(to, Q)];
    [this.#acrossP, this.#acrossQ] = [dot(across, P), dot(across, Q)];
    this.#across = Math.max(1e-6, Math.hypot(...across));
    this.#fromCosine = (spin[1] * to[0]) / side - (spin[0] * to[1]) / side;
    this.#fromSine = (spin[2] * this.#onSpin - to[2]) / side;
    [this.#cosine, this.#sine] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  }

  sample(piece: Piece, x: number, out: Strain, n: number): void {
    const [radial, pericentre, node] = [phaseAt(piece, 0, x), phaseAt(piece, 1, x), phaseAt(piece, 2, x)];
    const y = piece.first.y + x * (piece.last.y - piece.first.y);
    const [cosAlpha, sinAlpha] = [Math.cos(node), Math.sin(node)];
    const tilt = Math.sqrt(Math.max(0, 1 - y * y));
    const on = y * this.#onSpin + tilt * (sinAlpha * this.#onP + cosAlpha * this.#onQ);
    // cos and sin of γ = 2 (γ̃ + β).
    const [c2, s2] = this.#doubleBeta(y, tilt, on, cosAlpha, sinAlpha);
    const [cg, sg] = [Math.cos(2 * pericentre), Math.sin(2 * pericentre)];
    const [cosGamma, sinGamma] = [cg * c2 - sg * s2, sg * c2 + cg * s2];
    const [a, b, c] = sums(piece, x, radial);
    const plus = -(1 + on * on) * (a * cosGamma - b * sinGamma) + c * (1 - on * on);
    const crossed = 2 * on * (b * cosGamma + a * sinGamma);
    // From the frame of L to that of the spin, and on to that of the ecliptic.
    const norm = Math.max(1e-6, Math.sqrt(Math.max(0, 1 - on * on)) * this.#across);
    const C = (y - on * this.#onSpin) / norm;
    const Z = (2 * tilt * (sinAlpha * this.#acrossP + cosAlpha * this.#acrossQ)) / norm;
    const [along, round] = [2 * C * C - 1, C * Z];
    const [p, q] = [plus * along + crossed * round, crossed * along - plus * round];
    out.plus[n] = p * this.#cosine - q * this.#sine;
    out.cross[n] = p * this.#sine + q * this.#cosine;
  }

  #doubleBeta(y: number, tilt: number, on: number, cosAlpha: number, sinAlpha: number): readonly [number, number] {
    if (!this.#turns || tilt < 1e-10) return [1, 0];
    const top = y * on - this.#onSpin;
    const side = tilt * (this.#fromCosine * cosAlpha + this.#fromSine * sinAlpha);
    const square = side * side + top * top;
    return square === 0 ? [1, 0] : [(side * side - top * top) / square, (2 * side * top) / square];
  }
}

/** Σ a_n cos nΦ, Σ b_n sin nΦ and Σ c_n cos nΦ (Clenshaw). */
function sums({ first, last }: Piece, x: number, phase: number): readonly [number, number, number] {
  const [one, two] = [first.harmonics, last.harmonics];
  const cosine = Math.cos(phase);
  const twice = 2 * cosine;
  let [a1, a2, b1, b2, c1, c2] = [0, 0, 0, 0, 0, 0];
  for (let n = one.a.length - 1; n > 0; n--) {
    const a = one.a[n]! + x * (two.a[n]! - one.a[n]!) + twice * a1 - a2;
    const b = one.b[n]! + x * (two.b[n]! - one.b[n]!) + twice * b1 - b2;
    const c = one.c[n]! + x * (two.c[n]! - one.c[n]!) + twice * c1 - c2;
    [a2, a1, b2, b1, c2, c1] = [a1, a, b1, b, c1, c];
  }
  return [cosine * a1 - a2, Math.sin(phase) * b1, cosine * c1 - c2];
}

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
