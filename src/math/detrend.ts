/** What is taken off a series before it is transformed. */
export type Detrend = "none" | "constant" | "linear";

/** Takes the mean or the straight line of least squares off `values`, in place. */
export function detrendInPlace(values: Float64Array, detrend: Detrend): Float64Array {
  if (detrend === "none") return values;
  const length = values.length;
  const middle = (length - 1) / 2;
  let sum = 0;
  for (let n = 0; n < length; n++) sum += values[n]!;
  const mean = sum / length;
  let slope = 0;
  if (detrend === "linear" && length > 1) {
    for (let n = 0; n < length; n++) slope += (n - middle) * (values[n]! - mean);
    slope *= 12 / (length * (length * length - 1));
  }
  for (let n = 0; n < length; n++) values[n]! -= mean + slope * (n - middle);
  return values;
}
