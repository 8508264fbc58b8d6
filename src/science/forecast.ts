import type { Hertz, Seconds } from "../core/units.js";
import { noiseDensity } from "../inference/density.js";
import { derivatives, fisherMatrix } from "../inference/fisher.js";
import { optimalSnr } from "../inference/product.js";
import { entryOf, matrixInverse, matrixOf } from "../math/matrix.js";
import type { EqualArmNoise } from "../noise/equalarms.js";
import type { Orbits } from "../orbits/orbits.js";
import { type GalacticResponse, galacticBinaryResponse } from "../response/galactic.js";
import type { SlowBinary } from "../response/slow.js";

/** What an observation will tell of a binary: its signal-to-noise ratio, and standard deviations. */
export interface BinaryForecast {
  readonly snr: number;
  /** Hz, Hz/s. */
  readonly frequency: number;
  readonly fdot: number;
  /** Of ln A. */
  readonly amplitude: number;
  /** Solid angle of 90 % probability (sr). */
  readonly sky: number;
  /** Of ln of the distance that drift and amplitude give together, see chirpDistance. */
  readonly distance: number;
}

/** What an observation is. */
export interface ForecastOptions {
  readonly duration: Seconds;
  readonly noise: EqualArmNoise;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: Orbits;
  /** Of time-delay interferometry: 1.5 (the default) or 2; noise must be of the same. */
  readonly generation?: 1.5 | 2;
}

/** Bins, bins per duration, ln A, cos ι, ψ, φ₀, λ and β: steps over which a signal changes by some thousandths. */
const STEPS = [1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-3, 1e-4, 1e-4];
/** What is known before: nothing of frequency and drift; of angles that they go round. */
const PRIORS = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 2, 0.6, 1, 2, 2, 0.7];
/** So near to the middle between two bins (bins) a signal would get others when its frequency is moved. */
const EDGE = 0.01;

/**
 * What data will say of binaries, by the Fisher matrix of each (M. Vallisneri 2008, doi:10.1103/PhysRevD.77.042001, on what that is worth: the
 * posterior's shape at high signal-to-noise ratio; too good for faint and face-on binaries).
 */
export function forecaster({ noise, ...observation }: ForecastOptions): (binary: SlowBinary) => BinaryForecast {
  const general = galacticBinaryResponse(observation);
  const responses = new Map<number, GalacticResponse>();
  return (binary) => {
    const { df, A } = general.signal(binary);
    const samples = A.re.length;
    // The same bins for all derivatives.
    const response = responses.get(samples) ?? galacticBinaryResponse({ ...observation, samples });
    responses.set(samples, response);
    return forecastOf(binary, df, response, noise);
  };
}

function forecastOf(binary: SlowBinary, df: Hertz, response: GalacticResponse, noise: EqualArmNoise): BinaryForecast {
  const away = binary.frequency / df - Math.floor(binary.frequency / df) - 0.5;
  const frequency = binary.frequency + (Math.abs(away) < EDGE ? 2 * EDGE * df : 0);
  const at = { fdot: 0, ...binary, frequency };
  const start = Float64Array.of(0, 0, 0, Math.cos(at.inclination), at.polarization, at.phase, at.lambda, at.beta);
  // Derivatives look to both sides.
  start[3] = Math.max(-1 + 3 * STEPS[3]!, Math.min(1 - 3 * STEPS[3]!, start[3]!));
  const signalOf = (x: Float64Array) =>
    response.signal({
      ...at,
      frequency: frequency + x[0]! * df,
      fdot: at.fdot + x[1]! * df * df,
      amplitude: at.amplitude * Math.exp(x[2]!),
      inclination: Math.acos(x[3]!),
      polarization: x[4]!,
      phase: x[5]!,
      lambda: x[6]!,
      beta: x[7]!,
    });
  const signal = signalOf(start);
  const density = noiseDensity(noise, { df, first: signal.first, count: signal.A.re.length });
  const fisher = fisherMatrix(derivatives(signalOf, start, Float64Array.from(STEPS)), density);
  const size = STEPS.length;
  const covariance = matrixInverse(
    matrixOf(size, size, (i, j) => entryOf(fisher, i, j) + (i === j ? PRIORS[i]! ** -2 : 0)),
  );
  const of = (i: number, j: number = i): number => entryOf(covariance, i, j);
  // ln d = ln ḟ − 3 ln f − ln A.
  const slope = [-3 * (df / frequency), (df * df) / at.fdot, -1];
  const spread = slope.reduce((sum, a, i) => sum + slope.reduce((inner, b, j) => inner + a * b * of(i, j), 0), 0);
  return {
    snr: optimalSnr(signal, density),
    frequency: Math.sqrt(of(0)) * df,
    fdot: Math.sqrt(of(1)) * df * df,
    amplitude: Math.sqrt(of(2)),
    sky: 2 * Math.PI * Math.LN10 * Math.cos(at.beta) * Math.sqrt(Math.max(0, of(6) * of(7) - of(6, 7) ** 2)),
    distance: at.fdot === 0 ? Number.POSITIVE_INFINITY : Math.sqrt(spread),
  };
}
