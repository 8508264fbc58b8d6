import { BadArgumentError } from "../core/errors.js";
import type { Hertz } from "../core/units.js";
import type { PowerSpectrum } from "../math/welch.js";
import type { NoiseModel } from "../noise/tdi.js";

/** A range of frequencies in which a spectrum is judged as one number. */
export interface Band {
  readonly from: Hertz;
  readonly to: Hertz;
}

/** A measured spectrum against its model in one band. */
export interface BandLevel {
  readonly band: Band;
  /** Mean of measured over model, as 10 log₁₀: 0 where the model is right, 3 with twice its power. */
  readonly decibels: number;
  /** Standard deviation that chance alone gives that number. */
  readonly uncertainty: number;
}

/** The first bin that a constant, through the Hann window, leaves alone. */
export const FIRST_BIN = 2;

const DECIBEL = 10 / Math.LN10;

/** Around a line, so many bins show it through a Hann window, on either side. */
const LINE_BINS = 1.5;

/**
 * The level of `spectrum`, taken with a Hann window, against `model` in `band`. The ratio is averaged over the band, not its logarithm: the mean of a
 * periodogram is unbiased, that of its logarithm is not. Neighbouring bins within the window's noise bandwidth count as one. Bins
 * around `lines`, known waves that are no noise, are left out where others remain.
 */
export function bandLevel(
  spectrum: PowerSpectrum,
  model: NoiseModel,
  band: Band,
  lines: readonly Hertz[] = [],
): BandLevel {
  const first = Math.max(FIRST_BIN, Math.ceil(band.from / spectrum.df));
  const last = Math.min(spectrum.values.length - 1, Math.floor(band.to / spectrum.df));
  if (last < first) {
    throw new BadArgumentError(
      `no frequency of the spectrum (${spectrum.df} Hz apart, up to ${(spectrum.values.length - 1) * spectrum.df} Hz) lies in ${band.from} to ${band.to} Hz; take a wider band or a longer segment`,
      { band, df: spectrum.df },
    );
  }
  const isFree = (bin: number): boolean => lines.every((line) => Math.abs(line / spectrum.df - bin) > LINE_BINS);
  const all = Array.from({ length: last - first + 1 }, (_, n) => first + n);
  const free = all.filter(isFree);
  const used = free.length > 0 ? free : all;
  const sum = used.reduce((total, bin) => total + spectrum.values[bin]! / throughHann(model, bin, spectrum.df), 0);
  const bins = used.length;
  const independent = Math.max(1, (bins * spectrum.df) / spectrum.enbw);
  const uncertainty = DECIBEL * Math.sqrt(2 / (spectrum.dof * independent));
  return { band, decibels: DECIBEL * Math.log(sum / bins), uncertainty };
}

// What a Hann window shows of a smooth spectrum: its transform is −¼, ½, −¼ in neighbouring bins, so a sixth of the power of
// each neighbour is seen in between. Where a spectrum is steep or has a zero, that is what differs from the model itself.
function throughHann(model: NoiseModel, bin: number, df: Hertz): number {
  return (model((bin - 1) * df) + 4 * model(bin * df) + model((bin + 1) * df)) / 6;
}

/** How people read a band: "1-3 mHz". */
export function bandName({ from, to }: Band): string {
  const inMilli = (frequency: Hertz): string => String(Number((frequency * 1e3).toPrecision(3)));
  return `${inMilli(from)}-${inMilli(to)} mHz`;
}
