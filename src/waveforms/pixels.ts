import { BadArgumentError } from "../core/errors.js";
import type { Direction } from "./direction.js";

/**
 * The centres of the 12 nside² pixels of equal area of HEALPix, ring by ring from the north (K. M. Górski et al. 2005,
 * DOI 10.1086/427976, equations 2 to 9).
 * @param nside a power of two
 */
export function pixelCentres(nside: number): readonly Direction[] {
  if (!Number.isInteger(nside) || nside < 1 || 2 ** Math.round(Math.log2(nside)) !== nside) {
    throw new BadArgumentError(`nside is ${nside}; it must be a power of two: 1, 2, 4, 8, …`, { nside });
  }
  const centres: Direction[] = [];
  for (let ring = 1; ring < 4 * nside; ring++) {
    const fromPole = Math.min(ring, 4 * nside - ring);
    const cap = fromPole < nside;
    const count = cap ? 4 * fromPole : 4 * nside;
    const shift = cap || (ring - nside) % 2 === 0 ? 0.5 : 0;
    const height = cap ? 1 - (fromPole / nside) ** 2 / 3 : (4 - (2 * fromPole) / nside) / 3;
    const beta = Math.asin(ring > 2 * nside ? -height : height);
    for (let j = 0; j < count; j++) centres.push({ lambda: (2 * Math.PI * (j + shift)) / count, beta });
  }
  return centres;
}
