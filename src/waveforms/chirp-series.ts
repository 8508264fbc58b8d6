import type { Hertz, Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { irfft } from "../math/fft.js";
import { addModes, type ModeTaper } from "./chirp-spectrum.js";
import type { ChirpSize, WaveMode, WaveModes } from "./modes.js";
import type { Strain } from "./source.js";

/** How a chirp is seen, and how much of it. */
export interface ChirpView extends ChirpSize {
  /** How long before the peak it begins (s). */
  readonly duration: Seconds;
}

/** Samples of a wave; the first one is `start` seconds after the peak. */
export interface ChirpSeries extends Strain {
  readonly start: Seconds;
}

/** Part of the duration in which the wave grows. */
const TAPER = 0.1;
/** After the peak, in total masses: all has rung down to 1e-15 long before; in the second half what is left is tapered. */
const AFTER = 1000;
/** What comes before the begin is in the transform, with a taper until this part of the duration before it … */
const MARGIN = 1.1;
/** … that is so many times longer than the time 1/√ḟ that a change of amplitude by frequency takes in time. */
const COHERENT = 8;

/** When a mode has a frequency, seconds after the peak. */
export function timeAt(mode: WaveMode, waves: WaveModes, mass: Seconds, mf: number): Seconds {
  return (mass / (2 * Math.PI)) * (mode.slope(mf) - waves.peakSlope);
}

/** How long before the peak the transform begins, in which `duration` is whole. */
function transformed(waves: WaveModes, mass: Seconds, duration: Seconds): Seconds {
  let begin = 2 * duration;
  // The begin of a chirp of frequency f has ḟ = 3f/(8t).
  const isLong = (): boolean => {
    const f = frequencyBefore(waves, mass, -begin);
    return (begin - MARGIN * duration) * Math.sqrt((3 * f) / (8 * begin)) > COHERENT;
  };
  while (!isLong()) begin *= 1.25;
  return begin;
}

/** Samples in the transform of a wave of this duration. */
export function transformLength(waves: WaveModes, { mass, duration }: ChirpView, step: Seconds): number {
  const span = transformed(waves, mass, duration) + AFTER * mass;
  return 2 ** Math.ceil(Math.log2(span / step));
}

/** The highest frequency of (2, 2) until t seconds after the peak. */
export function frequencyBefore(waves: WaveModes, mass: Seconds, t: Seconds): Hertz {
  const [main] = waves.modes;
  let [low, high] = [waves.peak * 1e-5, waves.peak];
  if (t >= timeAt(main!, waves, mass, high)) return waves.peak / mass;
  for (let n = 0; n < 60; n++) {
    const middle = Math.sqrt(low * high);
    if (timeAt(main!, waves, mass, middle) < t) low = middle;
    else high = middle;
  }
  return high / mass;
}

/** The inverse Fourier transform of all modes until Mf = `end`, from `duration` before the peak on. */
export function chirpSeries(waves: WaveModes, view: ChirpView, end: number, step: Seconds): ChirpSeries {
  const { duration, mass } = view;
  const count = transformLength(waves, view, step);
  const begin = transformed(waves, mass, duration);
  const start = step * Math.floor((AFTER * mass) / step) - count * step;
  const bins = Math.min(count / 2, Math.ceil((end / mass) * count * step));
  const df = 1 / (count * step);
  const frequencies = Float64Array.from({ length: bins }, (_, k) => k * df);
  const spectrum = { plus: complexArray(count / 2 + 1), cross: complexArray(count / 2 + 1) };
  const grown: ModeTaper = (t) => planckTaper((t + begin) / (begin - MARGIN * duration));
  // The series begins at `start`, which is time 0 of the transform.
  addModes(waves, view, frequencies, -start, spectrum, grown);
  const first = Math.floor((-duration - start) / step);
  const [plus, cross] = [spectrum.plus, spectrum.cross].map((bins) => {
    const series = irfft(bins, count).slice(first);
    return series.map((value, n) => (value / step) * windowAt(view, start + (first + n) * step));
  }) as [Float64Array, Float64Array];
  return { start: start + first * step, plus, cross };
}

/** 0 at the begin and at the end, 1 from a tenth of the duration on until the ringing is over. */
function windowAt({ duration, mass }: ChirpView, t: Seconds): number {
  return planckTaper((t / duration + 1) / TAPER) * planckTaper(2 - (2 * t) / (AFTER * mass));
}

/** From 0 at x ≤ 0 to 1 at x ≥ 1 with all derivatives (D. J. A. McKechan et al. 2010, doi:10.1088/0264-9381/27/8/084020). */
function planckTaper(x: number): number {
  if (!(x > 0)) return 0;
  return x >= 1 ? 1 : 1 / (1 + Math.exp(1 / x - 1 / (1 - x)));
}
