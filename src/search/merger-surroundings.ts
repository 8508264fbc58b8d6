import type { RandomStream } from "../core/random.js";
import type { HeterodynedLikelihood } from "../inference/heterodyne.js";
import { climbed } from "./merger-climb.js";
import {
  likelihoodNear,
  type MergerData,
  type MergerFit,
  type MergerPoint,
  pointOf,
  profileOf,
} from "./merger-likelihood.js";
import { SKY_MODES, SkyCells } from "./merger-modes.js";
import { folded, logPriorOf, type MergerPrior } from "./merger-prior.js";
import { principalWidths, unitSteps } from "./merger-widths.js";

/** First steps along parameters, and the longest. */
export const FIRST_STEPS: Float64Array = Float64Array.of(2e-5, 1e-3, 1e-3, 2e-3, 0.5, 2e-3, 2e-3);
export const LONGEST_STEPS: Float64Array = Float64Array.of(0.03, 0.3, 0.5, 0.5, 600, 0.5, 0.4);
/** Modes of the sky are walked in where ln L is at most so much below the best. */
const BELOW = 30;

/** Where ln L is greatest around a fit, and its widths there. */
export interface Surroundings {
  readonly likelihood: HeterodynedLikelihood;
  readonly value: (point: MergerPoint) => number;
  readonly centre: MergerPoint;
  readonly widths: readonly Float64Array[];
  readonly cells: SkyCells;
  /** Tops of all modes of the sky that come near the best one. */
  readonly tops: readonly MergerPoint[];
}

export function surroundings({ binary }: MergerFit, into: MergerData): Surroundings {
  const centre = folded(pointOf(binary, into.path));
  const likelihood = likelihoodNear(binary, into);
  const value = profileOf(likelihood, into);
  const steps = unitSteps(value, centre, FIRST_STEPS, LONGEST_STEPS);
  const widths = principalWidths(value, centre, steps, LONGEST_STEPS);
  const cells = new SkyCells(into.path, centre);
  const others = Array.from({ length: SKY_MODES - 1 }, (_, n) => {
    const start = cells.inCell(centre, n + 1);
    const near = unitSteps(value, start, FIRST_STEPS, LONGEST_STEPS);
    return climbed(
      value,
      start,
      near.map((step) => step / 3),
      8,
    );
  });
  const least = value(centre) - BELOW;
  const tops = others.filter((one) => one.value > least).sort((a, b) => b.value - a.value);
  return { likelihood, value, centre, widths, cells, tops: [centre, ...tops.map(({ at }) => folded(at.slice()))] };
}

/** Points around the tops, by turns: each by some of the widths, where a binary can be. */
export function startsAround(
  { tops, widths }: Surroundings,
  prior: MergerPrior,
  inverse: Float64Array,
  walkers: number,
  random: RandomStream,
): readonly (readonly MergerPoint[])[] {
  return Array.from(inverse, (beta) =>
    Array.from({ length: walkers }, (_, w) => {
      const top = tops[w % tops.length]!;
      for (let scale = 1 / Math.sqrt(beta); ; scale *= 0.8) {
        const by = random.normals(new Float64Array(widths.length));
        const point = folded(
          top.map((x, n) => x + scale * widths.reduce((sum, width, k) => sum + by[k]! * width[n]!, 0)),
        );
        if (logPriorOf(prior, point) > Number.NEGATIVE_INFINITY) return point;
        if (scale < 1e-6) return top.slice();
      }
    }),
  );
}
