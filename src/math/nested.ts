import { BadArgumentError } from "../core/errors.js";
import { type DelayedSum, FARTHEST, type NestedDelays } from "./chunk.js";
import { kernels } from "./engine.js";
import type { Kernels } from "./kernels.js";
import { pairCoefficients } from "./taps.js";

/** Outputs computed at a time: the sums of all depths then stay in the cache. */
const CHUNK = 4096;

/** Orders of interpolation: odd, 1 to 63. */
export interface NestedOrders {
  readonly source: number;
  readonly delays: number;
}

/**
 * Adds the undelayed mixture and Σ (1 + W) x(n + S) + W constant to `out`, over all sources x of a tree of delays: S and W are the sums of the shifts
 * and of the rates of the delays from the root down to the source, each taken at the time that the ones before it lead to.
 * Shifts are in samples, a delay is a negative one; see lagrangeShift for the interpolation and for what lies outside.
 */
export function addNestedDelays(sum: DelayedSum, orders: NestedOrders, out: Float64Array): Float64Array {
  return addNestedDelaysBy(kernels(), sum, orders, out);
}

/** {@link addNestedDelays} with these kernels. */
export function addNestedDelaysBy(by: Kernels, sum: DelayedSum, orders: NestedOrders, out: Float64Array): Float64Array {
  const tree = {
    ...sum,
    sourceCoefficients: pairCoefficients((orders.source + 1) / 2),
    delayCoefficients: pairCoefficients((orders.delays + 1) / 2),
  };
  for (let from = 0; from < out.length; from += CHUNK) {
    addChunk(by, tree, from, Math.min(from + CHUNK, out.length), out);
  }
  return out;
}

/** In two halves if the shifts are too far apart to be done together. */
function addChunk(by: Kernels, tree: NestedDelays, from: number, until: number, out: Float64Array): void {
  const outcome = by.nested(tree, from, out.subarray(from, until));
  if (outcome === "impossible") {
    throw new BadArgumentError(
      `Delays between samples ${from} and ${until} are not all finite, or beyond ${FARTHEST} samples. Fill or cut the gap first.`,
      { from, until },
    );
  }
  if (outcome === "too wide") {
    const middle = (from + until) >> 1;
    addChunk(by, tree, from, middle, out);
    addChunk(by, tree, middle, until, out);
  }
}
