import { kernels } from "../math/engine.js";
import { resumedColouredNoise } from "./coloured.js";
import type { ColouredState, FilteredState, SeriesGenerator } from "./generator.js";

/** What a filter of these coefficients makes of a generator's series, from where the filter is full. */
export function filteredSeries(coefficients: readonly number[], white: SeriesGenerator): SeriesGenerator {
  return new FilteredSeries(coefficients, white, white.next(new Float64Array(coefficients.length - 1)));
}

/** Goes on where `state` was taken. */
export function resumedFilteredNoise(state: FilteredState): SeriesGenerator {
  return new FilteredSeries(state.coefficients, resumedColouredNoise(state.white), Float64Array.from(state.past));
}

class FilteredSeries implements SeriesGenerator {
  private readonly reversed: Float64Array;

  constructor(
    private readonly coefficients: readonly number[],
    private readonly white: SeriesGenerator,
    /** The last samples of the white noise, one fewer than there are coefficients. */
    private past: Float64Array,
  ) {
    this.reversed = Float64Array.from(coefficients).reverse();
  }

  next(out: Float64Array): Float64Array {
    const samples = new Float64Array(this.past.length + out.length);
    samples.set(this.past);
    this.white.next(samples.subarray(this.past.length));
    kernels().correlate(samples, this.reversed, 0, 1, out);
    this.past = samples.slice(out.length);
    return out;
  }

  state(): FilteredState {
    const white = this.white.state() as ColouredState;
    return { kind: "filtered", coefficients: this.coefficients, white, past: [...this.past] };
  }
}
