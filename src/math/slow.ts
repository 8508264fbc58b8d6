import type { SlowWaves } from "./kernels.js";

/**
 * Numbers of a wave, in turn: phase; 2π(f − carrier), 2πf, πḟ, πf̈/3, πf, πf̈/2; the vectors k, u and v; real and imaginary part
 * of what exp(iφ) is multiplied by for h₊ and h× in the frame of the ecliptic.
 */
export const SLOW_NUMBERS = 20;

/** Numbers of a triangle at one time: positions of three spacecraft, lengths of the arms 12, 23 and 31 (s), their directions. */
export const TRIANGLE_NUMBERS = 21;

/** A = (Z − X)/√2, E = (X − 2Y + Z)/√6, T = (X + Y + Z)/√3. */
export const CHANNEL_FACTORS: Readonly<Record<"A" | "E" | "T", number>> = {
  A: Math.SQRT1_2,
  E: 1 / Math.sqrt(6),
  T: 1 / Math.sqrt(3),
};

/** What the kernels ask for: see {@link SlowWaves}. Two samples after one another, series by series: [x₀ x₁ y₀ y₁ …]. */
export function triangleTable(series: readonly Float64Array[]): SlowWaves["table"] {
  const length = series[0]!.length;
  const table = new Float64Array(TRIANGLE_NUMBERS * length);
  series.forEach((values, s) => {
    values.forEach((value, n) => {
      table[(n >> 1) * 2 * TRIANGLE_NUMBERS + 2 * s + (n & 1)] = value;
    });
  });
  return table;
}
