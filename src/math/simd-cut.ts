import { isPossible } from "./chunk.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** Outputs per run at least. */
const UNIT = 32;

/** Numbers that a cut of `count` shifts takes. */
export function cutSize(count: number): number {
  return 4 + 3 * Math.ceil(count / UNIT);
}

/** Cuts shifts into runs (see assembly/runs.ts); their extent, or null if they are not all possible. */
export function cutShifts(
  memory: KernelMemory,
  shifts: Address,
  count: number,
  cut: Address,
): { readonly low: number; readonly high: number } | null {
  memory.run.cutRuns(shifts, count, cut);
  const [low, high, nothing] = memory.view(cut, 3) as unknown as [number, number, number];
  return nothing === 0 && isPossible(low) && isPossible(high) ? { low, high } : null;
}
