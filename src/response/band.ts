import { MOSAS } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { UNIFORM_REACH, uniformInterpolation } from "../math/uniform.js";
import type { Source } from "../waveforms/source.js";
import { ProjectedResponse } from "./projection.js";
import type { Samples } from "./samples.js";
import type { Timeline } from "./segments.js";

/** Steps that are computed at a time: as long as a random series stays in use. */
const STRETCH = 8192;

/** Length of segments (s): over it delays are polynomials of degree 4 to 3e-15 s. */
const SEGMENT = 16_384;

/**
 * Adds the response to waves with nothing above a frequency: it has nothing above it either, and is computed on a coarse grid,
 * source by source, and interpolated to the samples.
 */
export class BandResponse {
  readonly #parts: readonly ProjectedResponse[];
  readonly #step: Seconds;
  /** The last stretches, by number. */
  readonly #stretches = new Map<number, readonly Float64Array[]>();
  /** Steps that the orbits cover. */
  readonly #steps: number;

  constructor(sources: readonly Source[], step: Seconds, timeline: Timeline) {
    this.#parts = sources.map((source) => new ProjectedResponse(source, timeline, SEGMENT));
    this.#step = step;
    this.#steps = Math.floor(timeline.duration / step) + 1;
  }

  /** Seconds at both ends of the timeline that can't be served: the interpolation looks that far. */
  static margin(step: Seconds): Seconds {
    return step * UNIFORM_REACH.after;
  }

  /** Adds the response at `samples` to the links' series, in the order of MOSAS. */
  add({ whole, rest, dt, count }: Samples, out: readonly Float64Array[]): void {
    const { before, after } = UNIFORM_REACH;
    const place = (n: number): number => (whole + (rest + n * dt)) / this.#step;
    for (let start = 0; start < count; ) {
      const first = Math.floor(place(start)) - before;
      const most = Math.max(start + 1, Math.floor(((first + before + STRETCH) * this.#step - whole - rest) / dt));
      const stop = Math.min(count, most);
      const grid = this.#grid(first, Math.floor(place(stop - 1)) + after + 1);
      const places = Float64Array.from({ length: stop - start }, (_, n) => place(start + n) - first);
      uniformInterpolation(grid, places).forEach((values, link) => {
        const series = out[link]!;
        for (let n = 0; n < values.length; n++) series[start + n]! += values[n]!;
      });
      start = stop;
    }
  }

  /** The links' responses on steps `first` to `stop` − 1. */
  #grid(first: number, stop: number): readonly Float64Array[] {
    const out = MOSAS.map(() => new Float64Array(stop - first));
    for (let n = first; n < stop; ) {
      const index = Math.floor(n / STRETCH);
      const end = Math.min(stop, (index + 1) * STRETCH);
      this.#stretch(index).forEach((values, link) => {
        out[link]!.set(values.subarray(n - index * STRETCH, end - index * STRETCH), n - first);
      });
      n = end;
    }
    return out;
  }

  #stretch(index: number): readonly Float64Array[] {
    const kept = this.#stretches.get(index);
    if (kept !== undefined) return kept;
    const whole = index * STRETCH * this.#step;
    const count = Math.min(STRETCH, this.#steps - index * STRETCH);
    const made = MOSAS.map(() => new Float64Array(count));
    for (const part of this.#parts) part.add({ whole, rest: 0, dt: this.#step, count }, made);
    if (this.#stretches.size > 1) this.#stretches.delete(this.#stretches.keys().next().value!);
    this.#stretches.set(index, made);
    return made;
  }
}
