import { BadArgumentError } from "../core/errors.js";
import { kernels } from "../math/engine.js";
import { pairCoefficients } from "../math/taps.js";
import type { Track } from "./track.js";

/** Lagrange interpolation of order 31 for what fluctuates, of order 5 for what is smooth. */
const FLUCTUATING = pairCoefficients(16);
const SMOOTH = pairCoefficients(3);

/** Samples that an interpolation reaches beyond the delayed time, both ways. */
export const INTERPOLATION_REACH = 17;

/**
 * Samples tracks at index + shift for each index from `first` on: out[n] = track(first + n + shifts[n]). The tracks must start
 * together and reach far enough.
 */
export function delayed(
  tracks: readonly Track[],
  first: number,
  shifts: Float64Array,
  outs: readonly Float64Array[],
  smooth = false,
): void {
  const from = first - tracks[0]!.start;
  const coefficients = smooth ? SMOOTH : FLUCTUATING;
  const series = tracks.map((track) => track.values);
  if (kernels().lagrange({ from, shifts, coefficients }, series, outs) !== "done") {
    throw new BadArgumentError(
      `Delays from sample ${first} on are not numbers, or change by more than a block at once; give smooth orbits.`,
      { first },
    );
  }
}
