import type { PhenomDFit } from "./phenomd-fit.js";
import type { AlignedBinary, Remnant } from "./ringdown.js";

/** Where the inspiral's expansion ends, in Mf. */
export const AMPLITUDE_INSPIRAL_END = 0.014;

/** The amplitude of IMRPhenomD over its leading order (S. Khan et al. 2016, doi:10.1103/PhysRevD.93.044007, section V), by Mf. */
export interface AmplitudeShape {
  /** Mf at which f² A₂₂ is greatest, about. */
  readonly peak: number;
  /** Coefficients of the inspiral in powers of (Mf)^(1/3), of what is between in powers of the part of the way to the peak, and the ringdown's Lorentzian. */
  readonly inspiral: readonly number[];
  readonly between: readonly number[];
  readonly ringdown: RingdownAmplitude;
  at(mf: number): number;
}

/** height exp(−decay (Mf − centre)) / ((Mf − centre)² + width²). */
export interface RingdownAmplitude {
  readonly height: number;
  readonly decay: number;
  readonly centre: number;
  readonly width: number;
}

export function amplitudeShape(binary: AlignedBinary, remnant: Remnant, fit: PhenomDFit): AmplitudeShape {
  const terms = [1, 0, ...postNewtonian(binary), fit.rho1, fit.rho2, fit.rho3];
  const inspiral = inspiralSeries(terms);
  const lorentzian = ringdownAmplitude(remnant, fit);
  const ringdown = ringdownShape(lorentzian);
  const peak = peakOf(remnant, fit);
  const between = intermediate(inspiral, ringdown, peak, fit.v2);
  return {
    peak,
    inspiral: terms,
    between,
    ringdown: lorentzian,
    at: (mf) => {
      if (mf < AMPLITUDE_INSPIRAL_END) return inspiral.at(mf);
      if (mf >= peak) return ringdown.at(mf);
      const part = (mf - AMPLITUDE_INSPIRAL_END) / (peak - AMPLITUDE_INSPIRAL_END);
      return between.reduceRight((sum, term) => sum * part + term, 0);
    },
  };
}

interface Curve {
  at(mf: number): number;
  slope(mf: number): number;
}

function peakOf({ frequency, damping }: Remnant, { gamma2, gamma3 }: PhenomDFit): number {
  const g = gamma3 * damping;
  if (gamma2 > 1) return Math.abs(frequency - g / gamma2);
  return Math.abs(frequency + (g * (Math.sqrt(1 - gamma2 * gamma2) - 1)) / gamma2);
}

/** Powers of (Mf)^(1/3), from 0 to 9. */
function inspiralSeries(terms: readonly number[]): Curve {
  return {
    at: (mf) => {
      const x = Math.cbrt(mf);
      return terms.reduceRight((sum, term) => sum * x + term, 0);
    },
    slope: (mf) => {
      const x = Math.cbrt(mf);
      return terms.reduceRight((sum, term, n) => (n === 0 ? sum : sum * x + n * term), 0) / (3 * x * x);
    },
  };
}

/** Terms of (Mf)^(2/3) to (Mf)². */
function postNewtonian({ eta, delta, chi1, chi2 }: AlignedBinary): readonly number[] {
  const { PI } = Math;
  const [plus, minus] = [1 + delta, 1 - delta];
  const [squares, both] = [chi1 * chi1 + chi2 * chi2, chi1 * chi2];
  const weighed = chi1 * chi1 * plus + chi2 * chi2 * minus;
  const a2 = (PI ** (2 / 3) * (-969 + 1804 * eta)) / 672;
  const a3 = (PI * (chi1 * (81 * plus - 44 * eta) + chi2 * (81 * minus - 44 * eta))) / 48;
  const a4 =
    (PI ** (4 / 3) *
      (-27312085 -
        10287648 * weighed +
        24 * eta * (-1975055 + 857304 * squares - 994896 * both) +
        35371056 * eta * eta)) /
    8128512;
  const a5 =
    (PI ** (5 / 3) *
      (chi1 * (285197 * plus - 4 * (91902 + 1579 * delta) * eta - 35632 * eta * eta) +
        chi2 * (285197 * minus - 4 * (91902 - 1579 * delta) * eta - 35632 * eta * eta) +
        42840 * (4 * eta - 1) * PI)) /
    32256;
  const a6 =
    (-PI *
      PI *
      (-336 * eta * eta * (-3248849057 + 2943675504 * squares - 3339284256 * both) -
        324322727232 * eta ** 3 -
        7 * (-177520268561 + 107414046432 * weighed + 11087290368 * PI * (chi1 + chi2 + delta * (chi1 - chi2))) +
        12 *
          eta *
          (-545384828789 -
            176491177632 * both +
            202603761360 * chi2 * chi2 +
            77616 * chi1 * chi1 * (2610335 + 995766 * delta) -
            77287373856 * chi2 * chi2 * delta +
            5841690624 * PI * (chi1 + chi2) +
            21384760320 * PI * PI))) /
    60085960704;
  return [a2, a3, a4, a5, a6];
}

/** A Lorentzian that falls off. */
function ringdownAmplitude({ frequency, damping }: Remnant, fit: PhenomDFit): RingdownAmplitude {
  const width = fit.gamma3 * damping;
  return { height: fit.gamma1 * width, decay: fit.gamma2 / width, centre: frequency, width };
}

function ringdownShape({ height, decay, centre, width }: RingdownAmplitude): Curve {
  const at = (mf: number): number => {
    const away = mf - centre;
    return (height * Math.exp(-decay * away)) / (away * away + width * width);
  };
  const slope = (mf: number): number => {
    const away = mf - centre;
    return at(mf) * ((-2 * away) / (away * away + width * width) - decay);
  };
  return { at, slope };
}

/**
 * The polynomial of degree 4 that goes on smoothly at both ends and has the value v₂ in the middle: its coefficients in powers of what of
 * the way from one end to the other is done.
 */
function intermediate(before: Curve, after: Curve, peak: number, v2: number): readonly number[] {
  const width = peak - AMPLITUDE_INSPIRAL_END;
  const value = before.at(AMPLITUDE_INSPIRAL_END);
  const slope = width * before.slope(AMPLITUDE_INSPIRAL_END);
  const rise = after.at(peak) - value - slope;
  const bend = width * after.slope(peak) - slope;
  const fourth = 16 * (v2 - value - slope / 2) - 8 * rise + 2 * bend;
  return [value, slope, 3 * rise - bend + fourth, bend - 2 * rise - 2 * fourth, fourth];
}
