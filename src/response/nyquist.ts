import { type Instant, instant } from "../core/instant.js";
import type { Hertz, Seconds } from "../core/units.js";
import type { Source, SourceGroup } from "../waveforms/source.js";
import { singleSources } from "./singles.js";

/** A source that can't be represented by the samples that were asked for. */
export interface NyquistWarning {
  readonly kind: "beyond-nyquist";
  /** The source's name. */
  readonly source: string;
  /** The highest frequency that its wave has. */
  readonly frequency: Hertz;
  /** Half of the sampling rate. */
  readonly nyquist: Hertz;
  /** The same, for people. */
  readonly message: string;
}

/** Sources that reach a frequency above half of the sampling rate within `count` samples `dt` apart: they are aliased. */
export function nyquistWarnings(
  sources: readonly (Source | SourceGroup)[],
  from: Instant,
  dt: Seconds,
  count: number,
): readonly NyquistWarning[] {
  const nyquist = 0.5 / dt;
  const start = instant("TCB", from.seconds, from.fraction);
  return singleSources(sources).flatMap(({ name, highestFrequency }) => {
    const frequency = highestFrequency(start, count * dt);
    if (frequency <= nyquist) return [];
    const message = `${name} reaches ${frequency} Hz, above the ${nyquist} Hz that samples every ${dt} s can show: it is aliased. Sample faster or leave it out.`;
    return [{ kind: "beyond-nyquist", source: name, frequency, nyquist, message } as const];
  });
}
