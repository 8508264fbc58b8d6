import type { Hertz, Seconds } from "../core/units.js";
import {
  bestAmplitudes,
  chirpOrientation,
  type IntrinsicChirp,
  type MassiveBinary,
} from "../inference/chirpamplitudes.js";
import type { NoiseDensity } from "../inference/density.js";
import { HeterodynedLikelihood } from "../inference/heterodyne.js";
import { chirpChannels, SOLAR_TIME } from "../response/chirp.js";
import { MichelsonTransfer } from "../response/michelson.js";
import type { ConstellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import { waveBasis } from "../waveforms/direction.js";
import { phenomDModes } from "../waveforms/phenomhm.js";
import { climbed } from "./merger-climb.js";
import type { MergerGuess } from "./merger-guess.js";
import { simplexMaximum } from "./simplex.js";

/** What binaries are fitted to: data in frequency, with what the noise in them is and where the constellation was. */
export interface MergerData {
  readonly data: TdiSignal;
  readonly noise: NoiseDensity;
  readonly path: ConstellationPath;
  readonly generation: 1.5 | 2;
  /** When the data begin and end (s). */
  readonly observation: readonly [Seconds, Seconds];
  readonly band: readonly [Hertz, Hertz];
}

/** A binary that fits, and how well. */
export interface MergerFit {
  readonly binary: MassiveBinary;
  /** ln L but for −½⟨d|d⟩: half the square of the signal-to-noise ratio. */
  readonly logLikelihood: number;
}

/** ln chirp mass, δ, χ₁, χ₂, time at the constellation (s), λ and β. */
export type MergerPoint = Float64Array;

const STEPS = Float64Array.of(1e-3, 0.05, 0.05, 0.1, 10, 0.1, 0.1);
/** Of derivatives. */
const SMALL = Float64Array.of(2e-5, 1e-3, 1e-3, 2e-3, 0.5, 2e-3, 2e-3);
const CLIMBS = 40;
/** Ratios to a reference that is far away need so many bins; to one nearby so many. */
const FAR = 768;
const NEAR = 256;
const PLACES = { longitudes: 16, latitudes: 9, kept: 5 };

/** The binary of these numbers; the time at the Sun follows from that at the constellation. */
export function mergerAt(point: MergerPoint, path: ConstellationPath): IntrinsicChirp {
  const [logChirpMass, delta, chi1, chi2, arrival, lambda, beta] = point;
  const eta = (1 - delta * delta) / 4;
  const mass = Math.exp(logChirpMass) / eta ** 0.6;
  const transfer = new MichelsonTransfer(path, waveBasis({ lambda, beta }), 1.5);
  return { mass, eta, delta, chi1, chi2, lambda, beta, time: arrival + transfer.delay(arrival) };
}

/** The other way round. */
export function pointOf(binary: IntrinsicChirp, path: ConstellationPath): MergerPoint {
  const transfer = new MichelsonTransfer(path, waveBasis(binary), 1.5);
  let arrival = binary.time;
  for (let round = 0; round < 4; round++) arrival = binary.time - transfer.delay(arrival);
  const { mass, eta, delta, chi1, chi2, lambda, beta } = binary;
  return Float64Array.of(Math.log(mass * eta ** 0.6), delta, chi1, chi2, arrival, lambda, beta);
}

/** Whether there can be a binary of these numbers. */
export function isMerger([, delta, chi1, chi2, , , beta]: MergerPoint): boolean {
  return delta >= 0 && delta < 0.95 && Math.abs(chi1) < 0.99 && Math.abs(chi2) < 0.99 && Math.abs(beta) <= Math.PI / 2;
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

/**
 * The binary of the greatest likelihood near a guess: over distance, inclination, polarisation and phase it is greatest in closed form
 * (as for the F-statistic); places on the sky are tried all over it, then masses, spins, time and place together from the best of them,
 * with the likelihood heterodyned anew at each result.
 */
export function fitMerger(guess: MergerGuess, into: MergerData): MergerFit {
  const { path } = into;
  const start = Float64Array.of(Math.log(guess.chirpMass), guess.delta, guess.chi, guess.chi, guess.time, 0, 0);
  const far = likelihoodNear(mergerAt(start, path), into, FAR);
  const ends = placesOnSky(start, far, path).map((place) => uphill(place, far, path, STEPS, 500, 0));
  const kept = ends.sort((a, b) => b.value - a.value).slice(0, 3);
  const best = kept.map(({ at }) => refined(at, into)).reduce(better);
  // The likelihood's other maxima mirror the place in the ecliptic, nearly (S. Marsat et al. 2021).
  const mirrored = pointOf(best.binary, path);
  mirrored[6] = -mirrored[6];
  return better(best, refined(mirrored, into));
}

function better(one: MergerFit, other: MergerFit): MergerFit {
  return other.logLikelihood > one.logLikelihood ? other : one;
}

/** Goes on uphill from a point, with its own reference each time. */
export function refined(start: MergerPoint, into: MergerData): MergerFit {
  let [point, steps] = [start, STEPS.map((step) => step / 3)];
  let [best, gain] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < 4 && gain > 0.1; round++) {
    const near = likelihoodNear(mergerAt(point, into.path), into);
    const top = uphill(point, near, into.path, steps, 300, CLIMBS);
    [point, gain, best] = [top.at, top.value - best, top.value];
    steps = steps.map((step) => step / 2);
  }
  return fitAt(point, into);
}

function fitAt(point: MergerPoint, into: MergerData): MergerFit {
  const intrinsic = mergerAt(point, into.path);
  const { amplitudes, logLikelihood } = bestAmplitudes(likelihoodNear(intrinsic, into).products(intrinsic));
  return { binary: { ...intrinsic, ...chirpOrientation(amplitudes) }, logLikelihood };
}

function uphill(
  from: MergerPoint,
  likelihood: HeterodynedLikelihood,
  path: ConstellationPath,
  steps: Float64Array,
  most: number,
  climbs: number,
): { readonly at: MergerPoint; readonly value: number } {
  const value = (point: MergerPoint): number =>
    isMerger(point)
      ? bestAmplitudes(likelihood.products(mergerAt(point, path))).logLikelihood
      : Number.NEGATIVE_INFINITY;
  const signed = steps.map((step, n) =>
    n < 4 && !isMerger(from.map((x, m) => (m === n ? x + step : x))) ? -step : step,
  );
  const near = simplexMaximum(value, from, signed, 0.02, most);
  if (climbs === 0) return near;
  const top = climbed(value, near.at, SMALL, climbs);
  return simplexMaximum(
    value,
    top.at,
    signed.map((step) => step / 10),
    0.02,
    most,
  );
}

function placesOnSky(
  start: MergerPoint,
  likelihood: HeterodynedLikelihood,
  path: ConstellationPath,
): readonly MergerPoint[] {
  const { longitudes, latitudes, kept } = PLACES;
  const tried = Array.from({ length: longitudes * latitudes }, (_, n) => {
    const point = start.slice();
    point[5] = (2 * Math.PI * (n % longitudes)) / longitudes;
    point[6] = Math.asin((2 * Math.floor(n / longitudes) + 1) / latitudes - 1);
    return { point, value: bestAmplitudes(likelihood.products(mergerAt(point, path))).logLikelihood };
  });
  return tried
    .sort((a, b) => b.value - a.value)
    .slice(0, kept)
    .map(({ point }) => point);
}

/** The binary's signal on the bins of the data. */
export function mergerSignal(binary: MassiveBinary, { data, path, generation, observation }: MergerData): TdiSignal {
  const { df, first } = data;
  const frequencies = Float64Array.from({ length: data.A.re.length }, (_, k) => Math.max(first + k, 0.5) * df);
  const channels = chirpChannels(
    phenomDModes(binary),
    binary,
    path,
    { duration: observation[1], generation },
    frequencies,
  );
  return { df, first, ...channels };
}
