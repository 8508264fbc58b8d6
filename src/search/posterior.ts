import type { RandomStream } from "../core/random.js";
import { effectiveSampleSize, splitRHat } from "../inference/convergence.js";
import { Ensemble } from "../inference/ensemble.js";
import type { Posterior } from "../inference/posterior.js";
import { entryOf, type Matrix, matrixInverse, matrixOf } from "../math/matrix.js";
import { quantile } from "../math/quantile.js";
import type { TdiSignal } from "../response/signal.js";
import { circular, driftRange, type GalacticBinary, type Linear, linearOf } from "./binary.js";
import type { FoundBinary, GalacticSearch } from "./galactic.js";
import { Coordinates, jointlyFitted, logLikelihoodAt, neighbourhoodOf, SIZE } from "./joint.js";
import { linkBins, TOGETHER } from "./members.js";
import type { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { addSignal, signalOf } from "./templates.js";

/** Names of a binary's parameters. */
export type ParameterName = keyof GalacticBinary;

const NAMES: readonly ParameterName[] = [
  "frequency",
  "fdot",
  "lambda",
  "beta",
  "amplitude",
  "inclination",
  "polarization",
  "phase",
];

/** Where a parameter is with 90 % probability, and its median. */
export interface Credible {
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** What is known of one binary. */
export interface BinaryPosterior {
  readonly found: FoundBinary;
  /** Samples of each parameter; angles go on beyond their period where the cloud does. */
  readonly samples: Readonly<Record<ParameterName, Float64Array>>;
  readonly intervals: Readonly<Record<ParameterName, Credible>>;
  /** The largest split R̂ of its parameters over the chain's halves, and the smallest effective number of samples. */
  readonly rHat: number;
  readonly effective: number;
  /** How many binaries were sampled together. */
  readonly together: number;
}

/** How posteriors are sampled. */
export interface BinaryPosteriorOptions {
  readonly seed: bigint;
  /** Steps that are thrown away; default 400. */
  readonly burnIn?: number;
  /** Steps that are kept, or more where chains have not converged; default 1000. */
  readonly steps?: number;
}

/** Parameters of all walkers at one step. */
type Walkers = readonly Float64Array[];

/** Every so many steps' walkers are kept. */
const THIN = 10;
/** Chains go on for as many steps again, their first half forgotten, so often at most, until R̂ is below this. */
const TURNS = 4;
const CONVERGED = 1.15;

/**
 * Posteriors of all that was found: each with its close neighbours at once, all others being out of the data. Walkers begin from
 * the Fisher matrix; priors are alike in frequency, place on the sphere, orientation, phase, logarithm of the amplitude, and drift
 * within what waves and transfer of mass can cause. Yields after each binary or group.
 */
export function* binaryPosteriors(
  seen: Observation,
  search: GalacticSearch,
  options: BinaryPosteriorOptions,
): Generator<readonly BinaryPosterior[], void, void> {
  for (const [n, group] of groupsOf(seen, search.binaries).entries()) {
    yield sampled(seen, search, group, options, `galactic binaries ${n}`);
  }
}

/** Chains of neighbours along the frequency. */
function groupsOf({ duration }: Observation, binaries: readonly FoundBinary[]): FoundBinary[][] {
  const groups: FoundBinary[][] = [];
  for (const one of binaries) {
    const group = groups.at(-1);
    const away = group === undefined ? 0 : (one.binary.frequency - group.at(-1)!.binary.frequency) * duration;
    if (group === undefined || group.length === TOGETHER || away > linkBins(one.binary.frequency, duration)) {
      groups.push([one]);
    } else group.push(one);
  }
  return groups;
}

function sampled(
  seen: Observation,
  { residual, noise }: GalacticSearch,
  group: readonly FoundBinary[],
  { seed, burnIn = 400, steps = 1000 }: BinaryPosteriorOptions,
  name: string,
): BinaryPosterior[] {
  const data = around(seen, residual, group);
  const start = group.map(({ linear }) => linear);
  const { binaries, fisher } = jointlyFitted(seen, data, noise, start);
  const near = neighbourhoodOf(seen, data, noise, binaries);
  const frame = new Coordinates(seen, binaries);
  const posterior = posteriorOf(seen, near, frame);
  const root = rootOfCovariance(seen, fisher, binaries);
  const walkers = 4 * SIZE * group.length + 8;
  const ensemble = Ensemble.begin(
    posterior,
    { walkers, inverseTemperatures: Float64Array.of(1), seed, name },
    (random) => startOf(random, posterior, frame.origin(), root),
  );
  for (let n = 0; n < burnIn; n++) ensemble.step();
  let kept: Walkers[] = [];
  for (let turn = 1; ; turn++) {
    for (let n = 1; n <= steps; n++) {
      ensemble.step();
      if (n % THIN === 0) kept.push(ensemble.samples().map(({ parameters }) => parameters));
    }
    const out = group.map((found, n) => summary(found, frame, kept, n, group.length));
    if (turn === TURNS || out.every(({ rHat }) => rHat < CONVERGED)) return out;
    kept = kept.slice(kept.length >> 1);
  }
}

/** What is left of the data around some binaries, and they. */
function around(seen: Observation, residual: TdiSignal, group: readonly FoundBinary[]): TdiSignal {
  const bins = group.map(({ binary }) => Math.round(binary.frequency * seen.duration));
  const from = Math.max(residual.first, Math.min(...bins) - seen.count);
  const to = Math.max(...bins) + seen.count;
  const part = ({ re, im }: TdiSignal["A"]): TdiSignal["A"] => ({
    re: re.slice(from - residual.first, to - residual.first),
    im: im.slice(from - residual.first, to - residual.first),
  });
  const data = { df: residual.df, first: from, A: part(residual.A), E: part(residual.E), T: part(residual.T) };
  for (const { linear } of group) addSignal(data, signalOf(seen, linear), 1);
  return data;
}

function posteriorOf({ duration }: Observation, near: Neighbourhood, frame: Coordinates): Posterior {
  return {
    dimension: SIZE * frame.count,
    logPrior: (x) => {
      let sum = 0;
      for (let n = 0; n < frame.count; n++)
        sum += logPriorOf(x.subarray(SIZE * n, SIZE * (n + 1)), frame.binary(x, n), duration);
      return sum;
    },
    logLikelihood: (x) => logLikelihoodAt(near, frame, x),
  };
}

/** Bins that a frequency may be away from its best value: far more than it is ever. */
const FAR = 8;
/** Amplitudes below this part of the factors' norm are no binary. */
const FAINT = 0.02;

/**
 * ln of the prior in Coordinates. The factors' circular parts have a = A(1 + c)² and b = A(1 − c)² (c = cos ι): what is alike in
 * ln A, c and both phases has the density 1/(A (ab)^{3/2}) over the plane of each.
 */
function logPriorOf(x: Float64Array, binary: Linear, duration: number): number {
  const range = driftRange(binary.frequency);
  if (!(Math.abs(x[0]!) < FAR && Math.abs(binary.beta) < Math.PI / 2)) return Number.NEGATIVE_INFINITY;
  const drift = x[1]! / duration ** 2;
  if (!(drift >= range[0] && drift <= range[1])) return Number.NEGATIVE_INFINITY;
  const { a, b } = circular({ plusRe: x[4]!, plusIm: x[5]!, crossRe: x[6]!, crossIm: x[7]! });
  const amplitude = ((Math.sqrt(a) + Math.sqrt(b)) / 2) ** 2;
  if (!(amplitude > FAINT && a * b > 0)) return Number.NEGATIVE_INFINITY;
  return Math.log(Math.cos(binary.beta)) - Math.log(amplitude) - 1.5 * Math.log(a * b);
}

/** Of priors in Coordinates (drift apart), so that nothing that the data don't know makes walkers begin beyond them. */
const PRIOR_SIGMAS = [4, 0, 1, 0.5, 1, 1, 1, 1];

/** A lower triangle L with L Lᵀ the covariance of the Fisher matrix and the priors' widths. */
function rootOfCovariance({ duration }: Observation, fisher: Matrix, binaries: readonly Linear[]): Matrix {
  const size = fisher.rows;
  const prior = (i: number): number => {
    if (i % SIZE !== 1) return PRIOR_SIGMAS[i % SIZE]! ** -2;
    const range = driftRange(binaries[Math.floor(i / SIZE)]!.frequency);
    return (((range[1] - range[0]) * duration ** 2) / 4) ** -2;
  };
  const unit = Float64Array.from({ length: size }, (_, i) => Math.sqrt(entryOf(fisher, i, i) + prior(i)));
  const scaled = matrixOf(
    size,
    size,
    (i, j) => (entryOf(fisher, i, j) + (i === j ? prior(i) : 0)) / (unit[i]! * unit[j]!),
  );
  const covariance = matrixInverse(scaled);
  const root = cholesky(covariance);
  return matrixOf(size, size, (i, j) => entryOf(root, i, j) / unit[i]!);
}

/** The lower triangle whose product with its transpose is `matrix`; directions without any variance stay zero. */
function cholesky(matrix: Matrix): Matrix {
  const size = matrix.rows;
  const values = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = entryOf(matrix, i, j);
      for (let k = 0; k < j; k++) sum -= values[i * size + k]! * values[j * size + k]!;
      if (i === j) values[i * size + i] = Math.sqrt(Math.max(sum, 0));
      else values[i * size + j] = values[j * size + j]! > 0 ? sum / values[j * size + j]! : 0;
    }
  }
  return { rows: size, columns: size, values };
}

/** A walker's begin: normal around the best fit; nearer to it as long as the prior refuses. */
function startOf(random: RandomStream, posterior: Posterior, centre: Float64Array, root: Matrix): Float64Array {
  const size = centre.length;
  const normal = new Float64Array(size);
  for (let width = 1; ; width *= 0.8) {
    random.normals(normal);
    const x = centre.map((value, i) => {
      let sum = 0;
      for (let j = 0; j <= i; j++) sum += entryOf(root, i, j) * normal[j]!;
      return value + width * sum;
    });
    if (posterior.logPrior(x) > Number.NEGATIVE_INFINITY) return x;
    if (width < 1e-6) return insideOf(posterior, centre);
  }
}

/** A best fit at the edge of what a drift can be, moved off it. */
function insideOf(posterior: Posterior, centre: Float64Array): Float64Array {
  const x = centre.slice();
  for (let n = 1; n < x.length; n += SIZE) x[n]! *= 1 - 1e-6;
  return posterior.logPrior(x) > Number.NEGATIVE_INFINITY ? x : centre;
}

function summary(
  found: FoundBinary,
  frame: Coordinates,
  kept: readonly Walkers[],
  n: number,
  together: number,
): BinaryPosterior {
  const draws = kept.flatMap((walkers) => walkers.map((x) => frame.binary(x, n)));
  const centre = centreOf(draws);
  const rows = draws.map((draw) => unwrapped(draw, centre));
  const column = (name: ParameterName): Float64Array => Float64Array.from(rows, (row) => row[name]);
  const samples = record(column);
  const width = kept[0]!.length;
  // A chain for each walker: the means of both halves of the run are compared over all of them.
  const chains = NAMES.map((name) =>
    Array.from({ length: width }, (_, w) => Float64Array.from(kept, (_row, k) => samples[name][k * width + w]!)),
  );
  return {
    found,
    samples,
    intervals: record((name) => credible(samples[name])),
    rHat: Math.max(...chains.map(splitRHat)),
    effective: Math.min(...chains.map(effectiveSampleSize)),
    together,
  };
}

function record<T>(of: (name: ParameterName) => T): Record<ParameterName, T> {
  return Object.fromEntries(NAMES.map((name) => [name, of(name)])) as Record<ParameterName, T>;
}

function credible(samples: Float64Array): Credible {
  const sorted = samples.slice().sort();
  return { low: quantile(sorted, 0.05), median: quantile(sorted, 0.5), high: quantile(sorted, 0.95) };
}

/** Mean directions of the angles. */
interface Centre {
  readonly lambda: number;
  readonly alpha: number;
  readonly gamma: number;
}

function centreOf(draws: readonly Linear[]): Centre {
  const mean = (angle: (draw: Linear) => number): number =>
    Math.atan2(
      draws.reduce((sum, draw) => sum + Math.sin(angle(draw)), 0),
      draws.reduce((sum, draw) => sum + Math.cos(angle(draw)), 0),
    );
  return {
    lambda: mean(({ lambda }) => lambda),
    alpha: mean((draw) => circular(draw).alpha),
    gamma: mean((draw) => circular(draw).gamma),
  };
}

/** A binary with its angles within half a turn of the centre's: longitude, and both circular parts' phases. */
function unwrapped(draw: Linear, centre: Centre): GalacticBinary {
  const { a, b, alpha, gamma } = circular(draw);
  const near = (angle: number, middle: number): number =>
    angle - 2 * Math.PI * Math.round((angle - middle) / (2 * Math.PI));
  const [one, other] = [near(alpha, centre.alpha), near(gamma, centre.gamma)];
  const [p, q] = [Math.sqrt(a), Math.sqrt(b)];
  return {
    frequency: draw.frequency,
    fdot: draw.fdot,
    lambda: near(draw.lambda, centre.lambda),
    beta: draw.beta,
    amplitude: ((p + q) / 2) ** 2,
    inclination: Math.acos((p - q) / (p + q)),
    polarization: (one - other) / 4,
    phase: Math.PI - (one + other) / 2,
  };
}

/** The part of samples below a true value, for each parameter: alike between 0 and 1 if posteriors are honest. */
export function truthRanks({ samples }: BinaryPosterior, truth: GalacticBinary): Record<ParameterName, number> {
  const rows = Array.from(samples.frequency, (_, n) => linearOf(record((name) => samples[name][n]!)));
  const at = unwrapped(linearOf(truth), centreOf(rows));
  return record((name) => {
    const below = samples[name].reduce((count, value) => count + (value < at[name] ? 1 : 0), 0);
    return below / samples[name].length;
  });
}
