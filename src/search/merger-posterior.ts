import { BadArgumentError } from "../core/errors.js";
import type { Work } from "../core/progress.js";
import { type RandomStream, randomStream } from "../core/random.js";
import { type ChirpProducts, chirpOrientation } from "../inference/chirpamplitudes.js";
import { effectiveSampleSize, splitRHat } from "../inference/convergence.js";
import { temperatureLadder } from "../inference/ensemble.js";
import { MergerChains, type MergerWalker } from "./merger-chains.js";
import {
  fitAt,
  type MergerData,
  type MergerFit,
  type MergerPoint,
  mergerAt,
  pointOf,
  priorOf,
} from "./merger-likelihood.js";
import { logPriorOf, lyingOf, type MergerPrior } from "./merger-prior.js";
import { type Surroundings, startsAround, surroundings } from "./merger-surroundings.js";

/** How a posterior is sampled. */
export interface MergerSampling {
  readonly seed: bigint;
  /** Steps at most, 6000 by default; chains end before when they agree and have samples enough. */
  readonly steps?: number;
  /** Walkers at each temperature, 16 by default. */
  readonly walkers?: number;
  /** Number of temperatures, 4 by default. */
  readonly temperatures?: number;
  /** Samples worth at least so many independent ones are wanted, 600 by default, */
  readonly effective?: number;
  /** and split R̂ below this, 1.02 by default. */
  readonly rHat?: number;
  /** Where binaries can be; {@link MERGER_PRIOR} by default. */
  readonly prior?: Partial<MergerPrior>;
}

/** Names of a sample's numbers: at the Sun, in the units of {@link MassiveBinary}. */
export const MERGER_PARAMETERS = [
  "chirpMass",
  "delta",
  "chi1",
  "chi2",
  "time",
  "lambda",
  "beta",
  "distance",
  "inclination",
  "polarization",
  "phase",
] as const;

/** Samples of a posterior, one after the other: numbers of {@link MERGER_PARAMETERS} each. */
export interface MergerPosterior {
  readonly samples: readonly Float64Array[];
  /** Which of the eight cells of the sky, as the constellation has it, each sample is in: 0 is the fit's. */
  readonly modes: Uint8Array;
  /** Largest split R̂ of what chains walk in: at most 1.02 unless steps did not suffice. */
  readonly rHat: number;
  /** Least number of samples that they are worth. */
  readonly effective: number;
  readonly steps: number;
  /** Part of the moves that were taken, by temperature. */
  readonly acceptance: Float64Array;
}

/** One step of so many is kept. */
const THIN = 5;
/** Steps between looks at convergence, and the first of them. */
const BLOCK = 200;
const FIRST_LOOK = 600;
/** The hottest of the chains. */
const LOWEST = 0.1;
/** A gain in ln L that asks for another reference. */
const GAIN = 3;

/**
 * The posterior of a binary near a fit, in all eight parts of the sky, by parallel-tempered chains on the heterodyned likelihood, until they
 * agree. The first half of all steps is forgotten.
 * @throws BadArgumentError for too few walkers or steps, and a fit that the prior excludes
 */
export function sampleMerger(
  fit: MergerFit,
  into: MergerData,
  sampling: MergerSampling,
  { signal, onProgress }: Work = {},
): MergerPosterior {
  const { steps = 6000, effective = 600, rHat = 1.02, seed } = sampling;
  const prior = { ...priorOf(into), ...sampling.prior };
  mustBeSampling(sampling);
  mustBeIn(prior, fit, into);
  const random = randomStream(seed, `merger at ${fit.binary.time}`);
  const around = bestSurroundings(fit, into, prior, sampling, random);
  const chains = chainsIn(around, into, prior, sampling, random);
  const kept: (readonly MergerWalker[])[] = [];
  let found = { rHat: Number.POSITIVE_INFINITY, effective: 0 };
  let step = 0;
  while (step < steps) {
    signal?.throwIfAborted();
    chains.step();
    if (++step % THIN === 0) kept.push(chains.walkers(0).slice());
    if (step < FIRST_LOOK || step % BLOCK !== 0) continue;
    onProgress?.({ fraction: step / steps });
    found = convergence(kept.slice(kept.length / 2), into);
    if (found.rHat < rHat && found.effective > effective) break;
  }
  const last = kept.slice(kept.length / 2).flat();
  return {
    samples: last.map((walker) => named(walker, into)),
    modes: Uint8Array.from(last, ({ point }) => around.cells.cellOf(point)),
    ...found,
    steps: step,
    acceptance: chains.acceptance(),
  };
}

function mustBeSampling({ walkers = 16, temperatures = 4, steps = FIRST_LOOK }: MergerSampling): void {
  if (
    Number.isInteger(walkers) &&
    walkers >= 4 &&
    Number.isInteger(temperatures) &&
    temperatures >= 1 &&
    steps >= FIRST_LOOK
  )
    return;
  throw new BadArgumentError(
    `A posterior of a merger by ${walkers} walkers at ${temperatures} temperatures in ${steps} steps: whole numbers are expected, 4 walkers or more at 1 temperature or more, and ${FIRST_LOOK} steps or more.`,
    { walkers, temperatures, steps },
  );
}

function mustBeIn(prior: MergerPrior, { binary }: MergerFit, { path }: MergerData): void {
  const [logMass, delta, chi1, chi2, time] = pointOf(binary, path);
  if (logPriorOf(prior, pointOf(binary, path)) > Number.NEGATIVE_INFINITY) return;
  throw new BadArgumentError(
    `The fit has chirp mass ${Math.exp(logMass!)}, delta ${delta}, spins ${chi1} and ${chi2}, and passes the constellation at ${time} s, which is not in the prior (chirp mass ${prior.chirpMass.join(" to ")}, delta to ${prior.delta}, spins to ${prior.spin}, time ${prior.time.join(" to ")} s). Fit again, or widen the prior.`,
    { binary: { ...binary } },
  );
}

/** Of a fit, or of a better one that chains come to. */
function bestSurroundings(
  fit: MergerFit,
  into: MergerData,
  prior: MergerPrior,
  sampling: MergerSampling,
  random: RandomStream,
): Surroundings {
  const around = surroundings(fit, into);
  const chains = chainsIn(around, into, prior, sampling, random);
  let best = { point: around.centre, value: around.value(around.centre) + GAIN };
  for (let step = 0; step < BLOCK; step++) {
    chains.step();
    for (const { point, logLikelihood } of chains.walkers(0)) {
      if (logLikelihood > best.value) best = { point, value: logLikelihood };
    }
  }
  return best.point === around.centre ? around : surroundings(fitAt(best.point, into), into);
}

function chainsIn(
  around: Surroundings,
  { path }: MergerData,
  prior: MergerPrior,
  { walkers = 16, temperatures = 4 }: MergerSampling,
  random: RandomStream,
): MergerChains {
  const inverse = temperatureLadder(temperatures, LOWEST);
  const { likelihood, widths, cells } = around;
  const products = (point: MergerPoint): ChirpProducts => likelihood.products(mergerAt(point, path));
  return new MergerChains(
    { products, prior, cells, widths },
    inverse,
    startsAround(around, prior, inverse, walkers, random),
    random,
  );
}

/** Of what has no ends: angles by their cosines and sines. */
function convergence(
  kept: readonly (readonly MergerWalker[])[],
  into: MergerData,
): { readonly rHat: number; readonly effective: number } {
  const rows = kept.map((walkers) => walkers.map((walker) => straight(walker, into)));
  const [first] = rows[0]!;
  const chains = Array.from(first!, (_, n) =>
    rows[0]!.map((_walker, w) => Float64Array.from(rows, (row) => row[w]![n]!)),
  );
  return {
    rHat: Math.max(...chains.map(splitRHat)),
    effective: Math.min(...chains.map(effectiveSampleSize)),
  };
}

function straight({ point, amplitudes }: MergerWalker, into: MergerData): readonly number[] {
  const [logDistance, cosine, right, left] = lyingOf(amplitudes);
  const [logMass, delta, chi1, chi2, , lambda, beta] = point as unknown as readonly number[] & MergerPoint;
  const { time } = mergerAt(point, into.path);
  const round = [lambda!, right, left].flatMap((angle) => [Math.cos(angle), Math.sin(angle)]);
  return [logMass!, delta!, chi1!, chi2!, time, Math.sin(beta!), logDistance, cosine, ...round];
}

function named({ point, amplitudes }: MergerWalker, into: MergerData): Float64Array {
  const { time } = mergerAt(point, into.path);
  const { distance, inclination, polarization, phase } = chirpOrientation(amplitudes);
  const [logMass, delta, chi1, chi2, , lambda, beta] = point;
  // A quarter turn of ψ and of the phase together change nothing: ψ within a quarter turn, and the phase within half a turn after that.
  const quarters = Math.floor(polarization / (Math.PI / 2));
  const turned = phase - (quarters * Math.PI) / 2;
  const within = [polarization - (quarters * Math.PI) / 2, turned - Math.PI * Math.floor(turned / Math.PI)] as const;
  return Float64Array.of(Math.exp(logMass), delta, chi1, chi2, time, lambda, beta, distance, inclination, ...within);
}

/** Mean and standard deviation of one parameter over samples; of angles that go round, around the fit's. */
export function spreadOf(
  { samples }: MergerPosterior,
  name: (typeof MERGER_PARAMETERS)[number],
): { readonly mean: number; readonly sigma: number } {
  const n = MERGER_PARAMETERS.indexOf(name);
  const mean = samples.reduce((sum, sample) => sum + sample[n], 0) / samples.length;
  const square = samples.reduce((sum, sample) => sum + (sample[n] - mean) ** 2, 0) / (samples.length - 1);
  return { mean, sigma: Math.sqrt(square) };
}

/**
 * Area of the sky of this probability (square degrees): where a mixture of normal densities, one of each cell of the sky with samples in it,
 * is highest.
 */
export function skyArea({ samples, modes }: MergerPosterior, probability: number): number {
  const [at, up] = [MERGER_PARAMETERS.indexOf("lambda"), MERGER_PARAMETERS.indexOf("beta")];
  const places = samples.map((sample) => [sample[at]!, Math.sin(sample[up]!)] as const);
  const clouds = [...new Set(modes)].map((mode) =>
    cloudOf(
      places.filter((_, n) => modes[n] === mode),
      places.length,
    ),
  );
  const densities = places
    .map((place) => clouds.reduce((sum, cloud) => sum + cloud(place), 0))
    .sort((a, b) => b - a)
    .slice(0, Math.round(probability * places.length));
  // The mean of 1/density over samples is the area they are in.
  const steradians = densities.reduce((sum, density) => sum + 1 / density, 0) / places.length;
  return Math.min(4 * Math.PI, steradians) * (180 / Math.PI) ** 2;
}

type Place = readonly [lambda: number, height: number];

/** A normal density in longitude and height, by steradian, of its part of all samples. */
function cloudOf(places: readonly Place[], all: number): (place: Place) => number {
  const mean = (of: (place: Place) => number): number =>
    places.reduce((sum, place) => sum + of(place), 0) / places.length;
  const centre = Math.atan2(
    mean(([lambda]) => Math.sin(lambda)),
    mean(([lambda]) => Math.cos(lambda)),
  );
  const height = mean(([, z]) => z);
  const away = ([lambda, z]: Place): Place => [
    Math.atan2(Math.sin(lambda - centre), Math.cos(lambda - centre)),
    z - height,
  ];
  const product = (n: 0 | 1, m: 0 | 1): number =>
    mean((place) => {
      const x = away(place);
      return x[n] * x[m];
    });
  // Few samples are in one place, or on a line.
  const [ll, zz, lz] = [product(0, 0) + LEAST, product(1, 1) + LEAST, product(0, 1)];
  const determinant = ll * zz - lz * lz;
  const top = places.length / all / (2 * Math.PI * Math.sqrt(determinant));
  return (place) => {
    const [l, z] = away(place);
    return top * Math.exp(-(zz * l * l - 2 * lz * l * z + ll * z * z) / (2 * determinant));
  };
}

/** Square of the least width of a cloud on the sky (rad). */
const LEAST = 1e-10;
