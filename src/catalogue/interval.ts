import { BadArgumentError } from "../core/errors.js";
import { quantile } from "../math/quantile.js";
import { unitOf, unwrapped } from "./parameters.js";
import type { SourceParameter } from "./source.js";

/**
 * Median and equal-tailed interval of posterior samples. An angle that goes round is cut opposite to its mean, so that `low` may be
 * below 0 and `high` above a turn.
 * @throws BadArgumentError for no samples, samples that are no numbers, or a credibility that is not between 0 and 1
 */
export function parameterOf(
  name: string,
  samples: Float64Array,
  credibility: number = 0.9,
  unit: string = unitOf(name),
): SourceParameter {
  mustBeCredibility(credibility);
  if (samples.length === 0 || !samples.every(Number.isFinite)) {
    throw new BadArgumentError(`Posterior samples of ${name} must be finite numbers, at least one.`, { name });
  }
  const sorted = unwrapped(name, samples).slice().sort();
  const tail = (1 - credibility) / 2;
  return { name, unit, value: quantile(sorted, 0.5), low: quantile(sorted, tail), high: quantile(sorted, 1 - tail) };
}

/** @throws BadArgumentError for what is no probability between 0 and 1 */
export function mustBeCredibility(credibility: number): void {
  if (credibility > 0 && credibility < 1) return;
  throw new BadArgumentError(`A credibility is between 0 and 1, such as 0.9; this is ${credibility}.`, { credibility });
}
