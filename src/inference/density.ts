import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";

/** The channels of time-delay interferometry whose noises are independent. */
export type Channel = "A" | "E" | "T";

/** One-sided power spectral densities of the noise on bins of df from number `first` on (1/Hz); Infinity where data are not to be used. */
export interface NoiseDensity extends Readonly<Record<Channel, Float64Array>> {
  readonly df: Hertz;
  readonly first: number;
}

/** Some bins, one after the other. */
export interface Bins {
  readonly df: Hertz;
  readonly first: number;
  readonly count: number;
}

/**
 * Densities from models. Bin 0 is not used.
 * @throws BadArgumentError where a model gives what is no positive number
 */
export function noiseDensity(
  models: Readonly<Record<Channel, (frequency: Hertz) => number>>,
  { df, first, count }: Bins,
): NoiseDensity {
  const at = (channel: Channel, bin: number): number =>
    bin > 0 ? models[channel](bin * df) : Number.POSITIVE_INFINITY;
  const on = (channel: Channel): Float64Array => Float64Array.from({ length: count }, (_, k) => at(channel, first + k));
  return checkedDensity({ df, first, A: on("A"), E: on("E"), T: on("T") });
}

/** The densities, when they can weigh data. @throws BadArgumentError for zeros, negative numbers and what is no number */
export function checkedDensity(density: NoiseDensity): NoiseDensity {
  for (const channel of ["A", "E", "T"] as const) {
    const values = density[channel];
    const bad = values.findIndex((value) => !(value > 0));
    if (bad >= 0) {
      throw new BadArgumentError(
        `The noise density of ${channel} is ${values[bad]} at ${(density.first + bad) * density.df} Hz; it must be positive, or Infinity where data are not to be used.`,
        { channel, bin: bad, value: values[bad] },
      );
    }
  }
  return density;
}
