import { polynomialAt, polynomialFit } from "../math/polynomial.js";

/** Degree of what is taken for slow: a day's Doppler shift. */
const DEGREE = 5;
/** The stretch is looked at in so many means, half overlapping. */
const MEANS = 40;
/**
 * Power of the half sine that weighs the samples of a mean: its spectrum falls with the ninth power of the frequency, faster than
 * that of any TDI variable rises, so that a fit does not take noise of high frequencies for a trend.
 */
const SMOOTHNESS = 8;

/** `values`, all of them numbers, without their level and slow trend. */
export function withoutTrend(values: Float64Array): Float64Array {
  const { length } = values;
  const step = Math.max(1, Math.floor(length / (MEANS + 1)));
  const size = 2 * step;
  const weight = Float64Array.from({ length: size }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / size) ** SMOOTHNESS);
  const total = weight.reduce((sum, one) => sum + one, 0);
  const count = Math.max(0, Math.floor((length - size) / step) + 1);
  const [x, y] = [new Float64Array(count), new Float64Array(count)];
  for (let k = 0; k < count; k++) {
    let sum = 0;
    for (let n = 0; n < size; n++) sum += weight[n]! * values[k * step + n]!;
    x[k] = k * step + 0.5 * (size - 1);
    y[k] = sum / total;
  }
  const trend = polynomialFit(x, y, DEGREE);
  return values.map((value, n) => value - polynomialAt(trend, n));
}
