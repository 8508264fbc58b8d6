import type { Hertz } from "../core/units.js";
import type { NoiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";

/** What is left in a band, over a noise: 2|n|²/(S T) is 1 on average where nothing else is left. */
export interface LeftInBand {
  readonly from: Hertz;
  readonly to: Hertz;
  /** Bins of the band: each mean is uncertain by one over the root of these. */
  readonly bins: number;
  readonly A: number;
  readonly E: number;
}

/** Bounds of bands (Hz). */
const BANDS: readonly Hertz[] = [2e-4, 5e-4, 1e-3, 2e-3, 4e-3, 8e-3, 1.2e-2, 2e-2];

/** 2|n|²/(S T) by bands, of a spectrum through a window of this mean square. Bands without bins or noise are left out. */
export function residualBands(
  { df, first, A, E }: TdiSignal,
  noise: NoiseDensity,
  windowPower: number,
): readonly LeftInBand[] {
  return BANDS.slice(0, -1).flatMap((from, n) => {
    const to = BANDS[n + 1]!;
    const [low, high] = [Math.ceil(from / df), Math.floor(to / df)];
    let bins = 0;
    const sums = { A: 0, E: 0 };
    for (let k = Math.max(low, first, noise.first); k < Math.min(high, first + A.re.length); k++) {
      const levels = { A: noise.A[k - noise.first]!, E: noise.E[k - noise.first]! };
      if (!(Number.isFinite(levels.A) && Number.isFinite(levels.E))) continue;
      bins++;
      for (const [name, { re, im }] of [
        ["A", A],
        ["E", E],
      ] as const)
        sums[name] += (2 * df * (re[k - first]! ** 2 + im[k - first]! ** 2)) / (levels[name] * windowPower);
    }
    return bins === 0 ? [] : [{ from, to, bins, A: sums.A / bins, E: sums.E / bins }];
  });
}
