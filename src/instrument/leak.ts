import type { Mosa } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";

/** A planted coupling of what a channel measures into the acceleration of a test mass along its line of sight. */
export interface Coupling {
  /** The channel with its spacecraft: "1/eh_temperature_03". */
  readonly channel: string;
  /** The test mass, by its MOSA; of the same spacecraft. */
  readonly mosa: Mosa;
  /** Acceleration per unit of the channel (m s⁻² per K, T, …). */
  readonly coefficient: number;
}

/** Where a leak is, as plain JSON. */
export interface LeakState {
  readonly velocity: number;
  readonly acceleration: number;
}

/** Adds up the velocity that a coupling gives a test mass; between the channel's samples the acceleration stays. */
export class Leak {
  readonly coupling: Coupling;
  #velocity = 0;
  #acceleration = 0;

  constructor(coupling: Coupling) {
    this.coupling = coupling;
  }

  state(): LeakState {
    return { velocity: this.#velocity, acceleration: this.#acceleration };
  }

  resume(state: LeakState): void {
    this.#velocity = state.velocity;
    this.#acceleration = state.acceleration;
  }

  /**
   * Adds the velocity to `out`, whose first sample is number `start`.
   * @param excess what the channel is above its mean, `every` samples apart, the first of them at sample `first`
   */
  add(out: Float64Array, start: number, dt: Seconds, excess: Float64Array, first: number, every: number): void {
    for (let k = 0; k < out.length; k++) {
      const since = start + k - first;
      if (since >= 0 && since % every === 0) this.#acceleration = this.coupling.coefficient * excess[since / every]!;
      out[k]! += this.#velocity;
      this.#velocity += this.#acceleration * dt;
    }
  }
}
