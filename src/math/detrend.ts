/** What is taken off a series before it is transformed. */
export type Detrend = "none" | "constant" | "linear";

/** mean + slope × (n − middle), the straight line of least squares. */
export interface Trend {
  readonly mean: number;
  readonly slope: number;
}

/** Partial sums that run side by side: what four pairs of lanes do. */
const LANES = 8;

/** What is to be taken off these values. */
export function trendOf(values: Float64Array, detrend: Detrend): Trend {
  const length = values.length;
  if (detrend === "none") return { mean: 0, slope: 0 };
  const mean = sumOf(values) / length;
  return { mean, slope: detrend === "linear" ? (momentOf(values, mean) * 12) / (length * (length * length - 1)) : 0 };
}

/** Takes the trend off `values`, in place. */
export function detrendInPlace(values: Float64Array, detrend: Detrend): Float64Array {
  const { mean, slope } = trendOf(values, detrend);
  const middle = (values.length - 1) / 2;
  for (let n = 0; n < values.length; n++) values[n]! -= mean + slope * (n - middle);
  return values;
}

/** Σ values. */
function sumOf(values: Float64Array): number {
  const sums = new Float64Array(LANES);
  for (let n = 0; n < values.length; n++) sums[n % LANES]! += values[n]!;
  return total(sums);
}

/** Σ (n − middle)(values − mean). */
function momentOf(values: Float64Array, mean: number): number {
  const middle = (values.length - 1) / 2;
  const sums = new Float64Array(LANES);
  for (let n = 0; n < values.length; n++) sums[n % LANES]! += (n - middle) * (values[n]! - mean);
  return total(sums);
}

/** Lanes are added as vectors first: (0+2)+(4+6) and (1+3)+(5+7), then both. */
function total(s: Float64Array): number {
  return s[0]! + s[2]! + (s[4]! + s[6]!) + (s[1]! + s[3]! + (s[5]! + s[7]!));
}
