import type { Work } from "../core/progress.js";
import type { SampleRange } from "./observation.js";

/** Samples that are worked on at a time: few enough for any file to pass, many enough that the overlaps cost nothing. */
const STRETCH = 65_536;

/** A step of the work: what it is called, and where in the whole it starts and ends, from 0 to 1. */
export interface Step {
  readonly message: string;
  readonly from: number;
  readonly to: number;
}

/** Cuts `length` samples into stretches; between them it stops when told to, and says how far it is. */
export async function* stretches(length: number, { message, from, to }: Step, work: Work): AsyncGenerator<SampleRange> {
  for (let start = 0; start < length; start += STRETCH) {
    work.signal?.throwIfAborted();
    work.onProgress?.({ fraction: from + ((to - from) * start) / length, message });
    yield { start, count: Math.min(STRETCH, length - start) };
    // Lets timers, signals and other requests have their turn between two stretches of arithmetic.
    await new Promise((resolve) => setImmediate(resolve));
  }
  work.signal?.throwIfAborted();
  work.onProgress?.({ fraction: to, message });
}
