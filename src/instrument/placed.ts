import type { SeriesGenerator } from "../noise/generator.js";

/**
 * A given series within a longer one: zeros until it begins, `offset` samples after the first that is asked for (or before
 * it, then its beginning is left out), its values, and zeros behind them.
 */
export function placedSeries(values: Float64Array, offset: number, position = 0): SeriesGenerator {
  let at = position;
  return {
    next(out) {
      const from = at - offset;
      const begin = Math.min(Math.max(0, -from), out.length);
      const part = values.subarray(Math.min(from + begin, values.length), Math.max(0, from + out.length));
      out.fill(0);
      out.set(part, begin);
      at += out.length;
      return out;
    },
    state: () => ({ kind: "given", position: at, length: values.length }),
  };
}
