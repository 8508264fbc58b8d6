import type { RandomStream } from "../core/random.js";
import {
  bestAmplitudes,
  chirpOrientation,
  type IntrinsicChirp,
  type MassiveBinary,
} from "../inference/chirpamplitudes.js";
import { Ensemble, type EnsembleOptions, temperatureLadder } from "../inference/ensemble.js";
import type { HeterodynedLikelihood } from "../inference/heterodyne.js";
import type { Posterior } from "../inference/posterior.js";
import { isMerger, likelihoodNear, type MergerData, type MergerFit, mergerAt, pointOf } from "./merger-fit.js";

/** How a posterior is sampled. */
export interface MergerSampling {
  readonly seed: bigint;
  /** Steps before samples are kept, and with them; 1000 and 1000 by default. */
  readonly burnIn?: number;
  readonly steps?: number;
  readonly walkers?: number;
  readonly temperatures?: number;
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
  /** Part of the moves that were taken, by temperature. */
  readonly acceptance: Float64Array;
}

/** One sample of so many steps is kept. */
const THIN = 10;
/** A step along one parameter by which ln L falls by a half is found from a second difference over these. */
const PROBES = Float64Array.of(1e-5, 1e-3, 1e-3, 1e-3, 0.3, 1e-3, 1e-3);

/**
 * The posterior of a binary near a fit, by an ensemble on the heterodyned likelihood: uniform in ln chirp mass, (m₁ − m₂)/M, spins, time,
 * the sphere and orientation, and in volume.
 */
export function sampleMerger(fit: MergerFit, into: MergerData, sampling: MergerSampling): MergerPosterior {
  const { burnIn = 1000, steps = 1000, walkers = 32, temperatures = 3, seed } = sampling;
  const likelihood = likelihoodNear(fit.binary, into);
  const posterior = mergerPosterior(likelihood, into, fit);
  const options: EnsembleOptions = {
    walkers,
    inverseTemperatures: temperatureLadder(temperatures, 0.1),
    seed,
    name: `merger at ${fit.binary.time}`,
  };
  const ensemble = Ensemble.begin(posterior, options, starts(fit, likelihood, into));
  for (let step = 0; step < burnIn; step++) ensemble.step();
  const samples: Float64Array[] = [];
  for (let step = 1; step <= steps; step++) {
    ensemble.step();
    if (step % THIN === 0) samples.push(...ensemble.samples().map(({ parameters }) => named(parameters, into)));
  }
  return { samples, acceptance: ensemble.acceptance() };
}

/** ln chirp mass, δ, χ₁, χ₂, arrival, λ, β, ln distance, cos ι, ψ, φ. */
function mergerPosterior(likelihood: HeterodynedLikelihood, into: MergerData, { binary }: MergerFit): Posterior {
  const centre = pointOf(binary, into.path);
  return {
    dimension: 11,
    logPrior: (p) => {
      const within =
        isMerger(p) && Math.abs(p[0] - centre[0]) < 0.5 && Math.abs(p[4] - centre[4]) < 86_400 && Math.abs(p[8]) <= 1;
      const turned =
        Math.abs(p[5] - centre[5]) <= Math.PI && Math.abs(p[9]) <= 2 * Math.PI && Math.abs(p[10]) <= 4 * Math.PI;
      const far = p[7] > Math.log(1e22) && p[7] < Math.log(1e28);
      return within && turned && far ? 3 * p[7] + Math.log(Math.cos(p[6])) : Number.NEGATIVE_INFINITY;
    },
    logLikelihood: (p) => likelihood.logLikelihood(binaryOf(p, mergerAt(p.subarray(0, 7), into.path))),
  };
}

function binaryOf(p: Float64Array, intrinsic: IntrinsicChirp): MassiveBinary {
  return { ...intrinsic, distance: Math.exp(p[7]), inclination: Math.acos(p[8]), polarization: p[9], phase: p[10] };
}

/** Around the fit within what one parameter alone may change, with the amplitudes that are best there. */
function starts(
  { binary }: MergerFit,
  likelihood: HeterodynedLikelihood,
  into: MergerData,
): (random: RandomStream) => Float64Array {
  const centre = pointOf(binary, into.path);
  const value = (point: Float64Array): number =>
    bestAmplitudes(likelihood.products(mergerAt(point, into.path))).logLikelihood;
  const top = value(centre);
  const widths = PROBES.map((probe, n) => {
    const fall = [-1, 1].reduce(
      (sum, side) => sum + top - value(centre.map((x, m) => (m === n ? x + side * probe : x))),
      0,
    );
    return probe / Math.sqrt(Math.max(fall, 1e-4));
  });
  return (random) => {
    for (;;) {
      const point = centre.map((x, n) => x + widths[n] * (2 * random.uniform() - 1));
      if (!isMerger(point)) continue;
      const best = bestAmplitudes(likelihood.products(mergerAt(point, into.path)));
      const { distance, inclination, polarization, phase } = chirpOrientation(best.amplitudes);
      const away = (): number => 1e-3 * (2 * random.uniform() - 1);
      const cosine = Math.max(-1, Math.min(1, Math.cos(inclination) + away()));
      return Float64Array.of(...point, Math.log(distance) + away(), cosine, polarization + away(), phase + away());
    }
  };
}

function named(p: Float64Array, into: MergerData): Float64Array {
  const { time } = mergerAt(p.subarray(0, 7), into.path);
  const { PI } = Math;
  const turned = (x: number, period: number): number => x - period * Math.floor(x / period);
  return Float64Array.of(
    Math.exp(p[0]),
    p[1],
    p[2],
    p[3],
    time,
    turned(p[5], 2 * PI),
    p[6],
    Math.exp(p[7]),
    Math.acos(p[8]),
    turned(p[9], PI),
    turned(p[10], PI),
  );
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

/** Area of the sky of this probability (square degrees), from the covariance of the places: right when they are one cloud. */
export function skyArea({ samples }: MergerPosterior, probability: number): number {
  const [at, up] = [MERGER_PARAMETERS.indexOf("lambda"), MERGER_PARAMETERS.indexOf("beta")];
  const place = samples.map((sample) => [sample[at], Math.sin(sample[up])] as const);
  const [c, s] = [0, 1].map((n) => place.reduce((sum, [l]) => sum + (n === 0 ? Math.cos(l) : Math.sin(l)), 0));
  const centre = Math.atan2(s, c);
  const away = place.map(([l, z]) => [Math.atan2(Math.sin(l - centre), Math.cos(l - centre)), z] as const);
  const mean = away.reduce((sum, [, z]) => sum + z, 0) / away.length;
  const of = (x: (l: number, z: number) => number): number =>
    away.reduce((sum, [l, z]) => sum + x(l, z - mean), 0) / (away.length - 1);
  const [ll, zz, lz] = [of((l) => l * l), of((_, z) => z * z), of((l, z) => l * z)];
  const steradians = -2 * Math.PI * Math.log(1 - probability) * Math.sqrt(Math.max(0, ll * zz - lz * lz));
  return Math.min(4 * Math.PI, steradians) * (180 / Math.PI) ** 2;
}
