import { BadArgumentError, BadDataError } from "../core/errors.js";
import type { Seconds } from "../core/units.js";
import { complexArray } from "../math/complex.js";
import { fftPlan } from "../math/plan.js";
import type { TdiSignal } from "../response/signal.js";
import { estimatedDensity } from "./spectrum.js";

/** A and E as series over the whole span. */
export interface Channels {
  readonly dt: Seconds;
  readonly A: Float64Array;
  readonly E: Float64Array;
}

/** A stretch of time that is left out (s from the begin). */
export interface Gate {
  readonly from: Seconds;
  readonly to: Seconds;
}

/** A = (Z − X)/√2 and E = (X − 2Y + Z)/√6. */
export function scienceChannels(
  X: ArrayLike<number>,
  Y: ArrayLike<number>,
  Z: ArrayLike<number>,
  dt: Seconds,
): Channels {
  if (X.length !== Y.length || X.length !== Z.length || X.length === 0) {
    throw new BadArgumentError(
      `X, Y and Z have ${X.length}, ${Y.length} and ${Z.length} samples; they must be equally many, and some.`,
      { X: X.length, Y: Y.length, Z: Z.length },
    );
  }
  const A = Float64Array.from({ length: X.length }, (_, n) => (Z[n]! - X[n]!) / Math.SQRT2);
  const E = Float64Array.from({ length: X.length }, (_, n) => (X[n]! - 2 * Y[n]! + Z[n]!) / Math.sqrt(6));
  return { dt, A, E };
}

/** A gate's edges are this long (s), on either side outside of it. */
const EDGE = 43_200;

/** 0 in gates, 1 away from them, half a period of a cosine between. */
export function gateWindow(gates: readonly Gate[]): (time: Seconds) => number {
  return (time) =>
    gates.reduce((product, { from, to }) => {
      const away = Math.max(from - time, time - to, 0) / EDGE;
      return away >= 1 ? product : product * (1 - Math.cos(Math.PI * away)) * 0.5;
    }, 1);
}

/**
 * The series' transforms through the window of gates, on all bins. @throws BadDataError for samples that are no numbers outside of gates
 */
export function transformed({ dt, A, E }: Channels, gates: readonly Gate[] = []): TdiSignal {
  const window = gateWindow(gates);
  const plan = fftPlan(A.length);
  const of = (series: Float64Array, name: string): TdiSignal["A"] => {
    const through = series.map((value, n) => {
      const weight = window(n * dt);
      return weight === 0 ? 0 : value * weight;
    });
    mustBeNumbers(through, name, dt);
    const out = plan.forwardReal(through, complexArray(plan.bins));
    for (let k = 0; k < plan.bins; k++) {
      out.re[k]! *= dt;
      out.im[k]! *= dt;
    }
    return out;
  };
  return { df: 1 / (A.length * dt), first: 0, A: of(A, "A"), E: of(E, "E"), T: complexArray(plan.bins) };
}

function mustBeNumbers(series: Float64Array, name: string, dt: Seconds): void {
  const first = series.findIndex((value) => !Number.isFinite(value));
  if (first < 0) return;
  const count = series.reduce((sum, value) => sum + (Number.isFinite(value) ? 0 : 1), 0);
  throw new BadDataError(
    `${count} samples of ${name} are no numbers, the first of them ${first * dt} s from the begin: leave such stretches out by gates, or fill them first.`,
    { channel: name, count, first },
  );
}

/** Powers are summed up over so long (s). */
const PIECE = 3600;
/** Excess over the median, in standard deviations of a piece's power of stationary noise, from which on it is none. */
const EXCESS = 8;
/** A piece is out as long as its excess is above this, around one that is above the other. */
const RISE = 3;
/** A binary's waves before it is loud, and what rings after (s). */
const [BEFORE, AFTER] = [86_400, 21_600];

/**
 * Where short loud signals are (mergers, bursts, glitches): pieces of whitened data between two frequencies whose power is far
 * above that of most pieces. Loud stationary lines only raise the median.
 */
export function transients(channels: Channels, band: readonly [number, number]): Gate[] {
  const power = piecesOf(channels, band);
  const sorted = power.slice().sort();
  const median = sorted[power.length >> 1]!;
  const spread = 1.4826 * power.map((value) => Math.abs(value - median)).sort()[power.length >> 1]!;
  const excess = (n: number): number => (power[n]! - median) / spread;
  const gates: Gate[] = [];
  for (let n = 0; n < power.length; n++) {
    if (!(excess(n) > EXCESS)) continue;
    let [first, last] = [n, n];
    while (first > 0 && excess(first - 1) > RISE) first--;
    while (last + 1 < power.length && excess(last + 1) > RISE) last++;
    const [from, to] = [first * PIECE - BEFORE, (last + 1) * PIECE + AFTER];
    const before = gates.at(-1);
    if (before !== undefined && from <= before.to + 2 * EDGE) gates[gates.length - 1] = { from: before.from, to };
    else gates.push({ from, to });
    n = last;
  }
  return gates;
}

/** Power of both whitened channels by pieces of {@link PIECE}. */
function piecesOf(channels: Channels, [from, to]: readonly [number, number]): Float64Array {
  const { dt, A } = channels;
  const data = transformed(channels);
  const noise = estimatedDensity(data, { from, to });
  const plan = fftPlan(A.length);
  const out = new Float64Array(Math.floor((A.length * dt) / PIECE));
  for (const channel of ["A", "E"] as const) {
    const { re, im } = data[channel];
    const white = complexArray(plan.bins);
    for (let k = 0; k < plan.bins; k++) {
      // Bins of loud lines are left out: a short signal is in very many.
      const density = noise[channel][k]!;
      const ratio = (2 * data.df * (re[k]! ** 2 + im[k]! ** 2)) / density;
      const weight = ratio > 0 ? Math.min(1, 20 / ratio) / Math.sqrt(density) : 0;
      white.re[k] = re[k]! * weight;
      white.im[k] = im[k]! * weight;
    }
    const series = plan.inverseReal(white, new Float64Array(A.length));
    series.forEach((value, n) => {
      const piece = Math.floor((n * dt) / PIECE);
      if (piece < out.length) out[piece]! += value * value;
    });
  }
  return out;
}
