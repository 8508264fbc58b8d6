import type { Radians } from "../core/units.js";
import { type KeplerPiece, type KeplerView, keplerSums, phaseAt } from "./kepler-strain.js";
import type { Strain } from "./source.js";

/**
 * An orbit whose plane stays as it is: `inclination` is between its angular momentum and the line of sight, `polarization` ψ (rad). Signs are
 * those of galacticBinary with the phase 2Φ + 2γ̃ + π.
 */
export class InclinedView implements KeplerView {
  readonly #on: number;
  readonly #cosine: number;
  readonly #sine: number;

  constructor(inclination: Radians, polarization: Radians) {
    this.#on = -Math.cos(inclination);
    [this.#cosine, this.#sine] = [Math.cos(2 * polarization), Math.sin(2 * polarization)];
  }

  sample(piece: KeplerPiece, x: number, out: Strain, n: number): void {
    const gamma = 2 * phaseAt(piece, 1, x);
    const [cosGamma, sinGamma] = [Math.cos(gamma), Math.sin(gamma)];
    const [a, b, c] = keplerSums(piece, x, phaseAt(piece, 0, x));
    const on = this.#on;
    const plus = -(1 + on * on) * (a * cosGamma - b * sinGamma) + c * (1 - on * on);
    const cross = 2 * on * (b * cosGamma + a * sinGamma);
    out.plus[n] = plus * this.#cosine - cross * this.#sine;
    out.cross[n] = plus * this.#sine + cross * this.#cosine;
  }
}
