import {
  type ChunkOutcome,
  type DelayedSource,
  type DelayNode,
  isPossible,
  type NestedDelays,
  type Reach,
  reachOf,
  type Share,
  WIDEST,
} from "./chunk.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** See plain-nested.ts: the same, without leaving the module's memory. */
export function simdNested(memory: KernelMemory, tree: NestedDelays, from: number, out: Float64Array): ChunkOutcome {
  const walk = new NestedWalk(memory, tree, from, out);
  for (const node of tree.roots) {
    const outcome = walk.root(node);
    if (outcome !== "done") return outcome;
  }
  walk.finish(out);
  return "done";
}

/** Where the sums of shifts and rates of one depth are, and between which numbers the shifts lie. */
interface Level {
  readonly shifts: Address;
  readonly rates: Address;
  low: number;
  high: number;
}

class NestedWalk {
  private readonly count: number;
  private readonly sum: Address;
  private readonly delayed: Address;
  private readonly window: Address;
  private readonly part: Address;
  private readonly work: Address;
  private readonly sourceFactors: Address;
  private readonly delayFactors: Address;
  private readonly levels: readonly Level[];

  constructor(
    private readonly memory: KernelMemory,
    private readonly tree: NestedDelays,
    private readonly from: number,
    out: Float64Array,
  ) {
    const count = out.length;
    const room = count + (count % 2);
    const depth = Math.max(0, ...tree.roots.map(depthOf));
    const half = Math.max(tree.sourceCoefficients.length, tree.delayCoefficients.length);
    const longest = count + WIDEST + 2 * half + 3;
    const sizes = [room, room, longest, longest, 12 * half, half, half];
    const places = memory.scratch([...sizes, ...Array.from({ length: 2 * depth }, () => room)]);
    [this.sum, this.delayed, this.window, this.part, this.work, this.sourceFactors, this.delayFactors] = places as [
      Address,
      Address,
      Address,
      Address,
      Address,
      Address,
      Address,
    ];
    this.levels = Array.from({ length: depth }, (_, k) => ({
      shifts: places[sizes.length + 2 * k]!,
      rates: places[sizes.length + 2 * k + 1]!,
      low: 0,
      high: 0,
    }));
    this.count = count;
    memory.write(this.sum, out);
    memory.write(this.sourceFactors, tree.sourceCoefficients);
    memory.write(this.delayFactors, tree.delayCoefficients);
  }

  root(node: DelayNode): ChunkOutcome {
    const level = this.levels[0]!;
    this.memory.writePadded(level.shifts, node.shifts, this.from, this.count);
    this.memory.writePadded(level.rates, node.rates, this.from, this.count);
    return this.measure(level) ? this.visit(node, 0) : "impossible";
  }

  finish(out: Float64Array): void {
    out.set(this.memory.view(this.sum, this.count));
  }

  /** Notes the extent of the level's shifts; false if they are not all possible. */
  private measure(level: Level): boolean {
    this.memory.run.extent(level.shifts, this.count, this.delayed);
    const [low, high, nothing] = this.memory.view(this.delayed, 3) as unknown as [number, number, number];
    level.low = low;
    level.high = high;
    return nothing === 0 && isPossible(low) && isPossible(high);
  }

  private visit(node: DelayNode, depth: number): ChunkOutcome {
    const level = this.levels[depth]!;
    if (node.source !== null && !this.addSource(node.source, level)) return "too wide";
    for (const inner of node.nested) {
      const next = this.levels[depth + 1]!;
      if (!this.descend(inner, level, next)) return "too wide";
      if (!this.measure(next)) return "impossible";
      const outcome = this.visit(inner, depth + 1);
      if (outcome !== "done") return outcome;
    }
    return "done";
  }

  private addSource({ factor, parts, constant }: DelayedSource, level: Level): boolean {
    const half = this.tree.sourceCoefficients.length;
    const reach = reachOf(level.low, level.high, this.count, half);
    if (reach === null) return false;
    this.mix(parts, this.from + reach.first, reach.length + 2);
    this.interpolate(level, reach, this.sourceFactors, half, this.delayed);
    this.memory.run.addScaled(this.sum, this.delayed, level.rates, factor, constant, this.count);
    return true;
  }

  /** The sums one delay deeper: the delay and its rate, taken at the shifted time, and those so far. */
  private descend(inner: DelayNode, level: Level, next: Level): boolean {
    const half = this.tree.delayCoefficients.length;
    if (!this.shift(inner.shifts, level, this.delayFactors, half, next.shifts)) return false;
    this.shift(inner.rates, level, this.delayFactors, half, next.rates);
    this.memory.run.add(next.shifts, level.shifts, this.count);
    this.memory.run.add(next.rates, level.rates, this.count);
    return true;
  }

  /** Interpolates a series at the level's shifts; false if these are too far apart. */
  private shift(values: Float64Array, level: Level, factors: Address, half: number, out: Address): boolean {
    const reach = reachOf(level.low, level.high, this.count, half);
    if (reach === null) return false;
    this.memory.writePadded(this.window, values, this.from + reach.first, reach.length + 2);
    this.interpolate(level, reach, factors, half, out);
    return true;
  }

  /** Makes the window a sum of series. */
  private mix(parts: readonly Share[], first: number, count: number): void {
    parts.forEach(({ share, values }, k) => {
      this.memory.writePadded(this.part, values, first, count);
      if (k === 0) this.memory.run.scale(this.part, share, count, this.window);
      else this.memory.run.addShare(this.part, share, count, this.window);
    });
  }

  private interpolate(level: Level, { first }: Reach, factors: Address, half: number, out: Address): void {
    this.memory.run.lagrangeChunk(this.window, level.shifts, -first, this.count, factors, half, this.work, out);
  }
}

function depthOf(node: DelayNode): number {
  return 1 + Math.max(0, ...node.nested.map(depthOf));
}
