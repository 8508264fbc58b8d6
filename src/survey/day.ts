import { BadArgumentError } from "../core/errors.js";
import { later, secondsBetween } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import type { Observation } from "../pipeline/observation.js";
import { part } from "../pipeline/part.js";
import { iso, parsed } from "../time/iso.js";

const DAY: Seconds = 86_400;

/** What of an observation is looked at, and how long it should be. */
export interface DayOf {
  readonly observation: Observation;
  readonly expected: Seconds;
}

/**
 * The day `date` ("2037-01-31") of an observation, on the spacecraft's clocks; all of it when the date is "". The whole day is
 * expected, or `duration` if that is not 0.
 * @throws BadArgumentError when the observation has nothing of that day
 */
export function dayOf(observation: Observation, date: string, duration: Seconds): DayOf {
  if (date === "") return { observation, expected: duration || observation.duration };
  const { t0, dt, length } = observation;
  const begin = secondsBetween(parsed("TCB", date), t0);
  const start = Math.max(0, Math.ceil(begin / dt - 1e-6));
  const stop = Math.min(length, Math.ceil((begin + DAY) / dt - 1e-6));
  if (stop <= start) {
    const [first, last] = [iso(t0, 0), iso(later(t0, observation.duration), 0)];
    throw new BadArgumentError(
      `${observation.path} has nothing of ${date}: it reaches from ${first} to ${last}. Give a date within, or the observation of that day.`,
      { date },
    );
  }
  return { observation: part(observation, { start, stop }), expected: duration || DAY };
}
