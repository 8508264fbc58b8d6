import type { Hertz, Seconds } from "../core/units.js";
import type { IntrinsicChirp, MassiveBinary } from "../inference/chirpamplitudes.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { irfft } from "../math/fft.js";
import { chirpChannels, SOLAR_TIME } from "../response/chirp.js";
import type { ConstellationPath } from "../response/path.js";
import { PhenomDGrid } from "../waveforms/phenomd-grid.js";
import { phenomDModes } from "../waveforms/phenomhm.js";
import type { MergerData } from "./merger-likelihood.js";
import type { Span } from "./watch-bank.js";

/** What turns a window of whitened data back into data with noise. */
export interface WindowOptions {
  readonly samples: number;
  readonly dt: Seconds;
  readonly whitening: ComplexArray;
  readonly path: ConstellationPath;
  readonly generation: 1.5 | 2;
}

/** Signals are compared with data up to here (Hz): what is above is damped by the filter before the lower rate. */
const HIGHEST: Hertz = 9e-3;
/** Whitened data lag behind waves of their frequency: the last ones are left out (s). */
const LAG: Seconds = 1800;
/** Points at which a binary's frequency is asked for, when it is looked for when it has one. */
const POINTS = 400;

/**
 * Whitened data that end before their merger as {@link MergerData}, with times from the window's begin on. Divided by the filter they
 * have the filter's noise, and the product with a signal is that of whitened ones: no window is needed. Of a binary nearby they have the
 * frequencies that it has while there are data.
 */
export function mergerData(
  [A, E]: readonly ComplexArray[],
  begin: Seconds,
  usable: readonly Span[],
  near: IntrinsicChirp,
  options: WindowOptions,
): MergerData {
  const { samples, dt, whitening, path, generation } = options;
  const df = 1 / (samples * dt);
  const count = Math.floor(HIGHEST / df);
  const density = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  for (let k = 1; k < count; k++) density[k] = (2 * dt) / (whitening.re[k] ** 2 + whitening.im[k] ** 2);
  const data = [A, E].map((values) => coloured(values, whitening, count, dt));
  return {
    data: { df, first: 0, A: data[0], E: data[1], T: complexArray(count) },
    noise: { df, first: 0, A: density, E: density, T: density },
    path: { at: (t, out) => path.at(t + begin, out) },
    generation,
    observation: [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY],
    band: bandWithin(near, [usable[0][0] * dt, usable[usable.length - 1][1] * dt - LAG], df),
  };
}

function coloured(values: ComplexArray, whitening: ComplexArray, count: number, dt: Seconds): ComplexArray {
  const out = complexArray(count);
  for (let k = 1; k < count; k++) {
    const [re, im, wr, wi] = [values.re[k], values.im[k], whitening.re[k], whitening.im[k]];
    const scale = dt / (wr * wr + wi * wi);
    out.re[k] = scale * (re * wr + im * wi);
    out.im[k] = scale * (im * wr - re * wi);
  }
  return out;
}

/** Frequencies of a binary in a span of time (s). */
function bandWithin(near: IntrinsicChirp, [from, to]: Span, df: Hertz): readonly [Hertz, Hertz] {
  const mass = near.mass * SOLAR_TIME;
  const [lowest, highest] = [LOWEST, Math.min(HIGHEST - df, 0.2 / mass)];
  const frequencies = Float64Array.from(
    { length: POINTS },
    (_, n) => lowest * (highest / lowest) ** (n / (POINTS - 1)),
  );
  const { slope, peakSlope } = new PhenomDGrid(frequencies).at(near, mass);
  const times = slope.map((value) => near.time + (mass / (2 * Math.PI)) * (value - peakSlope));
  const first = times.findIndex((time) => time >= from);
  const next = times.findIndex((time) => time > to);
  const last = next < 0 ? POINTS - 1 : Math.max(next - 1, first + 1);
  return [frequencies[Math.max(0, first)], Math.max(frequencies[last], frequencies[Math.max(0, first)] + 16 * df)];
}

/** Below it the whitening filter falls off. */
const LOWEST: Hertz = 1.02e-4;

/** A and E of a binary as the window has them, whitened. Times are from the window's begin on. */
export function whitenedSignal(binary: MassiveBinary, begin: Seconds, options: WindowOptions): readonly Float64Array[] {
  const { samples, dt, whitening, path, generation } = options;
  const df = 1 / (samples * dt);
  const count = Math.floor(HIGHEST / df);
  const frequencies = Float64Array.from({ length: count }, (_, k) => Math.max(k, 0.5) * df);
  const shifted: ConstellationPath = { at: (t, out) => path.at(t + begin, out) };
  const observation = { duration: samples * dt, generation };
  const signal = chirpChannels(phenomDModes(binary), binary, shifted, observation, frequencies);
  return [signal.A, signal.E].map(({ re, im }) => {
    const bins = complexArray(samples / 2 + 1);
    for (let k = 1; k < count; k++) {
      bins.re[k] = (re[k] * whitening.re[k] - im[k] * whitening.im[k]) / dt;
      bins.im[k] = (re[k] * whitening.im[k] + im[k] * whitening.re[k]) / dt;
    }
    return irfft(bins, samples);
  });
}
