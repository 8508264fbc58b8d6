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
  const [x, y] = [at.map(portableLog), densities.map(portableLog)];
  return {
    dt,
    lowest: lowest ?? Math.max(LOWEST, at[0]!),
    model: (frequency) => portableExp(interpolated(x, y, portableLog(frequency))),
  };
}

function interpolated(x: readonly number[], y: readonly number[], at: number): number {
  const next = x.findIndex((one) => one > at);
  if (next === 0) return y[0]!;
  if (next < 0) return y.at(-1)!;
  const part = (at - x[next - 1]!) / (x[next]! - x[next - 1]!);
  return y[next - 1]! + part * (y[next]! - y[next - 1]!);
}
