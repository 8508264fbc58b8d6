import { SPEED_OF_LIGHT } from "../core/constants.js";
import {
  distantOf,
  emitterOf,
  MOSAS,
  type Mosa,
  type PerMosa,
  type PerSpacecraft,
  perMosa,
  receiverOf,
} from "../core/mosa.js";
import type { Metres, Seconds } from "../core/units.js";
import { rms, trendOf } from "./trend.js";

/** A pseudo-range against the orbits, measured minus predicted: the clocks, and the noise. */
export interface RangeResidual {
  /** Receiver's clock minus emitter's a light travel time ago, in the middle of the stretch. */
  readonly offset: Seconds;
  /** How fast that changes there, s/s. */
  readonly rate: number;
  /** Measured minus predicted, in seconds. */
  readonly difference: Float64Array;
  /** What is left without the clocks' slow curve, in seconds. */
  readonly noise: Float64Array;
  /** Its root mean square. */
  readonly noiseRms: Seconds;
  /** Largest deviation of one sample, in units of the rms. */
  readonly worstSample: number;
}

/** Offset, drift and two more orders take the clocks out of a day's ranges. */
const CLOCK_DEGREE = 3;

/**
 * What the measured pseudo-ranges say beyond the orbits. `predicted` holds the pseudo-ranges between perfect clocks (the proper
 * pseudo-ranges of an orbit file, in the receiver's proper time), at the measurement's epochs less its filters' group delay.
 */
export function rangeResiduals(
  measured: PerMosa<Float64Array>,
  predicted: PerMosa<Float64Array>,
  dt: Seconds,
): PerMosa<RangeResidual> {
  return perMosa((mosa) => {
    const difference = measured[mosa].map((value, index) => value - predicted[mosa][index]!);
    const { value, rate, rest } = trendOf(difference, dt, CLOCK_DEGREE);
    const noiseRms = rms(rest);
    const worst = rest.reduce((most, sample) => Math.max(most, Math.abs(sample) || 0), 0);
    return { offset: value, rate, difference, noise: rest, noiseRms, worstSample: worst / noiseRms };
  });
}

/**
 * By how much the two-way range of an arm differs from the orbits. The sum of both directions is free of clock offsets; the
 * clocks' `rates` act during the flight of the light only: ρ_ij + ρ_ji = d_ij + d_ji + (q_i + q_j) d. Half of what remains.
 */
export function twoWayBias(
  residuals: PerMosa<RangeResidual>,
  delays: PerMosa<Seconds>,
  rates: PerSpacecraft<number>,
): PerMosa<Metres> {
  return perMosa((mosa) => {
    const back = distantOf(mosa);
    const flight = rates[emitterOf(mosa)] * delays[mosa] + rates[receiverOf(mosa)] * delays[back];
    return ((residuals[mosa].offset + residuals[back].offset - flight) / 2) * SPEED_OF_LIGHT.value;
  });
}

/** How fast each measured pseudo-range changes in the middle of the stretch, s/s. */
export function rangeRates(measured: PerMosa<Float64Array>, dt: Seconds): PerMosa<number> {
  // The orbits add curvature to the clocks': two degrees more.
  return perMosa((mosa) => trendOf(measured[mosa], dt, CLOCK_DEGREE + 2).rate);
}

/** One value of several, and the MOSA it belongs to. */
export interface MosaValue {
  readonly mosa: Mosa;
  readonly value: number;
}

/** The largest of one number per MOSA, by magnitude, and whose it is. */
export function worstMosa(values: PerMosa<number>): MosaValue {
  const mosa = MOSAS.reduce((worst, next) => (Math.abs(values[next]) > Math.abs(values[worst]) ? next : worst));
  return { mosa, value: values[mosa] };
}
