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
   * How far the clock is ahead when it shows `shown` (s since t0): the s with s = error(shown − s), found by iteration, which
   * gains six digits a step.
   */
  aheadAt(sc: Spacecraft, shown: Seconds): Seconds {
    const clock = this.instrument.clocks[sc];
    let ahead = 0;
    for (let step = 0; step < 12; step++) {
      const proper = shown - ahead;
      const next = timeError(clock, proper) + this.noiseAt(sc, proper / this.dt);
      if (Math.abs(next - ahead) < 1e-15) return next;
      ahead = next;
    }
    return ahead;
  }

  /** The integrated noise between samples: a cubic through the four nearest. */
  noiseAt(sc: Spacecraft, index: number): Seconds {
    const track = this.noise[sc];
    const values = track.values;
    const at = index - track.start;
    const low = Math.min(Math.max(1, Math.floor(at)), values.length - 3);
    const f = at - low;
    const [a, b, c, d] = [values[low - 1]!, values[low]!, values[low + 1]!, values[low + 2]!];
    return (
      (-f * (f - 1) * (f - 2) * a) / 6 +
      ((f + 1) * (f - 1) * (f - 2) * b) / 2 -
      ((f + 1) * f * (f - 2) * c) / 2 +
      ((f + 1) * f * (f - 1) * d) / 6
    );
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
