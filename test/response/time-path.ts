import { type Instant, later } from "../../src/core/instant.js";
import type { ComplexArray } from "../../src/math/complex.js";
import { rfft } from "../../src/math/fft.js";
import type { Orbits } from "../../src/orbits/orbits.js";
import { tdiChannels } from "../../src/response/channels.js";
import type { Source } from "../../src/waveforms/source.js";

/** Rows of orbits, and how far they reach beyond the samples. */
const STEP = 3600;
const AROUND = 86_400;

export interface Samples {
  readonly from: Instant<"TCB">;
  readonly dt: number;
  readonly count: number;
}

/** A and E as the instrument makes them: the links' responses in time, delayed by the orbits' light travel times sample by sample. */
export function channelsInTime(
  source: Source,
  orbits: Orbits,
  generation: 1.5 | 2,
  { from, dt, count }: Samples,
): readonly [A: Float64Array, E: Float64Array] {
  const length = Math.ceil((count * dt + 2 * AROUND) / STEP) + 1;
  const table = orbits.table({ t0: later(from, -AROUND), dt: STEP, length });
  const work = tdiChannels([source], { t0: from, dt, length: count, generation, orbits: table });
  let step = work.next();
  while (!step.done) step = work.next();
  return [step.value.A, step.value.E];
}

/** Bins `first` to `first + count` − 1 of a series' Fourier transform. */
export function binsOf(series: Float64Array, dt: number, first: number, count: number): ComplexArray {
  const { re, im } = rfft(series);
  const part = (values: Float64Array): Float64Array => values.slice(first, first + count).map((value) => value * dt);
  return { re: part(re), im: part(im) };
}

/** What a Hann window makes of a transform: a sudden begin and end leak far, and alias differently. */
export function hann({ re, im }: ComplexArray): ComplexArray {
  const smooth = (values: Float64Array): Float64Array =>
    values.slice(1, -1).map((value, k) => value / 2 - (values[k]! + values[k + 2]!) / 4);
  return { re: smooth(re), im: smooth(im) };
}

/** Relative L2 over bins `from` to before `to`. */
export function distance(found: ComplexArray, wanted: ComplexArray, from = 0, to: number = found.re.length): number {
  let [difference, norm] = [0, 0];
  for (let k = from; k < to; k++) {
    difference += (found.re[k]! - wanted.re[k]!) ** 2 + (found.im[k]! - wanted.im[k]!) ** 2;
    norm += wanted.re[k]! ** 2 + wanted.im[k]! ** 2;
  }
  return Math.sqrt(difference / norm);
}
