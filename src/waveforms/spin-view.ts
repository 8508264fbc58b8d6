import type { Radians } from "../core/units.js";
import type { Vector } from "./direction.js";
import { type KeplerPiece, type KeplerView, keplerSums, phaseAt } from "./kepler-strain.js";
import type { Strain } from "./source.js";

/** How an orbit round a body that turns is seen. */
export interface SpinViewOptions {
  /** Unit vectors to the source and along the spin of the heavier body. */
  readonly to: Vector;
  readonly spin: Vector;
  /** Whether the heavier body turns at all. */
  readonly turns: boolean;
  /** Between the first axis of the polarisations of the spin's frame and that of the ecliptic's, ψ (rad). */
  readonly polarization: Radians;
}

/**
 * An orbit whose plane goes round the spin of the heavier body (L. Barack and C. Cutler 2004, doi:10.1103/PhysRevD.69.082005, section
 * III; A. J. K. Chua et al. 2017, doi:10.1103/PhysRevD.96.044005).
 */
export class SpinView implements KeplerView {
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

  constructor({ to, spin, turns, polarization }: SpinViewOptions) {
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

  sample(piece: KeplerPiece, x: number, out: Strain, n: number): void {
    const [radial, pericentre, node] = [phaseAt(piece, 0, x), phaseAt(piece, 1, x), phaseAt(piece, 2, x)];
    const y = piece.first.y + x * (piece.last.y - piece.first.y);
    const [cosAlpha, sinAlpha] = [Math.cos(node), Math.sin(node)];
    const tilt = Math.sqrt(Math.max(0, 1 - y * y));
    const on = y * this.#onSpin + tilt * (sinAlpha * this.#onP + cosAlpha * this.#onQ);
    // cos and sin of γ = 2 (γ̃ + β).
    const [c2, s2] = this.#doubleBeta(y, tilt, on, cosAlpha, sinAlpha);
    const [cg, sg] = [Math.cos(2 * pericentre), Math.sin(2 * pericentre)];
    const [cosGamma, sinGamma] = [cg * c2 - sg * s2, sg * c2 + cg * s2];
    const [a, b, c] = keplerSums(piece, x, radial);
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

function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Vector, b: Vector): Vector {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}
