import { type Instant, secondsBetween } from "../core/instant.js";
import { type PerSpacecraft, perSpacecraft, SPACECRAFT, type Spacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "../orbits/table.js";
import { timeError } from "./clock.js";
import type { NoiseSources } from "./noises.js";
import type { Instrument } from "./parameters.js";
import type { Clocks } from "./timekeeping.js";

/** When the ground correlates times. */
export interface CorrelationTimes {
  readonly interval: Seconds;
  /** Of the physics samples, and the index behind the last one that counts. */
  readonly dt: Seconds;
  readonly end: number;
}

/**
 * What the ground learns of the clocks from time to time: how far each is ahead of TCB, δ(t) + x + q̇-noise × x with x = proper
 * time less TCB, measured with a noise of its own.
 */
export class Correlations {
  readonly #values: Record<Spacecraft, number[]> = { "1": [], "2": [], "3": [] };
  readonly #properTime: PerSpacecraft<(t: Seconds) => Seconds>;

  constructor(
    private readonly instrument: Instrument,
    orbits: OrbitTable,
    start: Instant<"TCB">,
    private readonly times: CorrelationTimes,
  ) {
    const origin = secondsBetween(orbits.t0, start);
    this.#properTime = perSpacecraft((sc) => {
      const deviations = orbits.properTimeDeviations[sc];
      const at = Float64Array.from(deviations, (_, row) => origin + row * orbits.dt);
      const spline = interpolatingSpline(at, deviations, deviations.length > 5 ? 5 : 3);
      return (t) => spline.at(t);
    });
  }

  get values(): PerSpacecraft<readonly number[]> {
    return perSpacecraft((sc) => [...this.#values[sc]]);
  }

  /** Takes what falls into the block from index `first` on. */
  block(
    first: number,
    clocks: Clocks,
    noiseAt: (sc: Spacecraft, index: number) => Seconds,
    noises: NoiseSources,
  ): void {
    const count = clocks.offset["1"].length;
    for (;;) {
      const t = this.#values["1"].length * this.times.interval;
      const index = Math.round(t / this.times.dt);
      if (index >= Math.min(first + count, this.times.end)) return;
      for (const sc of SPACECRAFT) this.#add(sc, t, clocks.noise[sc][index - first]!, noiseAt(sc, index), noises);
    }
  }

  #add(sc: Spacecraft, t: Seconds, noise: number, integrated: Seconds, noises: NoiseSources): void {
    const x = this.#properTime[sc](t);
    const measured = noises.generator(`moc_time_correlation_${sc}`)?.next(new Float64Array(1))[0] ?? 0;
    this.#values[sc].push(x + timeError(this.instrument.clocks[sc], t + x) + x * noise + integrated + measured);
  }

  restore(values: PerSpacecraft<readonly number[]>): void {
    for (const sc of SPACECRAFT) this.#values[sc] = [...values[sc]];
  }
}
