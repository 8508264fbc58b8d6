import type { Seconds } from "../core/units.js";
import type { Segment, Timeline } from "./segments.js";

/** Times of samples, in seconds after the start of a timeline: whole + (rest + n dt). */
export interface Samples {
  readonly whole: Seconds;
  readonly rest: Seconds;
  readonly dt: Seconds;
  readonly count: number;
}

/** The samples `start` to `stop` − 1 that lie in one segment. */
export interface Run {
  readonly segment: Segment;
  readonly start: number;
  readonly stop: number;
}

/** Cuts samples at the borders of segments of `length`, and after `most` samples. */
export function* runsOf(timeline: Timeline, samples: Samples, length: Seconds, most: number): Generator<Run> {
  const { whole, rest, dt, count } = samples;
  const at = (n: number): Seconds => whole + (rest + n * dt);
  for (let start = 0; start < count; ) {
    const segment = timeline.segmentOf(at(start), length);
    let stop = count;
    if (segment.end < timeline.duration) {
      stop = Math.min(count, Math.max(start + 1, Math.ceil((segment.end - whole - rest) / dt)));
      while (stop < count && at(stop) < segment.end) stop++;
      while (stop - 1 > start && at(stop - 1) >= segment.end) stop--;
    }
    for (; start < stop; start += most) yield { segment, start, stop: Math.min(stop, start + most) };
    start = stop;
  }
}

/** Seconds from the start of the segment to the samples of a run. */
export function secondsInto({ segment, start, stop }: Run, { whole, rest, dt }: Samples, out: Float64Array): void {
  const shift = whole - segment.start;
  for (let n = start; n < stop; n++) out[n - start] = shift + (rest + n * dt);
}
