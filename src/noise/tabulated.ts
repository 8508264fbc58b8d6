import { BadArgumentError } from "../core/errors.js";
import { portableExp, portableLog } from "../core/portable.js";
import type { Hertz, Seconds } from "../core/units.js";
import { LOWEST, type NoiseShape } from "./design.js";

/** A one-sided density (unit²/Hz) at frequencies, ascending. */
export interface TabulatedShape {
  readonly frequencies: ArrayLike<Hertz>;
  readonly psd: ArrayLike<number>;
  readonly dt: Seconds;
  /** Default: 5e-5 Hz, or the first of the frequencies if that is higher. */
  readonly lowest?: Hertz;
}

/** The density that a table describes. @throws BadArgumentError if it is none */
export function tabulatedModel({ frequencies, psd, dt, lowest }: TabulatedShape): NoiseShape {
  const at = Array.from(frequencies);
  const densities = Array.from(psd);
  const isAscending = at.every((frequency, n) => frequency > (n === 0 ? 0 : at[n - 1]!) && frequency < Infinity);
  const arePositive = densities.every((density) => density > 0 && density < Infinity);
  if (!(isAscending && arePositive && at.length === densities.length && at.length > 0)) {
    throw new BadArgumentError(
      `A table of noise has positive frequencies in ascending order and as many positive densities; this one, of ${at.length} and ${densities.length}, has not.`,
      { frequencies: at.length, densities: densities.length },
    );
  }
  const curve = smoothCurve(at.map(portableLog), densities.map(portableLog));
  return {
    dt,
    lowest: lowest ?? Math.max(LOWEST, at[0]!),
    model: (frequency) => portableExp(curve(portableLog(frequency))),
  };
}

/**
 * Through the points by cubics that rise and fall with them and have no corners (F. Fritsch, J. Butland, SIAM J. Sci. Stat.
 * Comput. 5, 300 (1984), doi:10.1137/0905021); straight on outside.
 */
function smoothCurve(x: readonly number[], y: readonly number[]): (at: number) => number {
  const steps = x.slice(1).map((next, n) => next - x[n]!);
  const rises = steps.map((step, n) => (y[n + 1]! - y[n]!) / step);
  const slopes = x.map((_, n) => slopeBetween(n, steps, rises));
  return (at) => {
    const next = x.findIndex((one) => one > at);
    const n = next < 0 ? x.length - 1 : Math.max(0, next - 1);
    const ahead = at - x[n]!;
    const [step, rise] = [steps[n], rises[n]];
    if (next <= 0 || step === undefined || rise === undefined) return y[n]! + slopes[n]! * ahead;
    const part = ahead / step;
    const [before, after] = [slopes[n]! - rise, slopes[n + 1]! - rise];
    return y[n]! + ahead * (rise + (1 - part) * (before * (1 - part) - after * part));
  };
}

/** The harmonic mean of the rises on both sides; 0 where they differ in sign; at an end that of its only side. */
function slopeBetween(n: number, steps: readonly number[], rises: readonly number[]): number {
  const [before, after] = [rises[n - 1] ?? rises[n] ?? 0, rises[n] ?? rises[n - 1] ?? 0];
  if (!(before * after > 0)) return 0;
  const [left, right] = [steps[n - 1] ?? 1, steps[n] ?? 1];
  const weight = (left + 2 * right) / (3 * (left + right));
  return (before * after) / (weight * after + (1 - weight) * before);
}
