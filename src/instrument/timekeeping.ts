import { type PerSpacecraft, perSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { frequencyError, integrateNoise, timeError } from "./clock.js";
import { type BlockInputs, type SpacecraftField, spacecraftField } from "./fields.js";
import type { Instrument } from "./parameters.js";
import { Track, type TrackState } from "./track.js";

/** The clocks of a block. */
export interface Clocks {
  /** Fractional frequency errors without noise, q. */
  readonly offset: SpacecraftField;
  /** Fractional frequency noise. */
  readonly noise: SpacecraftField;
  /** 1/(1 + q): what a clock that runs fast makes of frequencies. */
  readonly slowing: SpacecraftField;
  /** What the clocks show less proper time (s). */
  readonly error: SpacecraftField;
}

/** What the clocks must remember. */
export interface ClockState {
  readonly last: readonly number[];
  readonly noise: readonly TrackState[];
}

/** The clocks: their frequencies, and the time they show. */
export class Timekeeping {
  /** The integral of the frequency noise (s). */
  readonly noise: PerSpacecraft<Track>;
  readonly #fields: Clocks;
  readonly #last: Record<Spacecraft, number> = { "1": 0, "2": 0, "3": 0 };

  constructor(
    private readonly instrument: Instrument,
    private readonly dt: Seconds,
    first: number,
    count: number,
  ) {
    this.noise = perSpacecraft(() => new Track(first));
    this.#fields = {
      offset: spacecraftField(count),
      noise: spacecraftField(count),
      slowing: spacecraftField(count),
      error: spacecraftField(count),
    };
  }

  /** The block from index `first` on; its arrays are used again for the next. */
  block(first: number, inputs: BlockInputs): Clocks {
    for (const sc of SPACECRAFT) {
      const { offset, noise, slowing, error } = this.#fields;
      const clock = this.instrument.clocks[sc];
      noise[sc].set(inputs.noise(`clock_${sc}`));
      const before = this.noise[sc].end > this.noise[sc].start ? this.noise[sc].values.at(-1)! : 0;
      const integral = this.noise[sc].grow(noise[sc].length);
      integrateNoise(noise[sc], this.dt, this.#last[sc], before, integral);
      this.#last[sc] = noise[sc].at(-1)!;
      for (let n = 0; n < integral.length; n++) {
        const t = (first + n) * this.dt;
        const q = frequencyError(clock, t);
        offset[sc][n] = q;
        slowing[sc][n] = 1 / (1 + q);
        error[sc][n] = timeError(clock, t) + integral[n]!;
      }
    }
    return this.#fields;
  }

  /**
   * How far the clock is ahead when it shows `first + m step` (in samples): the s with s = error(shown − s), found by iteration,
   * which gains six digits a step.
   */
  aheadAt(sc: Spacecraft, first: number, step: number, out: Float64Array): Float64Array {
    const clock = this.instrument.clocks[sc];
    const track = this.noise[sc];
    const { values, start } = track;
    let ahead = timeError(clock, first * this.dt);
    for (let m = 0; m < out.length; m++) {
      const shown = (first + m * step) * this.dt;
      for (let before = Number.NaN, round = 0; Math.abs(ahead - before) >= 1e-15 || round < 2; round++) {
        before = ahead;
        const proper = shown - before;
        ahead = timeError(clock, proper) + cubicAt(values, proper / this.dt - start);
        if (round === MOST_ROUNDS) break;
      }
      out[m] = ahead;
    }
    return out;
  }

  /** The integrated noise between samples. */
  noiseAt(sc: Spacecraft, index: number): Seconds {
    return cubicAt(this.noise[sc].values, index - this.noise[sc].start);
  }

  forget(index: number): void {
    for (const sc of SPACECRAFT) this.noise[sc].forget(index);
  }

  state(): ClockState {
    return { last: SPACECRAFT.map((sc) => this.#last[sc]), noise: SPACECRAFT.map((sc) => this.noise[sc].state()) };
  }

  restore({ last, noise }: ClockState): void {
    SPACECRAFT.forEach((sc, index) => {
      this.#last[sc] = last[index]!;
      this.noise[sc].restore(noise[index]!);
    });
  }
}

/** More rounds change nothing but the last digit, which rounding may toss to and fro. */
const MOST_ROUNDS = 12;

/** A cubic through the four samples around `at`. */
function cubicAt(values: Float64Array, at: number): number {
  const low = Math.min(Math.max(1, Math.floor(at)), values.length - 3);
  const f = at - low;
  const [g, h, k] = [f + 1, f - 1, f - 2];
  const inner = (g * h * k * values[low]!) / 2 - (g * f * k * values[low + 1]!) / 2;
  return inner - (f * h * k * values[low - 1]!) / 6 + (g * f * h * values[low + 2]!) / 6;
}
