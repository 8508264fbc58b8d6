import {
  type ChunkOutcome,
  type DelayedSource,
  type DelayNode,
  type Mixture,
  type NestedDelays,
  reachOf,
  type Share,
  WIDEST,
} from "./chunk.js";
import { cutShifts, cutSize } from "./simd-cut.js";
import type { Address, KernelMemory } from "./simd-memory.js";

/** See plain-nested.ts: the same, without leaving the module's memory. */
export function simdNested(memory: KernelMemory, tree: NestedDelays, from: number, out: Float64Array): ChunkOutcome {
  const walk = new NestedWalk(memory, tree, from, out);
  if (tree.undelayed !== null) walk.addUndelayed(tree.undelayed);
  for (const node of tree.roots) {
    const outcome = walk.root(node);
    if (outcome !== "done") return outcome;
  }
  walk.finish(out);
  return "done";
}

/** Where the sums of shifts and rates of one depth are, their cut into runs, and between which numbers the shifts lie. */
interface Level {
  readonly shifts: Address;
  readonly rates: Address;
  readonly cut: Address;
  low: number;
  high: number;
}

/** What the loops read beyond their last sample. */
const SPARE = 5;

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
    // Whole blocks of four.
    const room = count + 3 - ((count + 3) % 4);
    const depth = Math.max(0, ...tree.roots.map(depthOf));
    const half = Math.max(tree.sourceCoefficients.length, tree.delayCoefficients.length);
    const longest = count + WIDEST + 2 * half + SPARE;
    const sizes = [room, room, longest, longest, 12 * half, half, half];
    const levelSizes = [room, room, cutSize(count)];
    const places = memory.scratch([...sizes, ...Array.from({ length: depth }, () => levelSizes).flat()]);
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
      shifts: places[sizes.length + 3 * k]!,
      rates: places[sizes.length + 3 * k + 1]!,
      cut: places[sizes.length + 3 * k + 2]!,
      low: 0,
      high: 0,
    }));
    this.count = count;
    memory.write(this.sum, out);
    memory.write(this.sourceFactors, tree.sourceCoefficients);
    memory.write(this.delayFactors, tree.delayCoefficients);
  }

  addUndelayed({ factor, parts }: Mixture): void {
    this.mix(parts, this.from, this.count);
    this.memory.run.addShare(this.window, factor, this.count, this.sum);
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

  /** Cuts the level's shifts into runs and notes their extent; false if they are not all possible. */
  private measure(level: Level): boolean {
    const extent = cutShifts(this.memory, level.shifts, this.count, level.cut);
    if (extent !== null) Object.assign(level, extent);
    return extent !== null;
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
    const { run } = this.memory;
    run.lagrangeChunk(
      this.window,
      level.shifts,
      level.cut,
      -reach.first,
      this.sourceFactors,
      half,
      this.work,
      this.delayed,
    );
    run.addScaled(this.sum, this.delayed, level.rates, factor, constant, this.count);
    return true;
  }

  /** The sums one delay deeper: the delay and its rate, taken at the shifted time, and those so far; false if too wide. */
  private descend(inner: DelayNode, level: Level, next: Level): boolean {
    const half = this.tree.delayCoefficients.length;
    const reach = reachOf(level.low, level.high, this.count, half);
    if (reach === null) return false;
    const { memory, window, part } = this;
    memory.writePadded(window, inner.shifts, this.from + reach.first, reach.length + SPARE);
    memory.writePadded(part, inner.rates, this.from + reach.first, reach.length + SPARE);
    memory.run.descendChunk(
      window,
      part - window,
      level.shifts,
      level.rates,
      level.cut,
      -reach.first,
      this.delayFactors,
      half,
      this.work,
      next.shifts,
      next.rates,
    );
    return true;
  }

  /** Makes the window a sum of series. */
  private mix(parts: readonly Share[], first: number, count: number): void {
    parts.forEach(({ share, values }, k) => {
      this.memory.writePadded(k === 0 ? this.window : this.part, values, first, count);
      if (k > 0) this.memory.run.addShare(this.part, share, count, this.window);
      else if (share !== 1) this.memory.run.scale(this.window, share, count, this.window);
    });
  }
}

function depthOf(node: DelayNode): number {
  return 1 + Math.max(0, ...node.nested.map(depthOf));
}
