import type { MassiveBinary } from "../inference/chirpamplitudes.js";
import { chirpChannels } from "../response/chirp.js";
import type { TdiSignal } from "../response/signal.js";
import { phenomDModes } from "../waveforms/phenomhm.js";
import { refined, settled } from "./merger-ascent.js";
import type { MergerGuess } from "./merger-guess.js";
import {
  better,
  likelihoodNear,
  type MergerData,
  type MergerFit,
  type MergerPoint,
  mergerAt,
  profileOf,
} from "./merger-likelihood.js";
import { simplexMaximum } from "./simplex.js";

const STEPS = Float64Array.of(1e-3, 0.05, 0.05, 0.1, 10, 0.1, 0.1);
/** Ratios to a reference that is far away need so many bins. */
const FAR = 256;
const PLACES = { longitudes: 16, latitudes: 9, kept: 5 };

/**
 * The binary of the greatest likelihood near a guess: over distance, inclination, polarisation and phase it is greatest in closed form
 * (as for the F-statistic); places on the sky are tried all over it, then masses, spins, time and place together from the best of them,
 * with the likelihood heterodyned anew at each result; then from all that look nearly the same to the constellation.
 */
export function fitMerger(guess: MergerGuess, into: MergerData): MergerFit {
  const { path } = into;
  const start = Float64Array.of(Math.log(guess.chirpMass), guess.delta, guess.chi, guess.chi, guess.time, 0, 0);
  const far = profileOf(likelihoodNear(mergerAt(start, path), into, FAR), into);
  const ends = placesOnSky(start, far).map((place) => simplexMaximum(far, place, STEPS, 0.02, 500));
  const kept = ends.sort((a, b) => b.value - a.value).slice(0, 3);
  return settled(kept.map(({ at }) => refined(at, into)).reduce(better), into);
}

function placesOnSky(start: MergerPoint, value: (point: MergerPoint) => number): readonly MergerPoint[] {
  const { longitudes, latitudes, kept } = PLACES;
  const tried = Array.from({ length: longitudes * latitudes }, (_, n) => {
    const point = start.slice();
    point[5] = (2 * Math.PI * (n % longitudes)) / longitudes;
    point[6] = Math.asin((2 * Math.floor(n / longitudes) + 1) / latitudes - 1);
    return { point, value: value(point) };
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
