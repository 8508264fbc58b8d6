import { BadArgumentError } from "../core/errors.js";

/** The derivative by central differences, one-sided at both ends, as numpy.gradient(values, dt) takes it. */
export function gradient(
  values: Float64Array,
  dt: number = 1,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  const last = values.length - 1;
  if (last < 1) {
    throw new BadArgumentError(`A gradient needs 2 samples or more, not ${values.length}.`, { length: values.length });
  }
  for (let n = 1; n < last; n++) out[n] = (values[n + 1]! - values[n - 1]!) / (2 * dt);
  out[0] = (values[1]! - values[0]!) / dt;
  out[last] = (values[last]! - values[last - 1]!) / dt;
  return out;
}

/** The integral from the first sample by the trapezoid rule; its first value is `start`. */
export function cumulativeTrapezoid(
  values: Float64Array,
  dt: number = 1,
  start: number = 0,
  out: Float64Array = new Float64Array(values.length),
): Float64Array {
  let sum = start;
  for (let n = 0; n < values.length; n++) {
    if (n > 0) sum += 0.5 * dt * (values[n - 1]! + values[n]!);
    out[n] = sum;
  }
  return out;
}
