import { BadFileError } from "../core/errors.js";
import { type PerSpacecraft, perSpacecraft, SPACECRAFT } from "../core/mosa.js";
import type { Seconds } from "../core/units.js";
import { readHdf5 } from "../io/hdf5.js";
import type { Observation } from "../pipeline/observation.js";

/** What the mission operations centre knows of the clocks from the radio link: clock minus time scale, about once a day. */
export interface TimeCorrelations {
  /** Epochs, in seconds after the observation's first sample. */
  readonly times: Float64Array;
  /** Clock minus time scale at these epochs, in seconds; good to about a millisecond. */
  readonly values: PerSpacecraft<Float64Array>;
}

/** Reads the time correlations that came with an observation. */
export async function timeCorrelations(observation: Observation): Promise<TimeCorrelations> {
  const { raw } = observation.instrument;
  const first = numberOf(raw, "telemetry_t0", observation.path) - (observation.t0.seconds + observation.t0.fraction);
  const step = numberOf(raw, "telemetry_dt", observation.path);
  return readHdf5(observation.path, (file) => {
    const values = perSpacecraft((sc) => file.table(`moc_time_correlations/${sc}`).values);
    const counts = SPACECRAFT.map((sc) => values[sc].length);
    if (counts.some((count) => count < 2 || count !== counts[0])) {
      throw new BadFileError(
        `moc_time_correlations of ${observation.path} has ${counts.join(", ")} epochs for the three spacecraft; two or more are needed, as many for each.`,
        { counts },
      );
    }
    return { times: Float64Array.from(values["1"], (_, index) => first + index * step), values };
  });
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

function numberOf(raw: Readonly<Record<string, unknown>>, name: string, path: string): number {
  const value = raw[name];
  if (typeof value === "number" && Number.isFinite(value)) return value;
  throw new BadFileError(`${name} is ${JSON.stringify(value)} in the metadata of ${path}; it must be a number.`, {
    name,
  });
}
