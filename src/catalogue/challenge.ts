import { randomStream } from "../core/random.js";
import { type NoiseDensity, noiseDensity } from "../inference/density.js";
import { optimalSnr } from "../inference/product.js";
import { type ComplexArray, complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { EqualArmNoise } from "../noise/equalarms.js";
import type { TdiSignal } from "../response/signal.js";
import { type SourceSignalOptions, sourceSignals } from "./signal.js";
import type { CatalogueSource } from "./source.js";

/** What a challenge is made of. */
export interface ChallengeOptions extends SourceSignalOptions {
  /** Of the noise: its lowest 64 bits count. */
  readonly seed: bigint;
  readonly noise: EqualArmNoise;
}

/** Data of a challenge, and what is in them. */
export interface ChallengeData {
  readonly dt: number;
  /** Fractional frequency. Periodic over the whole: it was made in frequency. */
  readonly X: Float64Array;
  readonly Y: Float64Array;
  readonly Z: Float64Array;
  /** The sources, with their SNR in A and E. */
  readonly truth: readonly CatalogueSource[];
}

const YEAR = 31_557_600;

const CHANNELS = ["A", "E", "T"] as const;

/**
 * Signals of sources and stationary noise, independent in A, E and T, made in frequency.
 * @throws BadArgumentError for options out of range and for sources whose signal can't be made
 */
export function challengeData(sources: readonly CatalogueSource[], options: ChallengeOptions): ChallengeData {
  const { seed, noise, ...observation } = options;
  const { dt } = observation;
  // Its tails too: those of a loud one are above the noise some hundred bins away.
  const years = Math.max(1, observation.duration / YEAR);
  const signalOf = sourceSignals({ samples: 1024 * 2 ** Math.ceil(Math.log2(years)), ...observation });
  const samples = 2 * Math.round(observation.duration / dt / 2);
  const bins = samples / 2 + 1;
  const density = noiseDensity(noise, { df: 1 / (samples * dt), first: 0, count: bins });
  const spectra = { A: complexArray(bins), E: complexArray(bins), T: complexArray(bins) };
  for (const channel of CHANNELS) addNoise(spectra[channel], density, channel, seed);
  const truth = sources.map((source) => {
    const signal = signalOf(source);
    for (const channel of CHANNELS) addSignal(spectra[channel], signal, channel);
    return { ...source, snr: optimalSnr(signal, density) };
  });
  return { dt, ...michelson(spectra, samples, dt), truth };
}

/** The variance of real and imaginary part is S T/4 each. Bin 0 and the last, whose imaginary part would be lost, stay empty. */
function addNoise(out: ComplexArray, density: NoiseDensity, channel: (typeof CHANNELS)[number], seed: bigint): void {
  const stream = randomStream(seed, `challenge noise ${channel}`);
  const normals = stream.normals(new Float64Array(2 * out.re.length));
  for (let k = 1; k < out.re.length - 1; k++) {
    const scale = Math.sqrt(density[channel][k]! / density.df / 4);
    out.re[k]! += scale * normals[2 * k]!;
    out.im[k]! += scale * normals[2 * k + 1]!;
  }
}

function addSignal(out: ComplexArray, signal: TdiSignal, channel: (typeof CHANNELS)[number]): void {
  const { re, im } = signal[channel];
  for (let k = Math.max(0, 1 - signal.first); k < re.length && signal.first + k < out.re.length - 1; k++) {
    out.re[signal.first + k]! += re[k]!;
    out.im[signal.first + k]! += im[k]!;
  }
}

/** X, Y and Z of A, E and T, which are orthonormal, as series. */
function michelson(
  { A, E, T }: Readonly<Record<(typeof CHANNELS)[number], ComplexArray>>,
  samples: number,
  dt: number,
): Readonly<Record<"X" | "Y" | "Z", Float64Array>> {
  const plan = fftPlan(samples);
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  const series = (a: number, e: number): Float64Array => {
    const mix = (part: "re" | "im"): Float64Array =>
      A[part].map((value, k) => (a * value + e * E[part][k]! + r3 * T[part][k]!) / dt);
    return plan.inverseReal({ re: mix("re"), im: mix("im") }, new Float64Array(samples));
  };
  return { X: series(-r2, r6), Y: series(0, -2 * r6), Z: series(r2, r6) };
}
