import {
  distantOf,
  emitterOf,
  MOSAS,
  type Mosa,
  type PerMosa,
  type PerSpacecraft,
  perMosa,
  perSpacecraft,
  receiverOf,
  SPACECRAFT,
  type Spacecraft,
} from "../core/mosa.js";
import type { Hertz, Seconds } from "../core/units.js";
import { type RangeResidual, rangeRates } from "./ranging.js";
import { trendOf } from "./trend.js";

/** A beatnote follows the Doppler shift: a cubic takes out hours of it. */
const BEATNOTE_DEGREE = 3;

/** A clock as planned: τ̂ − τ = offset + frequency·t + drift·t²/2, t from the start of the observation. */
export interface ClockPlan {
  /** Fractional frequency offset f0, s/s. */
  readonly frequency: number;
  /** Linear drift of the frequency f1, 1/s. */
  readonly drift: number;
}

/** What the pseudo-ranges say of a clock against the plan, taking the median of the three as right. */
export interface ClockState {
  /** Reading minus plan, in the middle of the stretch, up to a constant common to the three. */
  readonly offset: Seconds;
  /** Fractional frequency minus plan, up to a constant common to the three. */
  readonly rate: number;
}

/**
 * The three clocks against their plan, from pseudo-ranges less orbits, C_i(t) − C_j(t − d), `middle` after the start of the
 * observation. Only differences of clocks can be seen, so the median of the three serves as reference: one clock that is wrong
 * shows as that one.
 */
export function clocksFromRanges(
  residuals: PerMosa<RangeResidual>,
  delays: PerMosa<Seconds>,
  plans: PerSpacecraft<ClockPlan>,
  middle: Seconds,
): PerSpacecraft<ClockState> {
  const planned = perSpacecraft((sc) => plannedRate(plans[sc], middle));
  const rates = aboutMedian(
    bySpacecraft((mosa) => residuals[mosa].rate - (planned[receiverOf(mosa)] - planned[emitterOf(mosa)])),
  );
  const offsets = aboutMedian(
    bySpacecraft((mosa) => {
      const [receiver, emitter] = [receiverOf(mosa), emitterOf(mosa)];
      const difference = plannedReading(plans[receiver], middle) - plannedReading(plans[emitter], middle);
      const flight = (planned[emitter] + rates[emitter]) * delays[mosa];
      return residuals[mosa].offset - difference - flight;
    }),
  );
  return perSpacecraft((sc) => ({ offset: offsets[sc], rate: rates[sc] }));
}

/** The rate of each clock in the middle of the stretch: the plan and what was found beyond it. */
export function clockRates(
  states: PerSpacecraft<ClockState>,
  plans: PerSpacecraft<ClockPlan>,
  middle: Seconds,
): PerSpacecraft<number> {
  return perSpacecraft((sc) => plannedRate(plans[sc], middle) + states[sc].rate);
}

/**
 * Clock rates by sidebands against clock rates by ranging, per link. Sideband minus carrier counts the distant clock's ticks by
 * the local ones: f_ji (1 − dρ_ij/dτ) − f_ij, with the measured pseudo-range ρ. Both see the same clocks and the same Doppler
 * shift, so the difference, as a fractional frequency, is nothing but noise.
 */
export function sidebandRangeMismatch(
  sidebandMinusCarrier: PerMosa<Float64Array>,
  measuredRanges: PerMosa<Float64Array>,
  modulation: PerMosa<Hertz>,
  dt: Seconds,
): PerMosa<number> {
  const rates = rangeRates(measuredRanges, dt);
  return perMosa((mosa) => {
    const beatnote = trendOf(sidebandMinusCarrier[mosa], dt, BEATNOTE_DEGREE).value;
    return (beatnote + modulation[mosa]) / modulation[distantOf(mosa)] - (1 - rates[mosa]);
  });
}

/**
 * Clocks by ranging against the mission operations centre's time correlations: per spacecraft, what the ranges' offset differs
 * from `correlations` (clock minus time scale, one value per spacecraft, in the middle of the stretch), about the median.
 */
export function offsetAgainstCorrelation(
  states: PerSpacecraft<ClockState>,
  plans: PerSpacecraft<ClockPlan>,
  correlations: PerSpacecraft<Seconds>,
  middle: Seconds,
): PerSpacecraft<Seconds> {
  return aboutMedian(perSpacecraft((sc) => plannedReading(plans[sc], middle) + states[sc].offset - correlations[sc]));
}

function plannedRate({ frequency, drift }: ClockPlan, time: Seconds): number {
  return frequency + drift * time;
}

/** What a clock that runs as planned shows beyond `time`, in seconds, at `time` after the start of the observation. */
export function plannedReading({ frequency, drift }: ClockPlan, time: Seconds): Seconds {
  return frequency * time + 0.5 * drift * time ** 2;
}

// Six differences receiver − emitter determine the three values up to a constant; with two measurements per arm the
// least-squares solution whose mean is zero is the mean over both neighbours: x_i = Σ_j (x_ij − x_ji) / 6.
function bySpacecraft(difference: (mosa: Mosa) => number): PerSpacecraft<number> {
  return perSpacecraft((sc) =>
    MOSAS.reduce((sum, mosa) => sum + (signOf(mosa, sc) * difference(mosa)) / (2 * SPACECRAFT.length), 0),
  );
}

function signOf(mosa: Mosa, sc: Spacecraft): number {
  if (receiverOf(mosa) === sc) return 1;
  return emitterOf(mosa) === sc ? -1 : 0;
}

function aboutMedian(values: PerSpacecraft<number>): PerSpacecraft<number> {
  const median = SPACECRAFT.map((sc) => values[sc]).sort((a, b) => a - b)[1];
  return perSpacecraft((sc) => values[sc] - median);
}
