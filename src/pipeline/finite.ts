import { BadDataError } from "../core/errors.js";
import type { Observation, Stream } from "./observation.js";

/** Refuses a stretch of a stream that has samples which are no numbers, and says where. `start` is the stretch's first sample. */
export function mustBeFinite(
  observation: Observation,
  stream: Stream,
  mosa: string,
  start: number,
  values: Float64Array,
): void {
  const first = firstNonFinite(values);
  if (first < 0) return;
  const good = values.subarray(first).findIndex((value) => Number.isFinite(value));
  const count = good < 0 ? values.length - first : good;
  const at = (n: number): string => String(observation.t0.seconds + observation.t0.fraction + n * observation.dt);
  const [from, to] = [start + first, start + first + count - 1];
  throw new BadDataError(
    `${stream}/${mosa} of ${observation.path} has no numbers (${values[first]}) from sample ${from} to ${to}, ${at(from)} s to ${at(to)} s. Cut the file there, or fill the gap: delays can't be applied across it.`,
    { stream, mosa, from, to },
  );
}

function firstNonFinite(values: Float64Array): number {
  for (let n = 0; n < values.length; n++) if (!Number.isFinite(values[n])) return n;
  return -1;
}
