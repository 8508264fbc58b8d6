import type { Hertz, Seconds } from "../core/units.js";
import {
  bestAmplitudes,
  chirpOrientation,
  type IntrinsicChirp,
  type MassiveBinary,
} from "../inference/chirpamplitudes.js";
import type { NoiseDensity } from "../inference/density.js";
import { HeterodynedLikelihood } from "../inference/heterodyne.js";
import { SOLAR_TIME } from "../response/chirp.js";
import { MichelsonTransfer } from "../response/michelson.js";
import type { ConstellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import { type Direction, waveBasis } from "../waveforms/direction.js";
import { folded, logPriorOf, MERGER_PRIOR, type MergerPrior } from "./merger-prior.js";

/** What binaries are fitted to: data in frequency, with what the noise in them is and where the constellation was. */
export interface MergerData {
  readonly data: TdiSignal;
  readonly noise: NoiseDensity;
  readonly path: ConstellationPath;
  readonly generation: 1.5 | 2;
  /** When the data begin and end (s). */
  readonly observation: readonly [Seconds, Seconds];
  readonly band: readonly [Hertz, Hertz];
  /** What the data were multiplied by at a time (s): gates, gaps and tapered ends, none of them much faster than the waves' frequencies change. */
  readonly window?: (time: Seconds) => number;
}

/** A binary that fits, and how well. */
export interface MergerFit {
  readonly binary: MassiveBinary;
  /** ln L but for −½⟨d|d⟩: half the square of the signal-to-noise ratio. */
  readonly logLikelihood: number;
}

/** ln chirp mass, δ, χ₁, χ₂, time at the constellation (s), λ and β. */
export type MergerPoint = Float64Array;

/** Bins in which ratios to a reference nearby are as good as cubic: ln L of a million and eight below is within 0.1. */
const NEAR = 64;

/** When what passes the constellation at a time passes the Sun (s). */
export function timeAtSun(arrival: Seconds, place: Direction, path: ConstellationPath): Seconds {
  return arrival + new MichelsonTransfer(path, waveBasis(place), 1.5).delay(arrival);
}

/** The binary of these numbers; the time at the Sun follows from that at the constellation. */
export function mergerAt(point: MergerPoint, path: ConstellationPath): IntrinsicChirp {
  const [logChirpMass, delta, chi1, chi2, arrival, lambda, beta] = point;
  const eta = (1 - delta * delta) / 4;
  const mass = Math.exp(logChirpMass) / eta ** 0.6;
  return { mass, eta, delta, chi1, chi2, lambda, beta, time: timeAtSun(arrival, { lambda, beta }, path) };
}

/** The other way round. */
export function pointOf(binary: IntrinsicChirp, path: ConstellationPath): MergerPoint {
  const transfer = new MichelsonTransfer(path, waveBasis(binary), 1.5);
  let arrival = binary.time;
  for (let round = 0; round < 4; round++) arrival = binary.time - transfer.delay(arrival);
  const { mass, eta, delta, chi1, chi2, lambda, beta } = binary;
  return Float64Array.of(Math.log(mass * eta ** 0.6), delta, chi1, chi2, arrival, lambda, beta);
}

/** All that can be, with mergers from a day before the data to a month after them. */
export function priorOf({ observation: [begin, end] }: MergerData): MergerPrior {
  return { ...MERGER_PRIOR, time: [begin - 86_400, end + 30 * 86_400] };
}

/** A likelihood near a binary. */
export function likelihoodNear(
  reference: IntrinsicChirp,
  into: MergerData,
  bins: number = NEAR,
): HeterodynedLikelihood {
  const ring = 0.2 / (reference.mass * SOLAR_TIME);
  const band = [into.band[0], Math.min(into.band[1], ring)] as const;
  return new HeterodynedLikelihood({ ...into, reference, band, bins });
}

/** The likelihood of a point with the best amplitudes, the same where a point is folded. */
export function profileOf(likelihood: HeterodynedLikelihood, into: MergerData): (point: MergerPoint) => number {
  const prior = priorOf(into);
  return (point) => {
    const at = folded(point.slice());
    if (logPriorOf(prior, at) === Number.NEGATIVE_INFINITY) return Number.NEGATIVE_INFINITY;
    const value = bestAmplitudes(likelihood.products(mergerAt(at, into.path))).logLikelihood;
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
}

/** The fit at a point. */
export function fitAt(point: MergerPoint, into: MergerData): MergerFit {
  const intrinsic = mergerAt(point, into.path);
  const { amplitudes, logLikelihood } = bestAmplitudes(likelihoodNear(intrinsic, into).products(intrinsic));
  return { binary: { ...intrinsic, ...chirpOrientation(amplitudes) }, logLikelihood };
}

export function better(one: MergerFit, other: MergerFit): MergerFit {
  return other.logLikelihood > one.logLikelihood ? other : one;
}
