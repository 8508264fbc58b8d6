import { FLAGS, type FlagSeries } from "../core/flags.js";
import { receiverOf } from "../core/mosa.js";
import { type GapOptions, gapsOf, inGaps } from "../instrument/gaps.js";
import type { Observation } from "./observation.js";

/**
 * An observation that was simulated with these gaps, and says which of them were planned: those that are named or come at even
 * intervals. Those at random are nobody's plan.
 */
export function withPlannedGaps(observation: Observation, gaps: GapOptions): Observation {
  const planned = gapsOf({ ...gaps, random: [] }, 0n, observation.duration);
  if (planned.length === 0) return observation;
  return {
    ...observation,
    flags: async (stream, mosa, range = { start: 0, count: observation.length }): Promise<FlagSeries> => {
      const flags = await observation.flags(stream, mosa, range);
      const inside = inGaps(planned, receiverOf(mosa), observation.dt, range.start, range.count);
      return flags.map((bits, n) => (inside[n] === 1 ? bits | FLAGS.gap : bits));
    },
  };
}
