import type { ChallengeData } from "../catalogue/challenge.js";
import { type Instant, instant } from "../core/instant.js";
import { noiseDensity } from "../inference/density.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { EqualArmNoise } from "../noise/equalarms.js";
import { equalArm, type Orbits } from "../orbits/orbits.js";
import { constellationPath } from "../response/path.js";
import type { TdiSignal } from "../response/signal.js";
import type { MergerData } from "../search/merger-likelihood.js";
import type { TdiSeries } from "../search/merger-spectrogram.js";

/** A, E and T of X, Y and Z, from time 0 on. */
export function channelSeries({ X, Y, Z, dt }: Pick<ChallengeData, "X" | "Y" | "Z" | "dt">): TdiSeries {
  const mixed = (x: number, y: number, z: number): Float64Array =>
    X.map((value, n) => x * value + y * Y[n]! + z * Z[n]!);
  const [r2, r3, r6] = [Math.SQRT1_2, 1 / Math.sqrt(3), 1 / Math.sqrt(6)];
  return { dt, start: 0, A: mixed(-r2, 0, r2), E: mixed(r6, -2 * r6, r6), T: mixed(r3, r3, r3) };
}

/** Where and how data were taken. */
export interface MergerDataOptions {
  readonly noise: EqualArmNoise;
  /** Time of the first sample; default: the epoch of TCB. */
  readonly from?: Instant<"TCB">;
  /** Default: equal arms of 2.5e9 m. */
  readonly orbits?: Orbits;
  /** Of time-delay interferometry: 1.5 (the default) or 2; noise must be of the same. */
  readonly generation?: 1.5 | 2;
}

/** Frequencies that mergers are fitted in; above, arms are too long for the fast response. */
const BAND = [1.5e-4, 0.032] as const;

/** Series as massive binaries are fitted to them, without a window: it must be periodic, or end in nothing. */
export function mergerData(series: TdiSeries, options: MergerDataOptions): MergerData {
  const { noise, from = instant("TCB", 0), orbits = equalArm(), generation = 1.5 } = options;
  const duration = series.A.length * series.dt;
  const plan = fftPlan(series.A.length);
  const of = (values: Float64Array): TdiSignal["A"] =>
    plan.forwardReal(
      values.map((value) => value * series.dt),
      complexArray(plan.bins),
    );
  const data = { df: 1 / duration, first: 0, A: of(series.A), E: of(series.E), T: of(series.T) };
  return {
    data,
    noise: noiseDensity(noise, { df: data.df, first: 0, count: plan.bins }),
    path: constellationPath(orbits, from, duration),
    generation,
    observation: [0, duration],
    band: [BAND[0], Math.min(BAND[1], 0.45 / series.dt)],
  };
}
