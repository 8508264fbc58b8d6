import { BadDataError, isLisalabError } from "../core/errors.js";
import { secondsBetween } from "../core/instant.js";
import { emitterOf, type PerMosa, type PerSpacecraft, perMosa, perSpacecraft, receiverOf } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { polynomialAt, polynomialFit } from "../math/polynomial.js";
import { interpolatingSpline } from "../math/spline.js";
import type { OrbitTable } from "../orbits/table.js";
import type { Observation, TimeCorrelations } from "./observation.js";

/**
 * What pseudo-ranges exceed the orbits' by at the first sample, as far as the ground knows the clocks: to some milliseconds, enough
 * for time-delay interferometric ranging to start from.
 * @throws BadDataError when it takes correlations that the observation has not
 */
export async function predictedOffsets(observation: Observation, orbits: OrbitTable): Promise<PerMosa<Seconds>> {
  const clocks = clocksAtStart(await correlationsOf(observation));
  const proper = properTimes(observation, orbits);
  return perMosa(
    (mosa) => clocks[receiverOf(mosa)] - proper[receiverOf(mosa)] - (clocks[emitterOf(mosa)] - proper[emitterOf(mosa)]),
  );
}

async function correlationsOf(observation: Observation): Promise<TimeCorrelations> {
  try {
    return await observation.timeCorrelations();
  } catch (error) {
    if (!isLisalabError(error, "BadFile")) throw error;
    throw new BadDataError(
      `The pseudo-ranges of ${observation.path} are known modulo ${observation.instrument.rangeAmbiguity} s only, and the clocks' time correlations, from which the whole would be told, are missing. Give an observation with them, or take the delays from the orbits.`,
      { path: observation.path },
      error,
    );
  }
}

/** SCET − TCB at the first sample, by straight lines. */
function clocksAtStart({ times, values }: TimeCorrelations): PerSpacecraft<Seconds> {
  return perSpacecraft((sc) => polynomialAt(polynomialFit(times, values[sc], Math.min(1, times.length - 1)), 0));
}

/** Proper time less TCB at the first sample. */
function properTimes({ t0 }: Observation, orbits: OrbitTable): PerSpacecraft<Seconds> {
  const x = Float64Array.from({ length: orbits.length }, (_, row) => row * orbits.dt);
  return perSpacecraft((sc) =>
    interpolatingSpline(x, orbits.properTimeDeviations[sc], 3).at(secondsBetween(t0, orbits.t0)),
  );
}
