import type { NoiseDensity } from "../inference/density.js";
import type { TdiSignal } from "../response/signal.js";
import { driftRange, type Intrinsic, type Linear } from "./binary.js";
import { Neighbourhood } from "./neighbourhood.js";
import type { Observation } from "./observation.js";
import { simplexMaximum } from "./simplex.js";

/** A binary where 2F is largest around a start. */
export interface Refined {
  readonly binary: Linear;
  readonly twoF: number;
}

const NEAR = 1e-3;
const MOST = 400;

/** Bins, bins over the duration, rad, rad: what a grid leaves open. */
const STEPS = [0.3, 0.2, 0.1, 0.15];

/** The highest maximum of 2F over frequency, drift and place that is reached from some starts. */
export function refined(
  seen: Observation,
  residual: TdiSignal,
  noise: NoiseDensity,
  starts: readonly Intrinsic[],
): Refined {
  const higher = (a: Refined, b: Refined): Refined => (b.twoF > a.twoF ? b : a);
  const best = starts.map((start) => climb(seen, residual, noise, start, 1)).reduce(higher);
  const mirrored = { ...best.binary, beta: -best.binary.beta };
  // A second time around where the first came to, for steps and phases that fit there.
  return [best.binary, mirrored].map((start) => climb(seen, residual, noise, start, 0.3)).reduce(higher);
}

/** Starts are so far apart on the sky (rad), at least. */
const APART = 0.35;
const STARTS = 12;
/** Starts lower than this part of the highest lead nowhere else. */
const HIGH = 0.5;

/** The highest of some starts in order, none too near to a higher one. */
export function distinct<T extends Intrinsic & { readonly twoF: number }>(starts: readonly T[]): T[] {
  const out: T[] = [];
  for (const start of starts) {
    if (out.length === STARTS || start.twoF < HIGH * starts[0]!.twoF) break;
    if (out.every((other) => separation(other, start) > APART)) out.push(start);
  }
  return out;
}

/** Angle between two directions. */
function separation(a: Intrinsic, b: Intrinsic): number {
  const cosine =
    Math.sin(a.beta) * Math.sin(b.beta) + Math.cos(a.beta) * Math.cos(b.beta) * Math.cos(a.lambda - b.lambda);
  return Math.acos(Math.min(1, Math.max(-1, cosine)));
}

/** The maximum of 2F that a simplex reaches from a start, its edges being `size` times what a grid leaves open. */
export function climb(
  seen: Observation,
  residual: TdiSignal,
  noise: NoiseDensity,
  start: Intrinsic,
  size: number,
): Refined {
  const { duration } = seen;
  const near = new Neighbourhood(seen, residual, noise, start);
  const range = driftRange(start.frequency);
  const at = (x: Float64Array): Intrinsic =>
    placed({
      frequency: start.frequency + x[0]! / duration,
      fdot: Math.min(Math.max(start.fdot + x[1]! / duration ** 2, range[0]), range[1]),
      lambda: start.lambda + x[2]!,
      beta: start.beta + x[3]!,
    });
  const drift = Math.min(STEPS[1]!, (range[1] - range[0]) * duration ** 2 * 0.3);
  const steps = Float64Array.from([STEPS[0]!, drift, STEPS[2]!, STEPS[3]!], (step) => step * size);
  const { at: best } = simplexMaximum((x) => near.fStatistic(at(x)).twoF, new Float64Array(4), steps, NEAR, MOST);
  const found = at(best);
  const { twoF, factors } = near.fStatistic(found);
  return { binary: { ...found, ...factors }, twoF };
}

/** Latitudes beyond a pole are on the other side. */
export function placed<T extends Intrinsic>(at: T): T {
  if (Math.abs(at.beta) <= Math.PI / 2) return at;
  const turn = 2 * Math.PI;
  const beta = at.beta - turn * Math.round(at.beta / turn);
  if (Math.abs(beta) <= Math.PI / 2) return { ...at, beta };
  return { ...at, beta: Math.sign(beta) * Math.PI - beta, lambda: at.lambda + Math.PI };
}
