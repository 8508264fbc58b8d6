import { BadDataError } from "../core/errors.js";
import { MOSAS } from "../core/mosa.js";
import type { Work } from "../core/progress.js";
import type { DelaysAt } from "./delays.js";
import type { Observation } from "./observation.js";
import { type Step, stretches } from "./stretches.js";

const CHECKING: Step = { message: "Checking delays", from: 0.3, to: 0.4 };

/** The shortest and the longest delay of an observation, in samples. @throws BadDataError for a delay that is not positive */
export async function extremesOf(
  observation: Observation,
  delays: DelaysAt,
  work: Work,
): Promise<{ shortest: number; longest: number }> {
  let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
  for await (const range of stretches(observation.length, CHECKING, work)) {
    const values = await delays(range);
    for (const mosa of MOSAS) {
      const bad = values[mosa].findIndex((delay) => !(delay > 0));
      if (bad >= 0) {
        throw new BadDataError(
          `The delay of link ${mosa} is ${values[mosa][bad]} s at sample ${range.start + bad}; delays must be positive. Are the pseudo-ranges ambiguous, or the orbits another constellation's?`,
          { mosa, sample: range.start + bad },
        );
      }
      shortest = values[mosa].reduce((least, delay) => Math.min(least, delay), shortest);
      longest = values[mosa].reduce((most, delay) => Math.max(most, delay), longest);
    }
  }
  return { shortest: shortest / observation.dt, longest: longest / observation.dt };
}
