import { randomStream } from "../core/random.js";
import { bestAmplitudes, type ChirpProducts } from "../inference/chirpamplitudes.js";

/** Amplitudes that are drawn around the best ones, of four numbers each. */
const DRAWS = 32;
/** Right- or left-handed parts below this share count as so much: the prior's pole there can be integrated, but not by few draws. */
const LEAST = 0.1;

/** Numbers of mean 0 and variance 1: the same for all places, so that places can be compared. */
export function amplitudeDraws(): Float64Array {
  return randomStream(1n, "watch amplitudes").normals(new Float64Array(4 * DRAWS));
}

/**
 * ln of the likelihood over all distances, inclinations, polarisations and phases, for binaries that lie in all ways alike, as many in each
 * octave of distance (mergers are seen throughout the universe), up to a constant: the Gauss integral over the two amplitudes, times what
 * the prior in amplitudes is around the best (as R. Prix, B. Krishnan 2009, doi:10.1088/0264-9381/26/20/204013, have it).
 */
export function amplitudeEvidence(products: ChirpProducts, draws: Float64Array): number {
  const { plusPlus, crossCross, plusCross } = products;
  const { amplitudes, logLikelihood } = bestAmplitudes(products);
  const [pr, pi, qr, qi] = amplitudes;
  const root = Math.sqrt(plusPlus);
  const [mr, mi] = [plusCross[0] / root, plusCross[1] / root];
  const rest = Math.sqrt(Math.max(crossCross - mr * mr - mi * mi, 1e-12 * crossCross));
  let [top, sum] = [Number.NEGATIVE_INFINITY, 0];
  for (let n = 0; n < draws.length; n += 4) {
    // M = L L† with L = (√M₊₊, 0; m*, rest): c is the best one plus L⁻† times a normal one.
    const [yr, yi] = [draws[n + 2] / rest, draws[n + 3] / rest];
    const [xr, xi] = [(draws[n] - mr * yr + mi * yi) / root, (draws[n + 1] - mr * yi - mi * yr) / root];
    const value = logPrior(pr + xr, pi + xi, qr + yr, qi + yi);
    if (value > top) {
      sum = sum * Math.exp(top - value) + 1;
      top = value;
    } else sum += Math.exp(value - top);
  }
  return logLikelihood - 2 * Math.log(root * rest) + top + Math.log((4 * sum) / draws.length);
}

/** Of c₊ and c×: c₊ ∓ i c× have the sizes R² and L² of binaries at (R + L)⁻² of a distance with cos ι = (R − L)/(R + L). */
function logPrior(pr: number, pi: number, qr: number, qi: number): number {
  const right = Math.hypot(pr + qi, pi - qr) ** 0.5;
  const left = Math.hypot(pr - qi, pi + qr) ** 0.5;
  const sum = right + left;
  return -2 * Math.log(sum) - 3 * Math.log(Math.max(right, LEAST * sum) * Math.max(left, LEAST * sum));
}
