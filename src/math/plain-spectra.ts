import { type ComplexArray, complexArray } from "./complex.js";
import { trendOf } from "./detrend.js";
import type { Cut } from "./kernels.js";
import { plainTransforms } from "./plain-transforms.js";

/** Sums over segments of conj(A) B; see {@link Kernels.crossSums}. Two real series go through one complex transform. */
export function crossSums(
  channels: readonly Float64Array[],
  cut: Cut,
  pairs: readonly (readonly [number, number])[],
): readonly ComplexArray[] {
  const transformer = new PairTransformer(cut);
  if (pairs.every(([a, b]) => a === b)) return pairs.map(([channel]) => powerSum(channels[channel]!, cut, transformer));
  const sums = pairs.map(() => complexArray(transformer.bins));
  for (let segment = 0; segment < cut.segments; segment++) {
    const bins = binsOfSegment(channels, segment, transformer);
    pairs.forEach(([a, b], index) => addCross(bins[a]!, bins[b]!, sums[index]!));
  }
  return sums;
}

/** The sum of |X|² over segments, two segments at a time: |Z_k|² + |Z₋ₖ|² is twice what both add. */
function powerSum(values: Float64Array, cut: Cut, transformer: PairTransformer): ComplexArray {
  const sum = complexArray(transformer.bins);
  for (let segment = 0; segment < cut.segments; segment += 2) {
    const second = segment + 1 < cut.segments ? values : null;
    addMirroredPower(transformer.run(values, segment, second, segment + 1), sum.re);
  }
  for (let k = 0; k < sum.re.length; k++) sum.re[k]! *= 0.5;
  return sum;
}

function binsOfSegment(
  channels: readonly Float64Array[],
  segment: number,
  transformer: PairTransformer,
): readonly ComplexArray[] {
  const bins = channels.map(() => complexArray(transformer.bins));
  for (let c = 0; c < channels.length; c += 2) {
    const z = transformer.run(channels[c]!, segment, channels[c + 1] ?? null, segment);
    splitPair(z, bins[c]!, bins[c + 1] ?? complexArray(transformer.bins));
  }
  return bins;
}

/** Transforms two tapered segments as real and imaginary part of one complex series. */
class PairTransformer {
  readonly bins: number;
  private readonly input: ComplexArray;
  private readonly output: ComplexArray;
  private readonly forward: (input: ComplexArray, out: ComplexArray) => void;

  constructor(private readonly cut: Cut) {
    const length = cut.window.length;
    this.bins = length / 2 + 1;
    this.input = complexArray(length);
    this.output = complexArray(length);
    this.forward = plainTransforms(length).forward;
  }

  run(a: Float64Array, segmentOfA: number, b: Float64Array | null, segmentOfB: number): ComplexArray {
    this.taper(a, segmentOfA, this.input.re);
    if (b === null) this.input.im.fill(0);
    else this.taper(b, segmentOfB, this.input.im);
    this.forward(this.input, this.output);
    return this.output;
  }

  private taper(values: Float64Array, segment: number, out: Float64Array): void {
    const { window, step, detrend } = this.cut;
    const cut = values.subarray(segment * step, segment * step + window.length);
    const { mean, slope } = trendOf(cut, detrend);
    const middle = (cut.length - 1) / 2;
    for (let n = 0; n < cut.length; n++) out[n] = (cut[n]! - (mean + slope * (n - middle))) * window[n]!;
  }
}

function addMirroredPower({ re, im }: ComplexArray, sum: Float64Array): void {
  const length = re.length;
  for (let k = 0; k < sum.length; k++) {
    const mirror = k === 0 ? 0 : length - k;
    sum[k]! += re[k]! * re[k]! + im[k]! * im[k]! + (re[mirror]! * re[mirror]! + im[mirror]! * im[mirror]!);
  }
}

/** The bins of two real series from the transform of a + i b. */
function splitPair({ re, im }: ComplexArray, a: ComplexArray, b: ComplexArray): void {
  const length = re.length;
  for (let k = 0; k < a.re.length; k++) {
    const mirror = k === 0 ? 0 : length - k;
    a.re[k] = 0.5 * (re[k]! + re[mirror]!);
    a.im[k] = 0.5 * (im[k]! - im[mirror]!);
    b.re[k] = 0.5 * (im[k]! + im[mirror]!);
    b.im[k] = 0.5 * (re[mirror]! - re[k]!);
  }
}

function addCross(a: ComplexArray, b: ComplexArray, sum: ComplexArray): void {
  for (let k = 0; k < sum.re.length; k++) {
    sum.re[k]! += a.re[k]! * b.re[k]! + a.im[k]! * b.im[k]!;
    sum.im[k]! += a.re[k]! * b.im[k]! - a.im[k]! * b.re[k]!;
  }
}
