import type { RandomStream } from "../core/random.js";
import { type ChirpAmplitudes, type ChirpProducts, linearLogLikelihood } from "../inference/chirpamplitudes.js";
import { colouredAmplitudes, whitenedAmplitudes } from "../inference/chirpwhitening.js";
import { amplitudesOf, type Lying, logAmplitudePrior, lyingOf, type MergerPrior } from "./merger-prior.js";

/** Moves of a walker's distance and orientation: they ask no waveform, so there are many of them for each of the others. */
const MOVES = 8;

/** How a binary lies, and ln L of that. */
export interface Lies {
  readonly amplitudes: ChirpAmplitudes;
  readonly logLikelihood: number;
}

/** Walks a while through distance and orientation of a binary of these products, at an inverse temperature. */
export function reoriented(
  products: ChirpProducts,
  from: Lies,
  [inverse, prior]: readonly [number, MergerPrior],
  random: RandomStream,
): Lies {
  let now = from;
  for (let move = 0; move < MOVES; move++) {
    const [amplitudes, logFactor] =
      move % 4 === 0
        ? blurred(products, now.amplitudes, [inverse, prior], random)
        : turned(now.amplitudes, prior, random);
    if (logFactor === Number.NEGATIVE_INFINITY) continue;
    const logLikelihood = linearLogLikelihood(products, amplitudes);
    const gain = logFactor + inverse * (logLikelihood - now.logLikelihood);
    if (Math.log(random.uniform()) < gain) now = { amplitudes, logLikelihood };
  }
  return now;
}

/** By about what noise does, in all four numbers. */
function blurred(
  products: ChirpProducts,
  from: ChirpAmplitudes,
  [inverse, prior]: readonly [number, MergerPrior],
  random: RandomStream,
): readonly [ChirpAmplitudes, number] {
  const away = random.normals(new Float64Array(4));
  const to = colouredAmplitudes(
    products,
    whitenedAmplitudes(products, from).map((x, n) => x + away[n]! / Math.sqrt(inverse)),
  );
  return [to, logAmplitudePrior(prior, to) - logAmplitudePrior(prior, from)];
}

/** One of distance, inclination and the two phases by steps of all sizes; the inclination with the louder circular wave kept. */
function turned(from: ChirpAmplitudes, prior: MergerPrior, random: RandomStream): readonly [ChirpAmplitudes, number] {
  const [logDistance, cosine, right, left] = lyingOf(from);
  const by = 10 ** (-4 * random.uniform()) * (2 * random.uniform() - 1);
  const kind = Math.floor(4 * random.uniform());
  const tilted = kind === 1 ? cosine + 2 * by : cosine;
  const to: Lying = [
    logDistance + (kind === 0 ? by : 2 * Math.log((1 + Math.abs(tilted)) / (1 + Math.abs(cosine)))),
    tilted,
    right + (kind === 2 ? Math.PI * by : 0),
    left + (kind === 3 ? Math.PI * by : 0),
  ];
  const isIn = Math.abs(tilted) < 1 && to[0] >= Math.log(prior.distance[0]) && to[0] <= Math.log(prior.distance[1]);
  return isIn ? [amplitudesOf(to), 3 * (to[0] - logDistance)] : [from, Number.NEGATIVE_INFINITY];
}
