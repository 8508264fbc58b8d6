import type { Instant } from "../../src/core/instant.js";
import { later } from "../../src/core/instant.js";
import { MOSAS, perMosa } from "../../src/core/mosa.js";
import type { ComplexArray } from "../../src/math/complex.js";
import { rfft } from "../../src/math/fft.js";
import { interpolatingSpline } from "../../src/math/spline.js";
import type { Orbits } from "../../src/orbits/orbits.js";
import { linkResponse } from "../../src/response/links.js";
import { combinationOf } from "../../src/tdi/catalogue.js";
import { delayField, evaluate, lookback } from "../../src/tdi/evaluation.js";
import type { Source } from "../../src/waveforms/source.js";

/** Rows of orbits: between them light travel times are splines. */
const STEP = 3600;
const AROUND = 86_400;
/** The longest arm (s), and a little. */
const LONGEST = 8.6;

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
  const combinations = (["A", "E"] as const).map((name) => combinationOf(`${name}${generation === 2 ? 2 : 1}`));
  const before = Math.max(...combinations.map((combination) => lookback(combination, LONGEST / dt)));
  const begin = later(from, -before * dt);
  const total = count + 2 * before;
  const start = later(from, -AROUND);
  const length = Math.ceil((total * dt + 2 * AROUND) / STEP) + 1;
  const table = orbits.table({ t0: start, dt: STEP, length });
  const links = linkResponse([source], table, { frame: "TCB" }).at(begin, dt, total);
  const rows = Float64Array.from({ length }, (_, n) => n * STEP);
  const delays = perMosa((mosa) => {
    const spline = interpolatingSpline(rows, table.lightTravelTimes[mosa]);
    return Float64Array.from({ length: total }, (_, n) => spline.at(AROUND + (n - before) * dt));
  });
  const field = delayField(delays, dt);
  const measurements = Object.fromEntries(MOSAS.map((mosa) => [`eta_${mosa}`, links[mosa]]));
  const [A, E] = combinations.map((combination) =>
    evaluate(combination, measurements, field).slice(before, before + count),
  ) as [Float64Array, Float64Array];
  return [A, E];
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
