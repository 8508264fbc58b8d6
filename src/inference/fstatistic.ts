import { entryOf, type Matrix, matrixInverse, matrixOf } from "../math/matrix.js";
import type { GalacticResponse } from "../response/galactic.js";
import type { TdiSignal } from "../response/signal.js";
import type { SlowBinary } from "../response/slow.js";
import type { Channel, NoiseDensity } from "./density.js";
import { innerProduct, SCIENCE } from "./product.js";

/** What data say of a binary of a frequency, drift and place, for the best amplitude, orientation and phase. */
export interface FStatistic {
  /** 2F: with noise alone χ² of four degrees of freedom; its mean with a signal is 4 + ρ². */
  readonly twoF: number;
  /** Amplitudes of the four signals of {@link fStatisticBasis}. */
  readonly amplitudes: Float64Array;
  /** ⟨d|b_i⟩ and ⟨b_i|b_j⟩. */
  readonly projections: Float64Array;
  readonly products: Matrix;
}

/** What of a binary the F-statistic does not maximise over. */
export type IntrinsicBinary = Pick<SlowBinary, "frequency" | "fdot" | "fddot" | "lambda" | "beta">;

/** Four edge-on signals of this amplitude that every binary of the same frequency, drift and place is a sum of. */
export function fStatisticBasis(
  response: GalacticResponse,
  binary: IntrinsicBinary,
  amplitude: number,
): readonly TdiSignal[] {
  return [0, Math.PI / 4].flatMap((polarization) =>
    [0, Math.PI / 2].map((start) =>
      response.signal({ ...binary, amplitude, inclination: Math.PI / 2, polarization, phase: Math.PI - start }),
    ),
  );
}

/** P. Jaranowski, A. Królak, B. F. Schutz 1998 (doi:10.1103/PhysRevD.58.063001); for LISA: N. Cornish, J. Crowder 2005 (doi:10.1103/PhysRevD.72.043005). */
export function fStatistic(
  data: TdiSignal,
  basis: readonly TdiSignal[],
  noise: NoiseDensity,
  channels: readonly Channel[] = SCIENCE,
): FStatistic {
  const count = basis.length;
  const projections = Float64Array.from(basis, (signal) => innerProduct(data, signal, noise, channels));
  const products = matrixOf(count, count, (i, j) => innerProduct(basis[i]!, basis[j]!, noise, channels));
  const inverse = matrixInverse(products);
  const amplitudes = projections.map((_, i) =>
    projections.reduce((sum, value, j) => sum + entryOf(inverse, i, j) * value, 0),
  );
  const twoF = amplitudes.reduce((sum, value, i) => sum + value * projections[i]!, 0);
  return { twoF, amplitudes, projections, products };
}
