import { leastSquares } from "../math/linear.js";

/** Level, slope and curvature. */
const DEGREE = 2;
/**
 * Power of the half sine that weighs the samples: its spectrum falls with the ninth power of the frequency, faster than that of
 * any TDI variable rises, so that a fit does not take noise of high frequencies for a trend.
 */
const SMOOTHNESS = 8;

/** `values`, all of them numbers, without their level and slow trend. */
export function withoutTrend(values: Float64Array): Float64Array {
  const { length } = values;
  const u = values.map((_, n) => (2 * (n + 0.5)) / length - 1);
  const weight = u.map((x) => Math.cos((Math.PI / 2) * x) ** SMOOTHNESS);
  const columns = Array.from({ length: DEGREE + 1 }, (_, k) => u.map((x, n) => weight[n]! * x ** k));
  const [level, slope, bend] = leastSquares(
    columns,
    values.map((value, n) => value * weight[n]!),
  ) as unknown as [number, number, number];
  return values.map((value, n) => value - (level + u[n]! * (slope + u[n]! * bend)));
}
