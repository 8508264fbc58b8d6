import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { TdiSignal } from "../response/signal.js";
import { type Channel, checkedDensity, type NoiseDensity } from "./density.js";

/** Channels in which signals are. */
export const SCIENCE: readonly Channel[] = ["A", "E"];

/** A complex number. */
export interface ComplexNumber {
  readonly re: number;
  readonly im: number;
}

/** ⟨a|b⟩ = 4 Δf Re Σ a* b/S over the bins that both have and the noise is known on (L. S. Finn 1992, doi:10.1103/PhysRevD.46.5236). */
export function innerProduct(
  a: TdiSignal,
  b: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  return complexProduct(a, b, noise, channels).re;
}

/**
 * The same with its imaginary part, which is there when phases differ.
 * @throws BadArgumentError for bins of different durations and densities that are not positive; BadDataError for values that are no numbers
 */
export function complexProduct(
  a: TdiSignal,
  b: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): ComplexNumber {
  const [first, last] = commonBins(a, b, noise);
  let [re, im] = [0, 0];
  for (const channel of channels) {
    const [x, y, density] = [a[channel], b[channel], noise[channel]];
    for (let k = first; k < last; k++) {
      const [i, j] = [k - a.first, k - b.first];
      const [xr, xi, yr, yi] = [x.re[i]!, x.im[i]!, y.re[j]!, y.im[j]!];
      re += (xr * yr + xi * yi) / density[k - noise.first]!;
      im += (xr * yi - xi * yr) / density[k - noise.first]!;
    }
  }
  if (!Number.isFinite(re + im)) mustBeWeighable(a, b, noise, channels);
  return { re: 4 * a.df * re, im: 4 * a.df * im };
}

/** Says why a product is no number. */
function mustBeWeighable(a: TdiSignal, b: TdiSignal, noise: NoiseDensity, channels: readonly Channel[]): void {
  checkedDensity(noise);
  for (const signal of [a, b]) {
    for (const channel of channels) {
      const { re, im } = signal[channel];
      const bad = re.findIndex((value, k) => !Number.isFinite(value + im[k]!));
      if (bad < 0) continue;
      throw new BadDataError(
        `Bin ${signal.first + bad} of ${channel} (${(signal.first + bad) * signal.df} Hz) is ${re[bad]} + ${im[bad]}i: an inner product takes numbers only. Fill gaps and NaN of the series before the transform, or give the noise Infinity there and the bin 0.`,
        { channel, bin: signal.first + bad },
      );
    }
  }
}

/** Bins from the first number to before the second. */
function commonBins(a: TdiSignal, b: TdiSignal, noise: NoiseDensity): readonly [number, number] {
  mustFit("signals", a.df, b.df);
  mustFit("signal and noise", a.df, noise.df);
  const last = Math.min(a.first + a.A.re.length, b.first + b.A.re.length, noise.first + noise.A.length);
  return [Math.max(noise.first, a.first, b.first), last];
}

/** Two durations of a year are equal to a fraction of a bin at 1 Hz when they are to 1e-9. */
function mustFit(what: string, one: number, other: number): void {
  if (Math.abs(one / other - 1) < 1e-9) return;
  throw new BadArgumentError(
    `Bins of ${what} are ${one} Hz and ${other} Hz apart; both must be of the same duration: cut or pad one of them.`,
    { one, other },
  );
}

/** Optimal signal-to-noise ratio, √⟨h|h⟩. */
export function optimalSnr(signal: TdiSignal, noise: NoiseDensity, channels: readonly Channel[] = SCIENCE): number {
  return Math.sqrt(innerProduct(signal, signal, noise, channels));
}

/** Matched signal-to-noise ratio, ⟨d|h⟩/√⟨h|h⟩: with unit variance around the optimal one. */
export function matchedSnr(
  data: TdiSignal,
  signal: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  return innerProduct(data, signal, noise, channels) / optimalSnr(signal, noise, channels);
}

/** ⟨a|b⟩/√(⟨a|a⟩⟨b|b⟩); 1 for signals that differ by a positive factor only. */
export function overlap(
  a: TdiSignal,
  b: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  return innerProduct(a, b, noise, channels) / normOf(a, b, noise, channels);
}

/** The overlap for the best difference of phase. */
export function phaseMaximisedOverlap(
  a: TdiSignal,
  b: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  const { re, im } = complexProduct(a, b, noise, channels);
  return Math.hypot(re, im) / normOf(a, b, noise, channels);
}

/** 1 less the overlap. */
export function mismatch(
  a: TdiSignal,
  b: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  return 1 - overlap(a, b, noise, channels);
}

function normOf(a: TdiSignal, b: TdiSignal, noise: NoiseDensity, channels: readonly Channel[]): number {
  return optimalSnr(a, noise, channels) * optimalSnr(b, noise, channels);
}

/** ln L = −½⟨d − h|d − h⟩ but for what does not depend on h: ⟨d|h⟩ − ½⟨h|h⟩. */
export function logLikelihood(
  data: TdiSignal,
  signal: TdiSignal,
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): number {
  return innerProduct(data, signal, noise, channels) - innerProduct(signal, signal, noise, channels) / 2;
}
