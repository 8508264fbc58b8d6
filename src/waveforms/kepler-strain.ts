import { harmonicsRoom, type OrbitHarmonics, orbitHarmonics } from "./eccentric.js";
import type { InspiralState } from "./inspiral.js";
import type { Strain } from "./source.js";

/** An orbit with its phases, which ends at `end` (s). */
export interface KeplerOrbit {
  readonly end: number;
  at(t: number): InspiralState;
  /** Begin and end of the piece round a time in which amplitudes are straight lines and phases cubics. */
  piece(t: number): readonly [number, number];
}

/** How an orbit is seen. */
export interface KeplerView {
  /** Writes sample n, at x in [0, 1] of the piece. */
  sample(piece: KeplerPiece, x: number, out: Strain, n: number): void;
}

/** What the amplitude of a strain is made of: total mass as time, and reduced mass as time over distance as time. */
export interface KeplerSize {
  readonly mass: number;
  readonly ratio: number;
}

const TURN = 2 * Math.PI;

/**
 * The wave of a body on a Kepler orbit whose phases and shape change slowly, by harmonics (P. C. Peters and J. Mathews 1963,
 * doi:10.1103/PhysRev.131.435). What is slow is interpolated in pieces that lie fixed in time, so that a sample depends on its time
 * alone.
 */
export class KeplerStrain {
  readonly #orbit: KeplerOrbit;
  readonly #view: KeplerView;
  readonly #size: KeplerSize;
  readonly #count: number;

  constructor(orbit: KeplerOrbit, view: KeplerView, size: KeplerSize, harmonics: number) {
    this.#orbit = orbit;
    this.#view = view;
    this.#size = size;
    this.#count = harmonics;
  }

  /** At these times (s); nothing after the orbit's end. */
  at(times: Float64Array): Strain {
    const strain = { plus: new Float64Array(times.length), cross: new Float64Array(times.length) };
    let piece: KeplerPiece | undefined;
    for (let n = 0; n < times.length; n++) {
      const t = times[n]!;
      if (t > this.#orbit.end) continue;
      if (piece === undefined || !(t >= piece.start && t < piece.start + piece.step)) piece = this.#piece(t, piece);
      this.#view.sample(piece, (t - piece.start) / piece.step, strain, n);
    }
    return strain;
  }

  #piece(t: number, before: KeplerPiece | undefined): KeplerPiece {
    const [start, end] = this.#orbit.piece(t);
    const first = before?.last.t === start ? before.last : this.#end(start);
    return { start, step: end - start, first, last: this.#end(end) };
  }

  /** The state at a border between pieces. */
  #end(t: number): PieceEnd {
    const { e, y, phases, rates } = this.#orbit.at(t);
    const [phi, theta, r] = phases;
    const [phiRate, thetaRate, rRate] = rates;
    const amplitude = (phiRate * this.#size.mass) ** (2 / 3) * this.#size.ratio;
    return {
      t,
      y,
      values: [r, theta - r, phi - theta],
      slopes: [rRate, thetaRate - rRate, phiRate - thetaRate],
      harmonics: orbitHarmonics(e, amplitude, harmonicsRoom(this.#count)),
    };
  }
}

/** Φ, γ̃ and α with their rates, and the harmonics. */
interface PieceEnd {
  readonly t: number;
  readonly y: number;
  readonly values: readonly [number, number, number];
  readonly slopes: readonly [number, number, number];
  readonly harmonics: OrbitHarmonics;
}

/** A stretch of an orbit between two states. */
export interface KeplerPiece {
  readonly start: number;
  readonly step: number;
  readonly first: PieceEnd;
  readonly last: PieceEnd;
}

/** The cubic with these values and slopes at the ends, at x in [0, 1], without its whole turns. */
export function phaseAt({ first, last, step }: KeplerPiece, which: 0 | 1 | 2, x: number): number {
  const start = first.values[which];
  const rise = last.values[which] - start;
  const [begin, end] = [first.slopes[which] * step, last.slopes[which] * step];
  const bend = 3 * rise - 2 * begin - end;
  const phase = start + x * (begin + x * (bend + x * (begin + end - 2 * rise)));
  return phase - TURN * Math.round(phase / TURN);
}

/** Σ a_n cos nΦ, Σ b_n sin nΦ and Σ c_n cos nΦ (Clenshaw). */
export function keplerSums({ first, last }: KeplerPiece, x: number, phase: number): readonly [number, number, number] {
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
