import { bestAmplitudes, type ChirpAmplitudes, type ChirpProducts } from "./chirpamplitudes.js";

/** ln det M of both complex amplitudes: their posterior's volume goes with 1/det M. */
export function logDeterminant({ plusPlus, crossCross, plusCross: [xr, xi] }: ChirpProducts): number {
  return Math.log(plusPlus * crossCross * (1 + 1e-12) - xr * xr - xi * xi);
}

/** L†(c − ĉ), where M = L L† and ĉ the best amplitudes: as a likelihood has them, four normal numbers. */
export function whitenedAmplitudes(products: ChirpProducts, amplitudes: ChirpAmplitudes): Float64Array {
  const { best, a, d, xr, xi } = frame(products);
  const [pr, pi, qr, qi] = amplitudes.map((value, n) => value - best[n]!) as unknown as ChirpAmplitudes;
  return Float64Array.of(a * pr + xr * qr - xi * qi, a * pi + xr * qi + xi * qr, d * qr, d * qi);
}

/** The amplitudes of four such numbers. */
export function colouredAmplitudes(products: ChirpProducts, whitened: Float64Array): ChirpAmplitudes {
  const { best, a, d, xr, xi } = frame(products);
  const [qr, qi] = [whitened[2]! / d, whitened[3]! / d];
  const pr = (whitened[0]! - xr * qr + xi * qi) / a;
  const pi = (whitened[1]! - xr * qi - xi * qr) / a;
  return [best[0] + pr, best[1] + pi, best[2] + qr, best[3] + qi];
}

interface Frame {
  readonly best: ChirpAmplitudes;
  /** Entries of L†: a, M₊×/a and d. */
  readonly a: number;
  readonly d: number;
  readonly xr: number;
  readonly xi: number;
}

function frame(products: ChirpProducts): Frame {
  const { plusPlus, plusCross } = products;
  const a = Math.sqrt(plusPlus);
  return {
    best: bestAmplitudes(products).amplitudes,
    a,
    d: Math.sqrt(Math.exp(logDeterminant(products)) / plusPlus),
    xr: plusCross[0] / a,
    xi: plusCross[1] / a,
  };
}
