import { BadArgumentError } from "../core/errors.js";
import { later } from "../core/instant.js";
import type { TimeSeries } from "../core/series.js";
import type { Hertz } from "../core/units.js";
import { kernels } from "./engine.js";
import { windowOf } from "./window.js";

/** A filter by Kaiser's window: how many taps, and the window's parameter. */
export interface KaiserDesign {
  readonly taps: number;
  readonly beta: number;
}

/**
 * The filter that reaches `attenuation` with a transition of `width`: J. F. Kaiser, Proc. IEEE ISCAS (1974) 20, the
 * formulas of scipy.signal.kaiserord.
 * @param attenuation of the stop band, in dB, from 8
 * @param width of the transition, as a fraction of the Nyquist frequency
 */
export function kaiserDesign(attenuation: number, width: number): KaiserDesign {
  if (!(attenuation >= 8 && width > 0 && width < 1)) {
    throw new BadArgumentError(
      `A Kaiser filter of ${attenuation} dB over ${width} of the Nyquist frequency can't be made: it takes 8 dB or more, and a width between 0 and 1.`,
      { attenuation, width },
    );
  }
  return { taps: Math.ceil((attenuation - 7.95) / 2.285 / (Math.PI * width) + 1), beta: kaiserBeta(attenuation) };
}

function kaiserBeta(attenuation: number): number {
  if (attenuation > 50) return 0.1102 * (attenuation - 8.7);
  if (attenuation > 21) return 0.5842 * (attenuation - 21) ** 0.4 + 0.07886 * (attenuation - 21);
  return 0;
}

/**
 * The taps of a symmetric low-pass filter: a sinc under Kaiser's window, with gain 1 at 0 Hz.
 * @param cutoff where the gain is one half, as a fraction of the Nyquist frequency
 */
export function lowPassTaps({ taps, beta }: KaiserDesign, cutoff: number): Float64Array {
  if (!(Number.isInteger(taps) && taps > 0 && cutoff > 0 && cutoff < 1)) {
    throw new BadArgumentError(
      `A low-pass filter of ${taps} taps with its cutoff at ${cutoff} of the Nyquist frequency can't be made: the cutoff lies between 0 and 1.`,
      { taps, cutoff },
    );
  }
  const window = windowOf({ kaiser: beta }, taps, "symmetric");
  const middle = (taps - 1) / 2;
  const shape = window.map((w, k) => w * sinc(cutoff * (k - middle)));
  const gain = shape.reduce((sum, tap) => sum + tap, 0);
  return shape.map((tap) => tap / gain);
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/**
 * Filters and keeps every `decimation`-th sample: out[m] = Σ taps[k] values[m × decimation − k], with zeros before and
 * after the series. The filter is causal: a symmetric one delays by (taps − 1)/2 samples.
 */
export function firFilter(
  values: Float64Array,
  taps: Float64Array,
  decimation: number = 1,
  out?: Float64Array,
): Float64Array {
  checkDecimation(decimation, taps);
  const filtered = out ?? new Float64Array(Math.ceil(values.length / decimation));
  kernels().correlate(values, taps.slice().reverse(), 1 - taps.length, decimation, filtered);
  return filtered;
}

/** What a low-pass filter shall do. */
export interface LowPassOptions {
  /** Up to here signals pass. */
  readonly passband: Hertz;
  /** From here on they don't. */
  readonly stopband: Hertz;
  /** How much they are damped there, in dB; 120 if not given. */
  readonly attenuation?: number;
  /** Keep one sample of so many; 1 if not given. */
  readonly decimation?: number;
}

/** A series without what is above its band, not delayed, and without the ends that the filter can't reach. */
export function lowPass(series: TimeSeries, options: LowPassOptions): TimeSeries {
  const nyquist = 0.5 / series.dt;
  const { passband, stopband, attenuation = 120, decimation = 1 } = options;
  if (!(passband > 0 && stopband > passband && stopband < nyquist)) {
    throw new BadArgumentError(
      `A low-pass filter from ${passband} Hz to ${stopband} Hz does not fit below the Nyquist frequency of ${nyquist} Hz: it needs 0 < passband < stopband < Nyquist.`,
      { passband, stopband, nyquist },
    );
  }
  const design = kaiserDesign(attenuation, (stopband - passband) / nyquist);
  const odd = { ...design, taps: design.taps + 1 - (design.taps % 2) };
  const taps = lowPassTaps(odd, (passband + stopband) / 2 / nyquist);
  checkDecimation(decimation, taps);
  const reached = series.values.length - taps.length + 1;
  if (reached < 1) {
    throw new BadArgumentError(
      `The filter has ${taps.length} taps and the series ${series.values.length} samples; take a wider transition or more data.`,
      { taps: taps.length, samples: series.values.length },
    );
  }
  const values = new Float64Array(Math.ceil(reached / decimation));
  kernels().correlate(series.values, taps, 0, decimation, values);
  const t0 = later(series.t0, ((taps.length - 1) / 2) * series.dt);
  return { t0, dt: series.dt * decimation, values, unit: series.unit };
}

function checkDecimation(decimation: number, taps: Float64Array): void {
  if (!(Number.isInteger(decimation) && decimation >= 1 && taps.length > 0)) {
    throw new BadArgumentError(
      `A filter of ${taps.length} taps that keeps one of ${decimation} samples: it needs a tap or more, and a whole number from 1.`,
      { taps: taps.length, decimation },
    );
  }
}
