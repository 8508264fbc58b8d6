import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import type { RandomStream } from "../core/random.js";
import type { NoiseDensity } from "../inference/density.js";
import { Ensemble } from "../inference/ensemble.js";
import { fStatistic, fStatisticBasis } from "../inference/fstatistic.js";
import type { Posterior } from "../inference/posterior.js";
import { gammaProbability } from "../math/gamma.js";
import { entryOf, type Matrix } from "../math/matrix.js";
import type { GalacticResponse } from "../response/galactic.js";
import type { TdiSignal } from "../response/signal.js";
import { binaryOf, type GalacticBinary, linearOf } from "../search/binary.js";
import { KNOWN_BINARIES, knownBinary } from "../waveforms/known.js";

/** A binary that light has measured: what it should be for gravitational waves. */
export interface StandardBinary extends GalacticBinary {
  readonly name: string;
}

/** A value with its standard deviation. */
export interface Measured {
  readonly value: number;
  readonly sigma: number;
}

/** The known binaries by the parameters of their waves, at the epoch of TCB; polarisation and phase, which light doesn't tell, are 0. */
export function standardBinaries(): readonly StandardBinary[] {
  return KNOWN_BINARIES.map(({ name }) => {
    const { parameters } = knownBinary(name);
    const of = (key: string): number => Number(parameters[key]);
    return {
      name,
      frequency: of("frequency"),
      fdot: of("fdot"),
      amplitude: of("amplitude"),
      inclination: of("inclination"),
      polarization: 0,
      phase: 0,
      lambda: of("lambda"),
      beta: of("beta"),
    };
  });
}

/** What the amplitude is measured from. */
export interface AmplitudeData {
  readonly data: TdiSignal;
  readonly noise: NoiseDensity;
  readonly response: GalacticResponse;
  readonly seed: bigint;
}

const SAMPLING = { walkers: 24, burnIn: 300, steps: 600 };

/**
 * The amplitude of a binary whose frequency, drift and place are known, and whose inclination light has measured (but not which way it goes round):
 * mean and standard deviation of ln A times A, of a posterior over A, inclination, polarisation and phase. The signal is linear in four
 * amplitudes, so that the data are asked only once, by the F-statistic.
 */
export function measuredAmplitude(binary: StandardBinary, inclination: Measured, from: AmplitudeData): Measured {
  const { data, noise, response, seed } = from;
  const { amplitude } = binary;
  checkedNumber("measuredAmplitude", "sigma", inclination.sigma, { unit: "rad", min: 0, open: true });
  const { projections, products, twoF, amplitudes } = fStatistic(
    data,
    fStatisticBasis(response, binary, amplitude),
    noise,
  );
  if (!(twoF > FAINTEST)) {
    throw new BadArgumentError(
      `${binary.name} has 2F = ${twoF.toFixed(1)}; below ${FAINTEST} its amplitude can't be told from none: take longer data.`,
      { name: binary.name, twoF },
    );
  }
  const [plusRe, plusIm, crossRe, crossIm] = amplitudes as unknown as readonly [number, number, number, number];
  const best = binaryOf({ ...binary, plusRe, plusIm, crossRe, crossIm });
  const posterior: Posterior = {
    dimension: 4,
    logPrior: (x) => logPrior(x, inclination),
    logLikelihood: (x) => logLikelihood(weights(x), projections, products),
  };
  const options = { walkers: SAMPLING.walkers, inverseTemperatures: Float64Array.of(1), seed, name: binary.name };
  const ensemble = Ensemble.begin(posterior, options, (random) => start(random, best, inclination));
  const logs: number[] = [];
  for (let step = 0; step < SAMPLING.burnIn + SAMPLING.steps; step++) {
    ensemble.step();
    if (step >= SAMPLING.burnIn) logs.push(...ensemble.samples().map(({ parameters }) => parameters[0]!));
  }
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) ** 2, 0) / logs.length;
  const value = amplitude * Math.exp(mean);
  return { value, sigma: value * Math.sqrt(variance) };
}

/** 2F of a signal-to-noise ratio of about 5. */
const FAINTEST = 25;
/** ln of A over what is expected is looked for within this. */
const FARTHEST = Math.log(100);

/** Alike in ln A, ψ and φ; in the inclination as light has measured it, either way round. */
function logPrior(x: Float64Array, { value, sigma }: Measured): number {
  const [log, cosine] = [x[0]!, x[1]!];
  if (!(Math.abs(log) < FARTHEST && Math.abs(cosine) <= 1)) return Number.NEGATIVE_INFINITY;
  if (!(Math.abs(x[2]!) < Math.PI && Math.abs(x[3]!) < 2 * Math.PI)) return Number.NEGATIVE_INFINITY;
  const away = (Math.acos(Math.abs(cosine)) - Math.min(value, Math.PI - value)) / sigma;
  return -(away * away) / 2;
}

/** Near the best fit, at the inclination of light. */
function start(random: RandomStream, best: GalacticBinary, { value }: Measured): Float64Array {
  const near = (): number => 0.01 * (2 * random.uniform() - 1);
  const side = Math.sign(Math.cos(best.inclination)) || 1;
  const cosine = side * Math.min(0.999, Math.abs(Math.cos(value)) + 0.01 * random.uniform());
  const { PI } = Math;
  const folded = (angle: number, period: number): number => angle - period * Math.round(angle / period);
  return Float64Array.of(
    Math.log(best.amplitude) + near(),
    cosine,
    folded(best.polarization, PI) + near(),
    folded(best.phase, 2 * PI) + near(),
  );
}

/** A binary at no particular place: only how it lies is looked at. */
const ANYWHERE = { frequency: 0, fdot: 0, lambda: 0, beta: 0 };

/** Weights of the four edge-on signals, for ln A, cos ι, ψ and φ₀. */
function weights(x: Float64Array): readonly [number, number, number, number] {
  const [log, cosine, polarization, phase] = x as unknown as readonly [number, number, number, number];
  const at = { ...ANYWHERE, amplitude: Math.exp(log), inclination: Math.acos(cosine), polarization, phase };
  const { plusRe, plusIm, crossRe, crossIm } = linearOf(at);
  return [plusRe, plusIm, crossRe, crossIm];
}

function logLikelihood(a: readonly number[], projections: Float64Array, products: Matrix): number {
  let sum = 0;
  for (let i = 0; i < 4; i++) {
    sum += a[i]! * projections[i]!;
    for (let j = 0; j < 4; j++) sum -= (a[i]! * entryOf(products, i, j) * a[j]!) / 2;
  }
  return sum;
}

/** What light expects and what waves are measured to be. */
export interface AmplitudeCheck {
  readonly name: string;
  readonly measured: Measured;
  readonly expected: Measured;
}

/** What all binaries together say of the instrument's scale. */
export interface AmplitudeCalibration {
  /** Measured over expected, the same for all: 1 of an instrument that is calibrated. */
  readonly factor: Measured;
  /** The same of each. */
  readonly ratios: readonly Measured[];
  /** Σ (ratio − factor)²/σ², in logarithms, and the probability of as much or more when errors are what they are said to be. */
  readonly chiSquare: number;
  readonly probability: number;
}

/**
 * A factor that the instrument's scale is off by, as binaries of known distance and masses have it: the weighted mean of ln(measured/expected).
 * The errors of what is expected must be one binary's own: what all share, such as the zero of parallaxes, doesn't become less by averaging.
 * @throws BadArgumentError without binaries, and for amplitudes and errors that are not positive
 */
export function amplitudeCalibration(checks: readonly AmplitudeCheck[]): AmplitudeCalibration {
  if (checks.length === 0) throw new BadArgumentError("amplitudeCalibration needs binaries; there is none.", {});
  const logs = checks.map(({ name, measured, expected }) => {
    for (const number of [measured.value, measured.sigma, expected.value, expected.sigma])
      checkedNumber(`amplitudeCalibration, ${name}`, "a number", number, { unit: "", min: 0, open: true });
    const variance = (measured.sigma / measured.value) ** 2 + (expected.sigma / expected.value) ** 2;
    return { log: Math.log(measured.value / expected.value), variance };
  });
  const weight = logs.reduce((sum, { variance }) => sum + 1 / variance, 0);
  const mean = logs.reduce((sum, { log, variance }) => sum + log / variance, 0) / weight;
  const chiSquare = logs.reduce((sum, { log, variance }) => sum + (log - mean) ** 2 / variance, 0);
  const measured = (log: number, variance: number): Measured => ({
    value: Math.exp(log),
    sigma: Math.exp(log) * Math.sqrt(variance),
  });
  return {
    factor: measured(mean, 1 / weight),
    ratios: logs.map(({ log, variance }) => measured(log, variance)),
    chiSquare,
    probability: checks.length === 1 ? 1 : 1 - gammaProbability((checks.length - 1) / 2, chiSquare / 2),
  };
}
