import type { Span } from "./watch-bank.js";

/** The loudest short stretch of whitened data. */
export interface Transient {
  /** Begin and end (samples). */
  readonly span: Span;
  /** Power of A and E over noise's, and of T, in standard deviations of noise. */
  readonly excess: number;
  readonly silent: number;
}

/** Lengths that are tried (samples). */
const LENGTHS = [1, 3, 10, 30, 100, 300];

/** The loudest stretch of a few lengths within a span. */
export function loudestTransient(channels: readonly Float64Array[], [from, to]: Span): Transient {
  const science = powers([channels[0], channels[1]]);
  const [begin, end] = [Math.max(0, Math.floor(from)), Math.min(channels[0].length, Math.ceil(to))];
  let best: { span: Span; excess: number } = { span: [begin, begin + 1], excess: 0 };
  for (const length of LENGTHS) {
    for (let n = begin; n + length <= end; n++) {
      const excess = (science[n + length] - science[n] - 2 * length) / Math.sqrt(4 * length);
      if (excess > best.excess) best = { span: [n, n + length], excess };
    }
  }
  const [first, last] = best.span;
  const silent = powers([channels[2]]);
  const length = last - first;
  return { ...best, silent: (silent[last] - silent[first] - length) / Math.sqrt(2 * length) };
}

function powers(channels: readonly Float64Array[]): Float64Array {
  const sums = new Float64Array(channels[0].length + 1);
  for (let n = 0; n + 1 < sums.length; n++) {
    sums[n + 1] = sums[n] + channels.reduce((all, values) => all + values[n] * values[n], 0);
  }
  return sums;
}
