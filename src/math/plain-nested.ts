import {
  type ChunkOutcome,
  type DelayedSource,
  type DelayNode,
  isPossible,
  type NestedDelays,
  reachOf,
  type Share,
} from "./chunk.js";
import { descend, type Sums } from "./plain-descent.js";
import { lagrangeChunk, paddedWindow } from "./plain-lagrange.js";

/** See {@link Kernels.nested}; what is added before another outcome than "done" is taken back. */
export function nestedChunk(tree: NestedDelays, from: number, out: Float64Array): ChunkOutcome {
  const sum = out.slice();
  if (tree.undelayed !== null) {
    const mixture = mixed(tree.undelayed.parts, from, sum.length);
    for (let n = 0; n < sum.length; n++) sum[n]! += tree.undelayed.factor * mixture[n]!;
  }
  for (const node of tree.roots) {
    const until = from + out.length;
    const sums = { shifts: node.shifts.subarray(from, until), rates: node.rates.subarray(from, until) };
    const outcome = addNode(tree, node, sums, from, sum);
    if (outcome !== "done") return outcome;
  }
  out.set(sum);
  return "done";
}

function addNode(tree: NestedDelays, node: DelayNode, sums: Sums, from: number, sum: Float64Array): ChunkOutcome {
  let outcome: ChunkOutcome = node.source === null ? "done" : addSource(tree, node.source, sums, from, sum);
  for (const inner of node.nested) {
    if (outcome !== "done") return outcome;
    const deeper = { shifts: new Float64Array(sum.length), rates: new Float64Array(sum.length) };
    const chunk = { from, shifts: sums.shifts, coefficients: tree.delayCoefficients };
    outcome = descend(chunk, inner, sums, deeper);
    if (outcome !== "done") return outcome;
    outcome = addNode(tree, inner, deeper, from, sum);
  }
  return outcome;
}

function addSource(
  tree: NestedDelays,
  { factor, parts, constant }: DelayedSource,
  { shifts, rates }: Sums,
  from: number,
  sum: Float64Array,
): ChunkOutcome {
  const delayed = new Float64Array(sum.length);
  const coefficients = tree.sourceCoefficients;
  if (!shifts.every(isPossible)) return "impossible";
  const [low, high] = [Math.min(...shifts), Math.max(...shifts)];
  const reach = reachOf(low, high, shifts.length, coefficients.length);
  if (reach === null) return "too wide";
  const mixture = mixed(parts, from + reach.first, reach.length);
  const outcome = lagrangeChunk({ from: -reach.first, shifts, coefficients }, [mixture], [delayed]);
  if (outcome !== "done") return outcome;
  for (let n = 0; n < sum.length; n++) {
    sum[n]! += factor * (1 + rates[n]!) * delayed[n]! + rates[n]! * constant;
  }
  return "done";
}

/** Σ share × values[first … first + count), with zeros where there are none. */
function mixed(parts: readonly Share[], first: number, count: number): Float64Array {
  const sum = new Float64Array(count);
  parts.forEach(({ share, values }, k) => {
    const window = paddedWindow(values, first, count);
    for (let n = 0; n < count; n++) sum[n] = k === 0 ? share * window[n]! : sum[n]! + share * window[n]!;
  });
  return sum;
}
