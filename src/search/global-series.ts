import { BadDataError } from "../core/errors.js";
import type { Instant } from "../core/instant.js";
import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { Orbits } from "../orbits/orbits.js";
import type { TdiSignal } from "../response/signal.js";
import type { Gate } from "./gates.js";
import type { TdiSeries } from "./merger-spectrogram.js";

/** What a global fit is made to: A, E and T in fractional frequency with the sign of the responses; NaN where there is nothing. */
export interface GlobalData {
  readonly series: TdiSeries;
  /** Time of the first sample: where phases, frequencies and times of sources are counted from. */
  readonly from: Instant<"TCB">;
  readonly orbits: Orbits;
  readonly generation: 1.5 | 2;
}

const CHANNELS = ["A", "E", "T"] as const;

/** How long edges of windows are: as many of an observation's bins as keep them smooth, and not less than this (s). */
const EDGE_BINS = 4;
const SHORTEST_EDGE: Seconds = 1200;
/** Shorter data are tapered over a quarter at each end, so that no line reaches those bins away (s). */
const SHORT: Seconds = 5 * 86_400;
/** A stretch without data that is shorter is bridged by a straight line (s): nothing that is looked for changes meanwhile. */
const BRIDGED: Seconds = 60;

/** Series with numbers everywhere, and the stretches in which they mean nothing. */
export interface Whole {
  readonly series: TdiSeries;
  readonly gaps: readonly Gate[];
}

/** Fills what is missing: short gaps by straight lines, long ones by zeros. @throws BadDataError when less than a tenth is there */
export function wholeSeries(series: TdiSeries): Whole {
  const { dt, A, E, T } = series;
  const bad = A.map((a, n) => (Number.isFinite(a + E[n]! + T[n]!) ? 0 : 1));
  const missing = bad.reduce((sum, one) => sum + one, 0);
  if (missing > 0.9 * A.length || A.length === 0) {
    throw new BadDataError(
      `${missing} of the ${A.length} samples of A, E and T are no numbers; a tenth of them must be there: give another stretch of data.`,
      { missing, samples: A.length },
    );
  }
  const filled = { A: A.slice(), E: E.slice(), T: T.slice() };
  const gaps: Gate[] = [];
  for (let n = 0; n < bad.length; n++) {
    if (bad[n] === 0) continue;
    let end = n;
    while (end < bad.length && bad[end] === 1) end++;
    const isShort = (end - n) * dt < BRIDGED && n > 0 && end < bad.length;
    for (const name of CHANNELS) fill(filled[name], n, end, isShort);
    if (!isShort) gaps.push({ from: n * dt, to: end * dt });
    n = end;
  }
  return { series: { ...series, ...filled }, gaps };
}

function fill(values: Float64Array, from: number, to: number, straight: boolean): void {
  const [before, after] = straight ? [values[from - 1]!, values[to]!] : [0, 0];
  for (let n = from; n < to; n++) values[n] = before + ((after - before) * (n - from + 1)) / (to - from + 1);
}

/** 0 in gaps and at both ends, 1 away from them, half a period of a cosine between. */
export function dataWindow(gaps: readonly Gate[], duration: Seconds, bins: number): (time: Seconds) => number {
  const edge = Math.max(SHORTEST_EDGE, (EDGE_BINS * duration) / bins);
  const end = duration < SHORT ? duration / 4 : edge;
  const all = [
    ...gaps.map((gap) => ({ ...gap, edge })),
    { from: Number.NEGATIVE_INFINITY, to: 0, edge: end },
    { from: duration, to: Number.POSITIVE_INFINITY, edge: end },
  ];
  return (time) =>
    all.reduce((product, gap) => {
      const away = Math.max(gap.from - time, time - gap.to, 0) / gap.edge;
      return away >= 1 ? product : product * 0.5 * (1 - Math.cos(Math.PI * away));
    }, 1);
}

/** A, E and T in frequency, of a series through a window. */
export function windowedSpectrum(series: TdiSeries, window: Float64Array): TdiSignal {
  const plan = fftPlan(window.length);
  const of = (values: Float64Array): TdiSignal["A"] => {
    const out = plan.forwardReal(
      values.map((value, n) => value * window[n]! * series.dt),
      complexArray(plan.bins),
    );
    return out;
  };
  return { df: 1 / (window.length * series.dt), first: 0, A: of(series.A), E: of(series.E), T: of(series.T) };
}

/** A series less signals that are given in frequency, on bins of the same duration. */
export function withoutSignals(series: TdiSeries, signals: Iterable<TdiSignal>): TdiSeries {
  const sum = signalSum(series.A.length, signals);
  if (sum === undefined) return series;
  const plan = fftPlan(series.A.length);
  const of = (name: (typeof CHANNELS)[number]): Float64Array => {
    const signal = plan.inverseReal(sum[name], new Float64Array(plan.length));
    return series[name].map((value, n) => value - signal[n]! / series.dt);
  };
  return { ...series, A: of("A"), E: of("E"), T: of("T") };
}

/** Signals added up on all bins of a series; undefined for none. The first bin and the last, where phases are lost, stay empty. */
function signalSum(
  samples: number,
  signals: Iterable<TdiSignal>,
): Readonly<Record<"A" | "E" | "T", TdiSignal["A"]>> | undefined {
  const bins = Math.floor(samples / 2) + 1;
  const out = { A: complexArray(bins), E: complexArray(bins), T: complexArray(bins) };
  let some = false;
  for (const signal of signals) {
    some = true;
    for (const name of CHANNELS) {
      const { re, im } = signal[name];
      const last = Math.min(re.length, bins - 1 - signal.first);
      for (let k = Math.max(0, 1 - signal.first); k < last; k++) {
        out[name].re[signal.first + k]! += re[k]!;
        out[name].im[signal.first + k]! += im[k]!;
      }
    }
  }
  return some ? out : undefined;
}
