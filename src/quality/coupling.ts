import { BadArgumentError, BadDataError } from "../core/errors.js";
import { instant } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import { csd, psd } from "../math/welch.js";
import type { Band } from "./bands.js";

/** How a coupling is estimated. */
export interface CouplingOptions {
  readonly dt: Seconds;
  /** Length of a segment of the spectra (s). */
  readonly segment: Seconds;
  /** Where the coupling is taken for constant. */
  readonly band: Band;
}

/** How much of a monitor (a temperature, a magnetic field) is in a readout. */
export interface Coupling {
  /** The readout's unit per unit of the monitor. */
  readonly coefficient: number;
  /** Its standard deviation. */
  readonly error: number;
  /** Coefficient over error: beyond four it is no chance. */
  readonly significance: number;
  /** Magnitude-squared coherence, averaged over the band: from 0 to 1. */
  readonly coherence: number;
  /** The coherence that chance alone exceeds about once in a hundred. */
  readonly chance: number;
}

/** A normal variable is above so many standard deviations once in a hundred. */
const HUNDREDTH = 2.33;

/**
 * The coefficient c for which `readout` − c `monitor` is least coherent with `monitor` in the band: weighted least squares over
 * its frequencies, c = Σ Re S_mr/S_rest / Σ S_mm/S_rest, with the variance of the mean of as many averages as the spectra have
 * (J. Bendat, A. Piersol, Random Data, 4th ed., chapter 9).
 */
export function coupling(readout: Float64Array, monitor: Float64Array, options: CouplingOptions): Coupling {
  const { dt, segment, band } = options;
  if (readout.length !== monitor.length) {
    throw new BadArgumentError(
      `readout and monitor have ${readout.length} and ${monitor.length} samples; take both at the same moments`,
    );
  }
  const seriesOf = (values: Float64Array, unit: string) => ({ t0: instant("TCB", 0), dt, values, unit });
  const welch = { segment, detrend: "linear" } as const;
  const r = psd(seriesOf(readout, "r"), welch);
  const m = psd(seriesOf(monitor, "m"), welch);
  const cross = csd(seriesOf(monitor, "m"), seriesOf(readout, "r"), welch);
  const [first, last] = [Math.max(1, Math.ceil(band.from / r.df)), Math.floor(band.to / r.df)];
  if (last < first || last >= r.values.length) {
    throw new BadArgumentError(
      `no frequency ${r.df} Hz apart lies in ${band.from} to ${band.to} Hz below half the sampling rate`,
    );
  }
  let [up, down, coherence] = [0, 0, 0];
  for (let bin = first; bin <= last; bin++) {
    const power = cross.re[bin]! ** 2 + cross.im[bin]! ** 2;
    const rest = r.values[bin]! - power / m.values[bin]!;
    up += cross.re[bin]! / rest;
    down += m.values[bin]! / rest;
    coherence += power / (m.values[bin]! * r.values[bin]!);
  }
  if (!(down > 0 && Number.isFinite(up / down))) {
    throw new BadDataError("the monitor does not move, or readout and monitor are the same: no coupling can be told");
  }
  const bins = last - first + 1;
  const averages = r.dof / 2;
  // Bins within a window's bandwidth are one.
  const independent = Math.max(1, (bins * r.df) / r.enbw) / bins;
  const coefficient = up / down;
  const error = 1 / Math.sqrt(2 * averages * down * independent);
  return {
    coefficient,
    error,
    significance: coefficient / error,
    coherence: coherence / bins,
    chance: chanceCoherence(averages, bins * independent),
  };
}

/** Without any coupling, coherences of `averages` averages have mean 1/n and variance (n − 1)/n²(n + 1); that of so many bins. */
function chanceCoherence(averages: number, bins: number): number {
  const variance = (averages - 1) / (averages ** 2 * (averages + 1));
  return Math.min(1, 1 / averages + HUNDREDTH * Math.sqrt(Math.max(0, variance) / bins));
}
