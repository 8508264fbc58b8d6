import { type PerSpacecraft, perSpacecraft } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import type { Observation, TimeCorrelations } from "../pipeline/observation.js";

/** Reads the time correlations that came with an observation. */
export function timeCorrelations(observation: Observation): Promise<TimeCorrelations> {
  return observation.timeCorrelations();
}

/** The correlations at `time` after the first sample, on the straight line through the two epochs nearest to it. */
export function correlationAt({ times, values }: TimeCorrelations, time: Seconds): PerSpacecraft<Seconds> {
  const later = times.findIndex((epoch) => epoch > time);
  const after = Math.max(1, later < 0 ? times.length - 1 : later);
  return perSpacecraft((sc) => {
    const [a, b] = [values[sc][after - 1]!, values[sc][after]!];
    return a + ((b - a) * (time - times[after - 1]!)) / (times[after]! - times[after - 1]!);
  });
}
