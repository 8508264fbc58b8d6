import { randomStream } from "../core/random.js";
import type { ChirpProducts } from "../inference/chirpamplitudes.js";
import { MergerChains } from "./merger-chains.js";
import { climbed } from "./merger-climb.js";
import {
  better,
  fitAt,
  likelihoodNear,
  type MergerData,
  type MergerFit,
  type MergerPoint,
  mergerAt,
  pointOf,
  priorOf,
  profileOf,
} from "./merger-likelihood.js";
import { folded } from "./merger-prior.js";
import { FIRST_STEPS, LONGEST_STEPS, type Surroundings, startsAround, surroundings } from "./merger-surroundings.js";
import { unitSteps } from "./merger-widths.js";
import { type Maximum, simplexMaximum } from "./simplex.js";

/** References, and steps with each. */
const [CLIMBS, ROUNDS] = [5, 15];
/** What a new reference may still gain. */
const ENOUGH = 0.05;
/** Chains that look for what climbs miss. */
const SHAKEN = { walkers: 16, temperatures: Float64Array.of(1, 0.25, 0.06), steps: 80, most: 3 };
/** A gain in ln L that is worth another look. */
const GAIN = 0.3;

/** Goes on uphill from a point, with its own reference each time. */
export function refined(start: MergerPoint, into: MergerData): MergerFit {
  let [point, gain] = [start, Number.POSITIVE_INFINITY];
  for (let round = 0; round < CLIMBS && gain > ENOUGH; round++) {
    const value = profileOf(likelihoodNear(mergerAt(point, into.path), into), into);
    const from = value(point);
    const end = uphill(value, point);
    gain = round === 0 ? Number.POSITIVE_INFINITY : end.value - from;
    point = folded(end.at.slice());
  }
  return fitAt(point, into);
}

function uphill(value: (point: MergerPoint) => number, from: MergerPoint): Maximum {
  const steps = unitSteps(value, from, FIRST_STEPS, LONGEST_STEPS);
  const near = simplexMaximum(value, from, steps, 0.02, 200);
  return climbed(
    value,
    near.at,
    steps.map((step) => step / 3),
    ROUNDS,
  );
}

/** A fit after chains have looked around for what is better, in all modes of the sky. */
export function settled(fit: MergerFit, into: MergerData): MergerFit {
  let best = fitAt(pointOf(fit.binary, into.path), into);
  for (let round = 0; round < SHAKEN.most; round++) {
    const around = surroundings(best, into);
    const found = around.tops
      .slice(1, 3)
      .map((top) => refined(top, into))
      .reduce(better, refined(shaken(around, into, round), into));
    const gain = found.logLikelihood - best.logLikelihood;
    best = better(best, found);
    if (gain < GAIN) break;
  }
  return best;
}

/** The best place that short chains come to. */
function shaken(around: Surroundings, into: MergerData, round: number): MergerPoint {
  const { walkers, temperatures, steps } = SHAKEN;
  const prior = priorOf(into);
  const random = randomStream(BigInt(round), `merger at ${around.centre[4]}`);
  const { likelihood, widths, cells } = around;
  const { path } = into;
  const products = (point: MergerPoint): ChirpProducts => likelihood.products(mergerAt(point, path));
  const chains = new MergerChains(
    { products, prior, cells, widths },
    temperatures,
    startsAround(around, prior, temperatures, walkers, random),
    random,
  );
  let best = { point: around.centre, value: around.value(around.centre) };
  for (let step = 1; step <= steps; step++) {
    chains.step();
    if (step % 10 !== 0) continue;
    for (const { point } of chains.walkers(0)) {
      const value = around.value(point);
      if (value > best.value) best = { point, value };
    }
  }
  return best.point;
}
