import { BadArgumentError } from "../core/errors.js";
import { checkedNumber } from "../core/options.js";
import { gammaQuantile } from "../math/gamma.js";

/** A value with an interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/**
 * How often something happens, from how often it was seen: the count over the exposure, with the interval that holds the true rate in at
 * least so many of all cases, whatever it is (F. Garwood 1936, doi:10.1093/biomet/28.3-4.437).
 * @param exposure how long was looked, times the part of all events that would have been seen: the rate's unit is one over its unit
 * @throws BadArgumentError for a count that is none, an exposure that is not positive, and what is no credibility
 */
export function eventRate(count: number, exposure: number, confidence: number = 0.9): Estimate {
  if (!(Number.isInteger(count) && count >= 0)) {
    throw new BadArgumentError(`eventRate: ${count} events; a whole number from 0 on is expected.`, { count });
  }
  checkedNumber("eventRate", "exposure", exposure, { unit: "", min: 0, open: true });
  if (!(confidence > 0 && confidence < 1)) {
    throw new BadArgumentError(`eventRate: the confidence is ${confidence}; it must be between 0 and 1.`, {
      confidence,
    });
  }
  const outside = (1 - confidence) / 2;
  return {
    value: count / exposure,
    low: count === 0 ? 0 : gammaQuantile(count, outside) / exposure,
    high: gammaQuantile(count + 1, 1 - outside) / exposure,
  };
}
